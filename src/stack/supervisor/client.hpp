#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/file.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// supervisord, which starts and watches the programs of a native instance. Its XML-RPC interface:
/// http://supervisord.org/api.html
namespace mailapp::supervisor {

enum class ProcessState { stopped, starting, running, backoff, stopping, exited, fatal, unknown };

struct ProcessInfo {
    std::string name;
    ProcessState state = ProcessState::unknown;
    std::int64_t pid = 0;  ///< 0 while it does not run
    std::int64_t exit_status = 0;
    std::string spawn_error;       ///< why it could not be started
    std::optional<Seconds> since;  ///< the last start while it runs, else the last end
};

/// Talks to the supervisord of one instance. Each call is a request of its own with a deadline; safe from
/// several threads. Errors of all calls: supervisor.unreachable; supervisor.unknown_program;
/// supervisor.refused with supervisord's own words.
class Client {
public:
    explicit Client(fs::path socket) : socket_(std::move(socket)) {}

    Result<std::vector<ProcessInfo>> list() const;
    Result<ProcessInfo> info(std::string const& program) const;

    /// Returns when it runs. One that runs already is success.
    Result<void> start(std::string const& program) const;
    /// Returns when it has ended. One that does not run is success.
    Result<void> stop(std::string const& program) const;
    /// Stops and starts.
    Result<void> restart(std::string const& program) const;
    /// "HUP", "USR1", ...
    Result<void> signal(std::string const& program, std::string const& name) const;
    /// The last `bytes` of what it wrote to standard output.
    Result<std::string> tail(std::string const& program, std::int32_t bytes) const;

private:
    fs::path socket_;
};

}  // namespace mailapp::supervisor
