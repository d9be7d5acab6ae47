#pragma once

#include "base/descriptor.hpp"
#include "base/file.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace mailapp::agent {

struct SocketServerOptions {
    fs::path socket;
    FileMode socket_mode{0660};
    std::vector<uid_t> allowed;         ///< user ids whose processes may speak; all others are refused
    std::size_t most_connections = 16;  ///< each has a thread
    std::chrono::milliseconds idle_deadline{30'000};  ///< for the next line to begin
    std::chrono::milliseconds line_deadline{
        5'000};  ///< from its first byte to its end, and for a reply to leave
};

/// Lines in, lines out over a Unix socket. Each connection has its own thread and is served in order, so that
/// a verb that takes long holds up nobody else.
class SocketServer {
public:
    /// The reply line to a request line; called from several threads; must not throw.
    using Handler = std::function<std::string(std::string_view line, uid_t peer)>;

    /// Listens. Error: agent.already_running. Throws std::system_error when the socket cannot be made.
    static Result<SocketServer> create(SocketServerOptions options, Handler handler);

    /// Serves until `stop` becomes readable, then finishes the verbs under way.
    void run(int stop);

private:
    struct Connection {
        Descriptor descriptor;
        uid_t peer = 0;
        std::atomic<bool> finished = false;
        std::jthread thread;
    };

    SocketServer(SocketServerOptions options, Handler handler, Descriptor lock, Descriptor listener);
    void accept_one(std::list<Connection>& connections);
    void serve(Connection const& connection) const;

    SocketServerOptions options_;
    Handler handler_;
    Descriptor lock_;
    Descriptor listener_;
};

}  // namespace mailapp::agent
