#include "app/commands.hpp"
#include "app/database_rights.hpp"
#include "features/self_test/hops.hpp"
#include "instance/instance.hpp"
#include "stack/http_client.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace mailapp::app {
namespace {

namespace json = boost::json;
using Hops = std::vector<self_test::SelfTestHop>;

bool has_passed(self_test::SelfTestHop const& hop) {
    return hop.state == self_test::HopState::passed;
}

void print_json(Hops const& hops, bool passed) {
    json::array list;
    for (auto const& hop : hops) {
        if (hop.state == self_test::HopState::skipped) continue;
        list.push_back(json::object{{"name", hop.name},
                                    {"passed", has_passed(hop)},
                                    {"detail", hop.detail},
                                    {"milliseconds", hop.milliseconds}});
    }
    std::printf("%s\n", json::serialize(json::object{{"passed", passed}, {"steps", list}}).c_str());
}

void print_table(Hops const& hops) {
    for (auto const& hop : hops) {
        if (hop.state == self_test::HopState::skipped) continue;
        std::printf("%s  %-10s  %6lld ms  %s\n", has_passed(hop) ? "ok    " : "FAILED", hop.name.c_str(),
                    static_cast<long long>(hop.milliseconds), hop.detail.c_str());
    }
}

int selftest(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    if (::geteuid() != 0) return fail("The self-test is for root to run.");
    auto const key = instance->secret(secret_name::instance_key);
    if (!key) return fail(key.error().detail);
    // Before the database is opened: its files belong to the running API.
    stack::HttpCall alive;
    alive.url = "http://mailapp/healthz";
    alive.unix_socket = instance->api_socket();
    if (auto const reply = stack::http_call(alive); !reply || reply->status != 200)
        return fail("The server does not run: start it with `mailapp up`.");

    if (auto const taken = take_database_rights(*instance); !taken) return fail(taken.error().detail);
    db::Database database(instance->database_url(), 1, db::Missing::refuse);
    audit::Log log(database, *key);
    api_keys::ApiKeys keys(database, log);
    self_test::TemporaryKey const temporary(keys);
    std::atomic<bool> const never = false;
    auto const steps = self_test::run_hops(*instance, temporary.text(), never, [](Hops const&) {});
    bool const passed = std::all_of(steps.begin(), steps.end(), has_passed);
    if (arguments.has("--json")) {
        print_json(steps, passed);
    } else {
        print_table(steps);
    }
    return passed ? 0 : 1;
}

}  // namespace

Command selftest_command() {
    Command command;
    command.name = "selftest";
    command.summary = "Send a message through the whole server and read it back";
    command.description =
        "Makes a domain with two mailboxes, sends from one to the other through submission, signing, "
        "filtering "
        "and delivery, reads the message over IMAP, and removes all of it. Exit status 1 when a hop fails.";
    command.options = {instance_option(), {"--json", "", "One line of JSON instead of a table"}};
    command.run = selftest;
    return command;
}

}  // namespace mailapp::app
