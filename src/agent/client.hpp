#pragma once

#include "agent/verbs.hpp"
#include "base/error.hpp"
#include "base/file.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace mailapp::agent {

/// Sends one request line and gives back the reply line, both without their end. Tests put their own in.
using Exchange =
    std::function<Result<std::string>(std::string const& line, std::chrono::milliseconds deadline)>;

/// Over the agent's socket, one connection for each call. Error: agent.unreachable.
Exchange over_socket(fs::path socket);

/// The agent's verbs as calls. Blocks for at most the verb's deadline; may be used from several threads.
class Client {
public:
    explicit Client(Exchange exchange) : exchange_(std::move(exchange)) {}

    /// `call(SessionsKick{{}, "anna@example.org"})`. Errors: those of the verb, agent.unreachable,
    /// agent.bad_reply. `request_id` (letters, digits, ".", "_", "-") stands in the agent's log.
    template <class Request>
    Result<typename Request::Reply> call(Request const& request, std::string const& request_id = {}) const;

private:
    Exchange exchange_;
};

}  // namespace mailapp::agent
