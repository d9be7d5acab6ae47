#include "agent/socket_server.hpp"

#include "agent/line_stream.hpp"
#include "agent/wire.hpp"
#include "base/log.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace mailapp::agent {
namespace {

constexpr int backlog = 16;

[[noreturn]] void fail(std::string const& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

Descriptor listen_on(fs::path const& path, FileMode mode) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.native().size() >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        fail("cannot listen on " + path.string());
    }
    path.native().copy(address.sun_path, sizeof address.sun_path - 1);
    Descriptor listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!listener) fail("cannot make a socket");
    // Left by an agent that was killed; the lock says that none is alive.
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail("cannot remove " + path.string());
    if (::bind(listener.get(), reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0)
        fail("cannot listen on " + path.string());
    if (::chown(path.c_str(), mode.owner, mode.group) != 0)
        fail("cannot change the owner of " + path.string());
    if (::chmod(path.c_str(), mode.bits) != 0) fail("cannot change the mode of " + path.string());
    if (::listen(listener.get(), backlog) != 0) fail("cannot listen on " + path.string());
    return listener;
}

/// The user at the other end, as the kernel noted it when the connection was made.
uid_t peer_of(int connection) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        fail("cannot tell who is at the other end");
    return credentials.uid;
}

}  // namespace

Result<SocketServer> SocketServer::create(SocketServerOptions options, Handler handler) {
    auto const lock_path = options.socket.string() + ".lock";
    Descriptor lock(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock) fail("cannot open " + lock_path);
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) fail("cannot lock " + lock_path);
        return conflict("agent.already_running", "An agent serves this instance already.");
    }
    auto listener = listen_on(options.socket, options.socket_mode);
    return SocketServer(std::move(options), std::move(handler), std::move(lock), std::move(listener));
}

SocketServer::SocketServer(SocketServerOptions options, Handler handler, Descriptor lock, Descriptor listener)
    : options_(std::move(options)),
      handler_(std::move(handler)),
      lock_(std::move(lock)),
      listener_(std::move(listener)) {}

void SocketServer::run(int stop) {
    std::list<Connection> connections;
    for (;;) {
        std::array<pollfd, 2> waits{{{stop, POLLIN, 0}, {listener_.get(), POLLIN, 0}}};
        if (::poll(waits.data(), waits.size(), -1) < 0) {
            if (errno == EINTR) continue;
            fail("cannot wait for connections");
        }
        if (waits[0].revents != 0) break;
        connections.remove_if([](Connection const& connection) { return connection.finished.load(); });
        if (waits[1].revents != 0) accept_one(connections);
    }
    // No further request is read; what is under way still answers.
    for (auto const& connection : connections) ::shutdown(connection.descriptor.get(), SHUT_RD);
}

void SocketServer::accept_one(std::list<Connection>& connections) {
    Descriptor accepted(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!accepted) return;  // it went away again
    auto const peer = peer_of(accepted.get());
    if (std::find(options_.allowed.begin(), options_.allowed.end(), peer) == options_.allowed.end()) {
        log::warn("agent.peer_refused", {{"peer", peer}});
        return;
    }
    if (connections.size() >= options_.most_connections) {
        log::warn("agent.busy", {{"connections", connections.size()}});
        LineStream(accepted.get(), longest_request)
            .write(
                error_line({ErrorKind::too_many_requests, "agent.busy", "The agent has its hands full.", {}}),
                std::chrono::milliseconds(100));
        return;
    }
    auto& connection = connections.emplace_back();
    connection.descriptor = std::move(accepted);
    connection.peer = peer;
    connection.thread = std::jthread([this, &connection] {
        serve(connection);
        // The descriptor itself is closed when the list drops the connection; the peer need not wait for
        // that.
        ::shutdown(connection.descriptor.get(), SHUT_RDWR);
        connection.finished = true;
    });
}

void SocketServer::serve(Connection const& connection) const {
    LineStream stream(connection.descriptor.get(), longest_request);
    std::string line;
    for (;;) {
        switch (stream.read(line, options_.idle_deadline, options_.line_deadline)) {
            case LineStream::Outcome::line: break;
            case LineStream::Outcome::too_long:
                log::warn("agent.request_refused",
                          {{"peer", connection.peer}, {"code", "agent.request_too_long"}});
                stream.write(
                    error_line(invalid("agent.request_too_long", "A request is one line of at most 64 KiB.")),
                    options_.line_deadline);
                return;
            case LineStream::Outcome::closed:
            case LineStream::Outcome::timeout: return;
        }
        if (!stream.write(handler_(line, connection.peer), options_.line_deadline)) return;
    }
}

}  // namespace mailapp::agent
