#include "app/command_lock.hpp"
#include "app/commands.hpp"
#include "app/progress.hpp"
#include "app/runtime.hpp"

#include <unistd.h>

#include <optional>

namespace mailapp::app {
namespace {

// `up` waits for up to four minutes until all is healthy.
constexpr std::chrono::seconds others_finish_within{300};

int down(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    if (::geteuid() != 0) return fail("Stopping a mail server needs the rights of root.");
    Progress progress;
    std::optional<apply::InstanceLock> held;
    if (auto const doubt = doubt_about_path(instance->directory()); doubt.empty()) {
        auto lock = lock_instance(*instance, "down", others_finish_within, progress);
        if (!lock) return fail(lock.error().detail);
        held.emplace(std::move(*lock));
    } else {
        // An older version started instances in such places. Stopping one changes nothing there.
        progress.note("  --  " + doubt);
    }
    progress.begin("stop all services");
    bool const stopped = stop_everything(*instance);
    progress.done(stopped ? "" : "nothing was running");
    return 0;
}

}  // namespace

Command down_command() {
    Command command;
    command.name = "down";
    command.summary = "Stop the mail server; mail and data stay";
    command.description = "Stops what `up` started and nothing else, and returns when it is gone.";
    command.options = {instance_option()};
    command.run = down;
    return command;
}

}  // namespace mailapp::app
