#include "app/commands.hpp"
#include "app/processes.hpp"
#include "base/log.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "base/user.hpp"
#include "instance/instance.hpp"
#include "stack/postfix/gate.hpp"
#include "stack/postfix/local_submission.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <system_error>

namespace mailapp::app {
namespace {

constexpr char const* master_program = "/usr/lib/postfix/sbin/master";

[[noreturn]] void become_master(std::string const& configuration, pid_t supervisor_side,
                                sigset_t const& mask) {
    ::sigprocmask(SIG_SETMASK, &mask, nullptr);
    // Should this wrapper be killed, master must not stay: the next start would find it in the way.
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != supervisor_side) ::_exit(EXIT_FAILURE);
    char const* const arguments[] = {master_program, "-c", configuration.c_str(), "-s", nullptr};
    ::execv(arguments[0], const_cast<char* const*>(arguments));
    ::_exit(127);
}

[[noreturn]] void become_gate(stack::postfix::Gate& gate, pid_t supervisor_side, sigset_t const& mask) {
    ::sigprocmask(SIG_SETMASK, &mask, nullptr);
    if (!become_user("postfix")) ::_exit(EXIT_FAILURE);
    // After the change of user, which takes it back.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != supervisor_side) ::_exit(EXIT_FAILURE);
    try {
        gate.serve();
    } catch (std::exception const& problem) {
        log::error("postfix.gate_failed", {{"problem", problem.what()}});
    }
    ::_exit(EXIT_FAILURE);
}

/// Waits for master's end; SIGTERM, SIGINT and SIGHUP go on to it. Without the gate nobody can sign in: it
/// ends then as well, and the supervisor starts both anew.
int attend(pid_t master, pid_t gate, sigset_t const& waited_for) {
    for (;;) {
        int status = 0;
        auto const ended = ::waitpid(-1, &status, WNOHANG);
        if (ended == master) {
            ::kill(gate, SIGKILL);
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
        if (ended == gate) {
            log::error("postfix.gate_ended", {{"status", status}});
            ::kill(master, SIGTERM);
        }
        int received = 0;
        if (::sigwait(&waited_for, &received) != 0) continue;
        if (received != SIGCHLD) ::kill(master, received == SIGINT ? SIGTERM : received);
    }
}

int run_postfix(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    auto const configuration = (instance->live_config() / "postfix").string();

    // A wrapper that was killed took its master along, but that takes its time, and there can be only one.
    auto const of_instance = instance->directory().string();
    if (auto const masters = running(processes_of_instance(of_instance), master_program); !masters.empty())
        end_processes(masters, std::chrono::seconds(10));
    // The children of a killed master share its ports with those of the next, but accept no connection: a
    // client of theirs would wait in vain.
    end_orphans(of_instance, "/usr/lib/postfix/sbin/");

    // Makes the directories of the queue and says what is wrong with owners and files.
    ProcessOptions patient;
    patient.deadline = std::chrono::seconds(60);
    auto const checked = run_process({"/usr/sbin/postfix", "-c", configuration, "check"}, patient);
    if (!checked) return fail(checked.error().detail);
    if (!checked->output.empty()) std::fputs(checked->output.c_str(), stderr);
    if (checked->status != 0) return fail("Postfix refuses to start.");

    auto const local_submission = stack::postfix::local_submission_socket(*instance);
    stack::postfix::Gate gate(
        {{instance->sasl_gate_socket(), instance->sasl_socket(), true},
         {.listen = local_submission, .to = instance->queue() / "private" / "sieve", .hands_over = true}});
    // The directories say who reaches them.
    fs::permissions(instance->sasl_gate_socket(), fs::perms(0660));
    fs::permissions(local_submission, fs::perms(0660));

    sigset_t waited_for;
    sigset_t before;
    sigemptyset(&waited_for);
    for (int const signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&waited_for, signal);
    ::sigprocmask(SIG_BLOCK, &waited_for, &before);
    auto const self = ::getpid();
    auto const gate_process = ::fork();
    if (gate_process < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (gate_process == 0) become_gate(gate, self, before);
    // master(8) becomes the leader of a session, which the process that the supervisor started cannot.
    auto const master = ::fork();
    if (master < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (master == 0) become_master(configuration, self, before);
    return attend(master, gate_process, waited_for);
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
