#include "app/commands.hpp"
#include "app/services.hpp"
#include "db/migrate.hpp"

#include <cstdio>

namespace mailapp::app {
namespace {

int print_openapi(Arguments const&) {
    // The document depends on declarations alone: a database that is never asked is enough to build them.
    db::Database database("sqlite::memory:");
    if (auto const migrated = db::migrate(database); !migrated) return fail(migrated.error().detail);
    Services services(database, "no secrets here", "mail.example.org");
    http::Routes routes;
    add_all_routes(routes, services);
    auto const document = routes.find(http::Method::get, "/api/v2/openapi.json");
    auto const response = document.operation->run({}, Principal::system("openapi"), {});
    std::puts(response.body.c_str());
    return 0;
}

}  // namespace

Command openapi_command() {
    Command command;
    command.name = "openapi";
    command.summary = "Print the description of the API (OpenAPI 3.1)";
    command.description = "The same document that a running server gives at /api/v2/openapi.json.";
    command.run = print_openapi;
    return command;
}

}  // namespace mailapp::app
