// The compatible API alone, for tests: a fresh database in a directory, a free port on loopback. Prints one
// line of JSON with its address, its keys and the attributes that each write knows, and ends when its
// standard input does.
#include "http/server.hpp"
#include "base/log.hpp"
#include "compat/mailcow/testing/composition.hpp"
#include "db/migrate.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <iostream>
#include <string>

namespace {

std::string known_attributes(mailapp::compat::mailcow::Facade const& facade) {
    boost::json::object known;
    for (auto const& route : facade.routes()) {
        if (route.attributes.empty()) continue;
        boost::json::array names;
        for (auto const& name : route.attributes) names.emplace_back(name);
        known[route.action + "/" + route.category] = std::move(names);
    }
    return boost::json::serialize(known);
}

}  // namespace

int main(int count, char** arguments) {
    using namespace mailapp;
    if (count < 2) {
        std::cerr << "usage: compat_server DIRECTORY [MAILBOXES]\n";
        return 2;
    }
    fs::path const directory(arguments[1]);
    db::Database database("sqlite:" + (directory / "test.db").string());
    db::migrate(database).value();
    compat::mailcow::testing::Composition parts(database, directory);
    auto const mailboxes = count > 2 ? std::stol(arguments[2]) : 0;
    for (long domain = 0; domain < (mailboxes + 99) / 100; ++domain) {
        auto const name = "d" + std::to_string(domain) + ".example.org";
        auto const who = Principal::system("test");
        parts.domains.create(who, {.name = name, .max_mailboxes = 1000, .dkim_bits = 0}).value();
        std::vector<std::string> local_parts;
        for (int i = 0; i < 100; ++i) local_parts.push_back("user" + std::to_string(i));
        parts.mailboxes.create_many(who, name, local_parts, "{PLAIN}not-used-to-sign-in").value();
    }
    compat::mailcow::Facade facade(parts.services(), parts.authenticate());
    http::Routes const routes;
    http::Idempotency idempotency(database);
    http::Pipeline pipeline(
        routes, parts.authenticate(), idempotency,
        {{"/api/v1", [&facade](http::RawRequest const& request) { return facade.handle(request); }}});
    http::ServerOptions options;
    options.endpoints = {{.address = "127.0.0.1", .port = 0}};
    http::Server server(
        options, [&pipeline](http::RawRequest request) { return pipeline.handle(std::move(request)); });
    std::cout << R"({"url":"http://127.0.0.1:)" << server.ports().front() << R"(","read_write":")"
              << parts.read_write_key << R"(","read_only":")" << parts.read_only_key << R"(","elsewhere":")"
              << parts.elsewhere_key << R"(","attributes":)" << known_attributes(facade) << "}" << std::endl;
    std::string line;
    while (std::getline(std::cin, line)) continue;
    server.stop();
    return 0;
}
