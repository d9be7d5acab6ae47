#include "app/commands.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "instance/instance.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace mailapp::app {
namespace {

[[noreturn]] void become_master(std::string const& configuration, pid_t supervisor_side,
                                sigset_t const& mask) {
    ::sigprocmask(SIG_SETMASK, &mask, nullptr);
    // Should this wrapper be killed, master must not stay: the next start would find it in the way.
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != supervisor_side) ::_exit(EXIT_FAILURE);
    char const* const arguments[] = {"/usr/lib/postfix/sbin/master", "-c", configuration.c_str(), "-s",
                                     nullptr};
    ::execv(arguments[0], const_cast<char* const*>(arguments));
    ::_exit(127);
}

/// Waits for master's end; SIGTERM, SIGINT and SIGHUP go on to it.
int attend(pid_t master, sigset_t const& waited_for) {
    for (;;) {
        int status = 0;
        auto const ended = ::waitpid(master, &status, WNOHANG);
        if (ended == master) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        int received = 0;
        if (::sigwait(&waited_for, &received) != 0) continue;
        if (received != SIGCHLD) ::kill(master, received == SIGINT ? SIGTERM : received);
    }
}

int run_postfix(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    auto const configuration = (instance->live_config() / "postfix").string();

    // Makes the directories of the queue and says what is wrong with owners and files.
    ProcessOptions patient;
    patient.deadline = std::chrono::seconds(60);
    auto const checked = run_process({"/usr/sbin/postfix", "-c", configuration, "check"}, patient);
    if (!checked) return fail(checked.error().detail);
    if (!checked->output.empty()) std::fputs(checked->output.c_str(), stderr);
    if (checked->status != 0) return fail("Postfix refuses to start.");

    sigset_t waited_for;
    sigset_t before;
    sigemptyset(&waited_for);
    for (int const signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&waited_for, signal);
    ::sigprocmask(SIG_BLOCK, &waited_for, &before);
    auto const self = ::getpid();
    // master(8) becomes the leader of a session, which the process that the supervisor started cannot.
    auto const master = ::fork();
    if (master < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (master == 0) become_master(configuration, self, before);
    return attend(master, waited_for);
}

}  // namespace

Command run_postfix_command() {
    Command command;
    command.name = "run-postfix";
    command.summary = "Run Postfix in the foreground";
    command.description = "Started by the supervisor of a running instance; stops Postfix on SIGTERM.";
    command.options = {instance_option()};
    command.run = run_postfix;
    command.hidden = true;
    return command;
}

}  // namespace mailapp::app
