#include "app/programs.hpp"

#include "app/commands.hpp"

namespace mailapp::app {
namespace {

Command program(std::string name, std::string summary, int (*run)(Instance const&)) {
    Command command;
    command.name = std::move(name);
    command.summary = std::move(summary);
    command.description = "Started by the supervisor of a running instance; serves until SIGTERM.";
    command.options = {instance_option()};
    command.hidden = true;
    command.run = [run](Arguments const& arguments) {
        auto const instance = Instance::load(instance_directory(arguments));
        return instance ? run(*instance) : fail(instance.error().detail);
    };
    return command;
}

}  // namespace

std::vector<Command> program_commands() {
    return {program("directory", "Answer look-ups and logins of the mail path", run_directory),
            program("agent", "Do what needs privileges, on the api's behalf", run_agent),
            program("api", "Serve the panel and the APIs", run_api)};
}

}  // namespace mailapp::app
