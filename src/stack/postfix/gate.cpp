#include "stack/postfix/gate.hpp"

#include "base/text.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <list>
#include <string>
#include <system_error>
#include <vector>

namespace mailapp::stack::postfix {
namespace {

/// A side that has more than this waiting is not read from; no line of Dovecot's is longer.
constexpr std::size_t buffer_limit = 64 * 1024;
/// Each smtpd(8) keeps one connection, each Sieve script that sends has one.
constexpr std::size_t relay_limit = 2000;

[[noreturn]] void fail(char const* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_un address_of(fs::path const& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    auto const text = path.string();
    if (text.size() >= sizeof(address.sun_path)) {
        errno = ENAMETOOLONG;
        fail(text.c_str());
    }
    std::memcpy(address.sun_path, text.c_str(), text.size());
    return address;
}

Descriptor make_socket() {
    Descriptor made(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!made) fail("socket");
    return made;
}

Descriptor connect_to(fs::path const& path) {
    auto made = make_socket();
    auto const address = address_of(path);
    if (::connect(made.get(), reinterpret_cast<sockaddr const*>(&address), sizeof(address)) != 0) return {};
    return made;
}

/// False when the other side is gone.
bool write_waiting(int fd, std::string& waiting) {
    while (!waiting.empty()) {
        auto const sent = ::send(fd, waiting.data(), waiting.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) return errno == EAGAIN || errno == EINTR;
        waiting.erase(0, static_cast<std::size_t>(sent));
    }
    return true;
}

/// False when the other side is gone.
bool read_more(int fd, std::string& into) {
    std::array<char, 16 * 1024> part{};
    auto const got = ::recv(fd, part.data(), part.size(), MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    into.append(part.data(), static_cast<std::size_t>(got));
    return got > 0;
}

/// A client and the server it came for.
struct Relay {
    Descriptor client;
    Descriptor server;
    bool ends_at_temporary_failure = false;
    std::string to_client = {};
    std::string to_server = {};
    std::string line = {};  ///< of an answer, not whole yet

    /// Hands whole lines on. False at a temporary failure: what came before it is said, then nothing more.
    bool take_lines() {
        for (;;) {
            auto const end = line.find('\n');
            if (end == std::string::npos) return line.size() <= buffer_limit;
            if (is_temporary_failure(std::string_view(line).substr(0, end))) return false;
            to_client.append(line, 0, end + 1);
            line.erase(0, end + 1);
        }
    }

    bool take_answer() {
        if (ends_at_temporary_failure) return read_more(server.get(), line) && take_lines();
        return read_more(server.get(), to_client);
    }

    /// False when the relay has ended.
    bool step(short client_events, short server_events) {
        constexpr short readable = POLLIN | POLLHUP | POLLERR;
        if ((client_events & readable) != 0 && !read_more(client.get(), to_server)) return false;
        if ((server_events & readable) != 0 && !take_answer()) {
            write_waiting(client.get(), to_client);  // its last words
            return false;
        }
        return write_waiting(client.get(), to_client) && write_waiting(server.get(), to_server);
    }
};

short events_for(std::string const& output, std::string const& input) {
    int events = 0;
    if (input.size() < buffer_limit) events |= POLLIN;
    if (!output.empty()) events |= POLLOUT;
    return static_cast<short>(events);
}

Descriptor listen_at(fs::path const& path) {
    fs::remove(path);
    auto made = make_socket();
    auto const address = address_of(path);
    if (::bind(made.get(), reinterpret_cast<sockaddr const*>(&address), sizeof(address)) != 0 ||
        ::listen(made.get(), SOMAXCONN) != 0)
        fail(path.c_str());
    return made;
}

/// The server's connection for the client, for whom reading and writing wait as usual.
void hand_over(Descriptor const& client, Descriptor const& server) {
    int const flags = ::fcntl(server.get(), F_GETFL);
    if (flags < 0 || ::fcntl(server.get(), F_SETFL, flags & ~O_NONBLOCK) != 0) return;
    char byte = 0;
    iovec content{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &content;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    auto* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    int const fd = server.get();
    std::memcpy(CMSG_DATA(header), &fd, sizeof(fd));
    // A new connection has room for a byte; a client who is gone does not need it.
    (void)::sendmsg(client.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void accept_all(int listener, GateRoute const& route, std::list<Relay>& relays) {
    for (;;) {
        Descriptor accepted(::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!accepted) return;
        if (relays.size() >= relay_limit) continue;
        // Without a server the connection ends at once, as it would without this gate.
        auto connected = connect_to(route.to);
        if (!connected) continue;
        if (route.hands_over)
            hand_over(accepted, connected);
        else
            relays.push_back({std::move(accepted), std::move(connected), route.ends_at_temporary_failure});
    }
}

}  // namespace

bool is_temporary_failure(std::string_view line) {
    if (!line.starts_with("FAIL\t")) return false;
    auto const fields = split(line, '\t');
    // Dovecot 2.3 says "code=temp_fail", older ones "temp". The second field is the request's number.
    return std::any_of(fields.begin() + 2, fields.end(),
                       [](std::string_view field) { return field == "code=temp_fail" || field == "temp"; });
}

std::optional<Descriptor> received_connection(Descriptor const& from) {
    char byte = 0;
    iovec content{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &content;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    ssize_t got = 0;
    do {
        got = ::recvmsg(from.get(), &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    auto const* const header = got > 0 ? CMSG_FIRSTHDR(&message) : nullptr;
    if (header == nullptr || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS ||
        header->cmsg_len != CMSG_LEN(sizeof(int)))
        return std::nullopt;
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(header), sizeof(fd));
    return Descriptor(fd);
}

Gate::Gate(std::vector<GateRoute> routes) {
    for (auto& route : routes) {
        auto listener = listen_at(route.listen);
        entrances_.push_back({std::move(listener), std::move(route)});
    }
}

void Gate::serve(int until) {
    std::list<Relay> relays;
    std::vector<pollfd> polled;
    for (;;) {
        polled.clear();
        polled.push_back({until, POLLIN, 0});
        for (auto const& entrance : entrances_) polled.push_back({entrance.listener.get(), POLLIN, 0});
        for (auto const& relay : relays) {
            polled.push_back({relay.client.get(), events_for(relay.to_client, relay.to_server), 0});
            polled.push_back({relay.server.get(), events_for(relay.to_server, relay.to_client), 0});
        }
        if (::poll(polled.data(), polled.size(), -1) < 0) {
            if (errno == EINTR) continue;
            fail("poll");
        }
        if (polled[0].revents != 0) return;
        auto next = polled.begin() + 1 + static_cast<std::ptrdiff_t>(entrances_.size());
        relays.remove_if([&next](Relay& relay) {
            auto const client_events = (next++)->revents;
            auto const server_events = (next++)->revents;
            return !relay.step(client_events, server_events);
        });
        for (auto const& entrance : entrances_) accept_all(entrance.listener.get(), entrance.route, relays);
    }
}

}  // namespace mailapp::stack::postfix
