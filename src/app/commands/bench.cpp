#include "app/bench/directory.hpp"
#include "app/bench/seed.hpp"
#include "app/commands.hpp"
#include "app/database_rights.hpp"
#include "base/text.hpp"
#include "db/migrate.hpp"
#include "instance/instance.hpp"

#include <chrono>
#include <cstdio>

namespace mailapp::app {
namespace {

int seed_instance(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    auto const key = instance->secret(secret_name::instance_key);
    if (!key) return fail(key.error().detail);
    SeedPlan plan;
    for (auto [name, number] :
         {std::pair("--domains", &plan.domains), std::pair("--mailboxes", &plan.mailboxes),
          std::pair("--aliases", &plan.aliases)}) {
        if (!arguments.has(name)) continue;
        auto const given = parse_int(*arguments.value(name));
        if (!given || *given < 1 || *given > 10'000'000)
            return fail(std::string(name) + " needs a number from 1.");
        *number = *given;
    }
    if (auto const taken = take_database_rights(*instance); !taken) return fail(taken.error().detail);
    db::Database database(instance->database_url());
    if (auto const migrated = db::migrate(database); !migrated) return fail(migrated.error().detail);
    Services services(database, *key, instance->settings().hostname);
    auto const started = std::chrono::steady_clock::now();
    auto const seconds = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    };
    auto const done = seed(services, plan, [&](std::string const& sentence) {
        std::fprintf(stderr, "  %6.1f s  %s\n", seconds(), sentence.c_str());
    });
    if (!done) return fail(done.error().detail);
    std::printf("%lld domains, %lld mailboxes, %lld aliases in %.1f s; everybody's password is %s\n",
                static_cast<long long>(plan.domains), static_cast<long long>(plan.mailboxes),
                static_cast<long long>(plan.aliases), seconds(), plan.password.c_str());
    return 0;
}

int measure(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    DirectoryPlan plan;
    for (auto [name, number] :
         {std::pair("--domains", &plan.domains), std::pair("--mailboxes", &plan.mailboxes)}) {
        if (!arguments.has(name)) continue;
        auto const given = parse_int(*arguments.value(name));
        if (!given || *given < 1) return fail(std::string(name) + " needs a number from 1.");
        *number = *given;
    }
    auto const done =
        measure_directory(*instance, plan, [](std::string const& line) { std::puts(line.c_str()); });
    return done ? 0 : fail(done.error().detail);
}

}  // namespace

Command bench_command() {
    Command seed;
    seed.name = "seed";
    seed.summary = "Fill an instance with domains, mailboxes and aliases for measurements";
    seed.description =
        "Through the same services as the API; adds what is missing. The directory of a running "
        "instance follows by itself.";
    seed.options = {instance_option(),
                    {"--domains", "N", "how many domains (default 100)"},
                    {"--mailboxes", "N", "how many mailboxes in all (default 10000)"},
                    {"--aliases", "N", "how many aliases in all (default 10000)"}};
    seed.run = seed_instance;
    Command command;
    command.name = "bench";
    command.summary = "Make data for measurements, and measure";
    Command directory;
    directory.name = "directory";
    directory.summary = "Look-ups and logins of the running directory of a seeded instance";
    directory.description = "Speaks to it as Postfix and Dovecot do; prints a line for each measurement.";
    directory.options = {instance_option(),
                         {"--domains", "N", "how many domains were seeded (default 100)"},
                         {"--mailboxes", "N", "how many mailboxes were seeded in all (default 10000)"}};
    directory.run = measure;
    command.children = {seed, directory};
    return command;
}

}  // namespace mailapp::app
