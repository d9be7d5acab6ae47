#include "app/bootstrap.hpp"
#include "app/commands.hpp"
#include "app/known_database.hpp"
#include "db/migrate.hpp"
#include "features/set_up/service.hpp"
#include "instance/instance.hpp"
#include "reflect/json_read.hpp"

#include <cstdio>
#include <iostream>
#include <iterator>

namespace mailapp::app {
namespace {

int run_bootstrap(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    auto const key = instance->secret(secret_name::instance_key);
    if (!key) return fail(key.error().detail);
    std::string const input{std::istreambuf_iterator<char>(std::cin), {}};
    auto const credentials = reflect::from_json_text<Credentials>(input);
    if (!credentials) return fail("Standard input must hold the credentials as JSON.");
    if (auto const known = check_known_database(*instance); !known) return fail(known.error().detail);
    db::Database database(instance->database_url());
    if (auto const migrated = db::migrate(database); !migrated) return fail(migrated.error().detail);
    audit::Log log(database, *key);
    auto const done = bootstrap(database, log, *credentials, arguments.has("--api-keys"));
    if (auto const wanted = arguments.value("--system-mail")) {
        auto const checked = set_up::checked_system_mail(instance->settings().hostname, *wanted);
        if (!checked) return fail(checked.error().detail);
        auto tx = database.begin();
        set_up::change_system_mail(tx, log, Principal::system("mailapp up"), *checked);
        tx.commit();
    }
    std::puts(reflect::to_json(done).c_str());
    return 0;
}

}  // namespace

Command bootstrap_command() {
    Command command;
    command.name = "bootstrap";
    command.summary = "Migrate the database and make the first administrator";
    command.description =
        "Run by `up` as the user of the control plane; takes credentials on standard input.";
    command.options = {instance_option(),
                       {"--api-keys", "", "Make the two API keys, too"},
                       {"--system-mail", "ADDRESS", "Where the system's mail goes"}};
    command.hidden = true;
    command.run = run_bootstrap;
    return command;
}

}  // namespace mailapp::app
