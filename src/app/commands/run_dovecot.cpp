#include "app/commands.hpp"
#include "app/processes.hpp"
#include "base/file.hpp"
#include "instance/instance.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace mailapp::app {
namespace {

constexpr char const* master_program = "/usr/sbin/dovecot";
constexpr std::chrono::seconds gently{10};

/// Dovecot does not start while the process whose number its file names lives, whatever that is by now. The
/// supervisor has one Dovecot at a time: another master of this instance is left over, and so is the file.
/// The children of a killed master keep its ports as long as they have clients.
void clear_the_way(Instance const& instance) {
    auto const of_instance = instance.directory().string();
    auto const masters = running(processes_of_instance(of_instance), master_program);
    if (!masters.empty()) end_processes(masters, gently);
    end_orphans(of_instance, "/usr/lib/dovecot/", "/usr/lib/dovecot/log");
    auto const directory = open_trusted_directory(instance.run() / "dovecot");
    if (::unlinkat(directory.get(), "master.pid", 0) != 0 && errno != ENOENT)
        throw std::system_error(errno, std::generic_category(), "cannot remove Dovecot's master.pid");
}

int run_dovecot(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    clear_the_way(*instance);
    // By the link, not by the revision: a reload reads what is in force then.
    auto const configuration = (instance->live_config() / "dovecot/dovecot.conf").string();
    char const* const words[] = {master_program, "-F", "-c", configuration.c_str(), nullptr};
    ::execv(words[0], const_cast<char* const*>(words));
    return fail("Dovecot cannot be run.");
}

}  // namespace

Command run_dovecot_command() {
    Command command;
    command.name = "run-dovecot";
    command.summary = "Run Dovecot in the foreground";
    command.description =
        "Started by the supervisor of a running instance; ends what a killed Dovecot left behind, then "
        "becomes "
        "Dovecot.";
    command.options = {instance_option()};
    command.run = run_dovecot;
    command.hidden = true;
    return command;
}

}  // namespace mailapp::app
