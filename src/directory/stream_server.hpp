#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace mailapp::directory {

/// One connection's side of a request-and-answer protocol over a Unix socket.
class Conversation {
public:
    virtual ~Conversation() = default;

    struct Step {
        std::size_t taken = 0;  ///< bytes of the input that are done with; 0: more are needed
        bool close = false;     ///< after what was answered has been sent
    };
    /// Takes one request from the beginning of `input`, if a whole one is there, and appends the answer to
    /// `output`. Must not throw.
    virtual Step take(std::string_view input, std::string& output) = 0;
};

struct StreamServerOptions {
    std::filesystem::path socket;
    int mode = 0660;
    std::size_t request_limit = 16 * 1024;  ///< bytes: a connection whose request is longer is closed
    std::size_t max_connections = 2000;     ///< above, new ones are closed at once
    std::chrono::seconds idle_deadline{600};
    int threads = 1;
};

/// Serves many connections with few threads. Requests of a connection are answered in order, however they are
/// cut or put together on the way; a peer that does not read its answers is not read from.
class StreamServer {
public:
    using Start = std::function<std::unique_ptr<Conversation>()>;

    /// Listens from construction; removes a socket that a former run left. Throws std::system_error.
    StreamServer(StreamServerOptions options, Start start);
    ~StreamServer();

    /// Closes all. Idempotent.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mailapp::directory
