#include "app/commands.hpp"
#include "instance/instance.hpp"
#include "stack/redis/repair.hpp"

#include <unistd.h>

#include <cstdio>

namespace mailapp::app {
namespace {

int run_redis(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    auto const repaired = stack::redis::repair_store(instance->data() / "redis");
    if (!repaired) return fail(repaired.error().detail);
    if (*repaired != stack::redis::Repair::none) {
        std::fputs(*repaired == stack::redis::Repair::cut
                       ? "run-redis: the store was damaged and is cut off where that begins\n"
                       : "run-redis: the store could not be read: Redis begins anew\n",
                   stderr);
        std::fputs("run-redis: what was there is in data/redis/appendonlydir.damaged\n", stderr);
    }
    auto const configuration = (instance->live_config() / "redis/redis.conf").string();
    ::execl("/usr/bin/redis-server", "redis-server", configuration.c_str(), static_cast<char*>(nullptr));
    return fail("Redis cannot be run.");
}

}  // namespace

Command run_redis_command() {
    Command command;
    command.name = "run-redis";
    command.summary = "Run Redis in the foreground";
    command.description =
        "Started by the supervisor of a running instance; makes a damaged store loadable, then becomes "
        "Redis.";
    command.options = {instance_option()};
    command.run = run_redis;
    command.hidden = true;
    return command;
}

}  // namespace mailapp::app
