#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/file.hpp"

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace mailapp::stack::supervisor {

/// One supervised program as supervisord sees it.
struct ProcessState {
    std::string name;
    /// "STOPPED", "STARTING", "RUNNING", "BACKOFF", "STOPPING", "EXITED", "FATAL", "UNKNOWN"
    std::string state;
    pid_t pid = 0;        ///< 0 when it does not run
    Seconds since;        ///< of its last start; 1970 when it never started
    std::string problem;  ///< why it did not start, in supervisord's words
    Seconds ended;        ///< its last end; 1970 when there was none
    int exit_status = 0;  ///< of its last end
};

/// Talks to the supervisord of an instance over its Unix socket (XML-RPC). All calls block, with a deadline,
/// and are safe from several threads; errors: upstream.unreachable when supervisord does not answer,
/// supervisor.unknown_program, supervisor.refused with its own words.
class Client {
public:
    explicit Client(fs::path socket);

    /// The process id of supervisord itself.
    Result<pid_t> pid() const;
    Result<std::vector<ProcessState>> processes() const;
    Result<ProcessState> process(std::string const& name) const;
    /// Starts or stops a program and waits until that is done. Not an error when it is so already.
    Result<> start(std::string const& name) const;
    Result<> stop(std::string const& name) const;
    Result<> restart(std::string const& name) const;
    /// Sends a signal by name ("HUP") to a program.
    Result<> signal(std::string const& name, std::string const& signal_name) const;
    /// The last bytes that a program wrote to its log.
    Result<std::string> tail(std::string const& name, int bytes) const;
    /// Reads its configuration again: starts programs that are new, restarts those that are different, stops
    /// those that are gone.
    Result<> update() const;
    /// Tells supervisord to stop everything and end; returns at once.
    Result<> shutdown() const;

private:
    fs::path socket_;
};

}  // namespace mailapp::stack::supervisor
