#include "base/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace mailapp {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::system_error(errno, std::generic_category(), "pipe");
    }
    Pipe(Pipe const&) = delete;
    Pipe& operator=(Pipe const&) = delete;
    ~Pipe() {
        close(0);
        close(1);
    }
    void close(std::size_t end) {
        if (ends[end] >= 0) ::close(ends[end]);
        ends[end] = -1;
    }
};

struct SpawnActions {
    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
    SpawnActions() {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
        sigset_t none;
        sigemptyset(&none);
        sigset_t all;
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    SpawnActions(SpawnActions const&) = delete;
    SpawnActions& operator=(SpawnActions const&) = delete;
    ~SpawnActions() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
};

std::vector<char*> pointers(std::vector<std::string> const& texts) {
    std::vector<char*> list;
    for (auto const& text : texts) list.push_back(const_cast<char*>(text.c_str()));
    list.push_back(nullptr);
    return list;
}

int milliseconds_left(Deadline deadline) {
    auto const left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

/// Feeds the child and drains it until it closes its output; false when the deadline comes first.
bool converse(Pipe& input, Pipe& output, std::string_view text, ProcessResult& result, std::size_t limit,
              Deadline deadline) {
    ::fcntl(input.ends[1], F_SETFL, O_NONBLOCK);
    if (text.empty()) input.close(1);
    for (;;) {
        std::array<pollfd, 2> waits{{{output.ends[0], POLLIN, 0}, {input.ends[1], POLLOUT, 0}}};
        auto const ready = ::poll(waits.data(), waits.size(), milliseconds_left(deadline));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        if (waits[1].revents != 0) {
            auto const sent = ::write(input.ends[1], text.data(), text.size());
            if (sent > 0) text.remove_prefix(static_cast<std::size_t>(sent));
            bool const broken = sent < 0 && errno != EAGAIN && errno != EINTR;
            if (broken || text.empty()) input.close(1);
        }
        if (waits[0].revents != 0) {
            std::array<char, 16384> part{};
            auto const got = ::read(output.ends[0], part.data(), part.size());
            if (got == 0) return true;
            if (got > 0) {
                auto const wanted = std::min(static_cast<std::size_t>(got), limit - result.output.size());
                result.output.append(part.data(), wanted);
                result.cut = result.cut || wanted < static_cast<std::size_t>(got);
            }
        }
    }
}

/// The exit status, or nothing when the deadline comes first.
bool wait_until(pid_t child, int& status, Deadline deadline) {
    for (;;) {
        auto const ended = ::waitpid(child, &status, WNOHANG);
        if (ended == child) return true;
        if (ended < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
        if (milliseconds_left(deadline) == 0) return false;
        ::usleep(1000);  // only between the end of its output and its end: microseconds as a rule
    }
}

}  // namespace

Result<ProcessResult> run_process(std::vector<std::string> const& arguments, ProcessOptions const& options) {
    auto const deadline = std::chrono::steady_clock::now() + options.deadline;
    Pipe input;
    Pipe output;
    SpawnActions spawn;
    posix_spawn_file_actions_adddup2(&spawn.actions, input.ends[0], 0);
    posix_spawn_file_actions_adddup2(&spawn.actions, output.ends[1], 1);
    posix_spawn_file_actions_adddup2(&spawn.actions, output.ends[1], 2);
    auto const argv = pointers(arguments);
    auto const environment = pointers(options.environment);
    pid_t child = 0;
    if (int const failed =
            posix_spawn(&child, argv[0], &spawn.actions, &spawn.attributes, argv.data(), environment.data());
        failed != 0) {
        return upstream("process.not_started", arguments.at(0) + " could not be started: " +
                                                   std::generic_category().message(failed) + ".");
    }
    input.close(0);
    output.close(1);

    ProcessResult result;
    int status = 0;
    bool const finished = converse(input, output, options.input, result, options.output_limit, deadline) &&
                          wait_until(child, status, deadline);
    if (!finished) {
        ::kill(child, SIGKILL);
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
        return upstream("process.timeout", arguments.at(0) + " did not finish in time and was ended.");
    }
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

}  // namespace mailapp
