#include "app/commands.hpp"
#include "app/progress.hpp"
#include "app/runtime.hpp"

#include <unistd.h>

namespace mailapp::app {
namespace {

int down(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    if (::geteuid() != 0) return fail("Stopping a mail server needs the rights of root.");
    Progress progress;
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
