#include "apply/probe.hpp"

#include "stack/http_client.hpp"
#include "stack/redis/client.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace mailapp::apply {
namespace {

using namespace std::chrono_literals;

constexpr auto deadline = 3s;

/// A connected stream socket; -1 when there is nobody.
class Connection {
public:
    static Connection to_port(std::string const& address, std::uint16_t port) {
        if (address.find(':') != std::string::npos) {
            sockaddr_in6 target{};
            target.sin6_family = AF_INET6;
            target.sin6_port = htons(port);
            auto const usable = address == "::" ? "::1" : address;
            if (::inet_pton(AF_INET6, usable.c_str(), &target.sin6_addr) != 1) return Connection(-1);
            return open(AF_INET6, reinterpret_cast<sockaddr const*>(&target), sizeof target);
        }
        sockaddr_in target{};
        target.sin_family = AF_INET;
        target.sin_port = htons(port);
        auto const usable = address == "0.0.0.0" ? "127.0.0.1" : address;
        if (::inet_pton(AF_INET, usable.c_str(), &target.sin_addr) != 1) return Connection(-1);
        return open(AF_INET, reinterpret_cast<sockaddr const*>(&target), sizeof target);
    }

    static Connection to_socket(fs::path const& path) {
        sockaddr_un target{};
        target.sun_family = AF_UNIX;
        auto const text = path.string();
        if (text.size() >= sizeof target.sun_path) return Connection(-1);
        std::memcpy(target.sun_path, text.data(), text.size());
        return open(AF_UNIX, reinterpret_cast<sockaddr const*>(&target), sizeof target);
    }

    Connection(Connection&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Connection& operator=(Connection&&) = delete;
    ~Connection() {
        if (fd_ >= 0) ::close(fd_);
    }

    explicit operator bool() const { return fd_ >= 0; }

    bool send(std::string_view text) const {
        return ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
    }

    /// What arrives until `count` bytes are there or the deadline is over.
    std::string receive(std::size_t count) const {
        std::string text;
        auto const until = std::chrono::steady_clock::now() + deadline;
        while (text.size() < count && wait(POLLIN, until)) {
            std::array<char, 512> part{};
            auto const got = ::recv(fd_, part.data(), part.size(), 0);
            if (got <= 0) break;
            text.append(part.data(), static_cast<std::size_t>(got));
        }
        return text;
    }

private:
    explicit Connection(int fd) : fd_(fd) {}

    static Connection open(int family, sockaddr const* target, socklen_t size) {
        Connection made(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        if (made.fd_ < 0) return made;
        if (::connect(made.fd_, target, size) == 0) return made;
        int problem = errno;
        if (problem == EINPROGRESS && made.wait(POLLOUT, std::chrono::steady_clock::now() + deadline)) {
            socklen_t length = sizeof problem;
            if (::getsockopt(made.fd_, SOL_SOCKET, SO_ERROR, &problem, &length) == 0 && problem == 0)
                return made;
        }
        return Connection(-1);
    }

    bool wait(short what, std::chrono::steady_clock::time_point until) const {
        for (;;) {
            auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(
                until - std::chrono::steady_clock::now());
            if (left.count() <= 0) return false;
            pollfd one{fd_, what, 0};
            auto const ready = ::poll(&one, 1, static_cast<int>(left.count()));
            if (ready > 0) return true;
            if (ready == 0 || errno != EINTR) return false;
        }
    }

    int fd_;
};

Error failed(std::string const& what) {
    return upstream("probe.failed", what);
}

Result<> greets(std::string const& address, std::uint16_t port, std::string const& greeting) {
    auto const connection = Connection::to_port(address, port);
    if (!connection) return failed("nobody listens on port " + std::to_string(port));
    if (!connection.receive(greeting.size()).starts_with(greeting))
        return failed("no greeting on port " + std::to_string(port));
    return {};
}

Result<> listens(std::string const& address, std::uint16_t port) {
    if (accepts_connections(address, port)) return {};
    return failed("nobody listens on port " + std::to_string(port));
}

Result<> probe_redis(Instance const& instance) {
    auto const password = instance.secret(secret_name::redis_password);
    if (!password) return password.error();
    auto const connection = Connection::to_socket(instance.redis_socket());
    if (!connection) return failed("nobody listens on its socket");
    static constexpr std::string_view expected = "+OK\r\n+PONG\r\n:1\r\n";
    auto const asked = "AUTH " + *password + "\r\nPING\r\nEXISTS " + stack::redis::keys_are_there + "\r\n";
    auto const answer = connection.send(asked) ? connection.receive(expected.size()) : std::string();
    if (answer == expected) return {};
    if (answer.ends_with(":0\r\n"))
        return failed("Redis has not got the keys of signatures: mail that is to be signed waits");
    // It answers, and refuses in words of its own: "-MISCONF Errors writing to the AOF file: No space left on
    // device".
    if (auto const refusal = answer.find("-MISCONF "); refusal != std::string::npos)
        return failed("Redis takes no writes: " +
                      answer.substr(refusal + 9, answer.find("\r\n", refusal) - refusal - 9));
    return failed("Redis does not answer, or loads its data");
}

Result<> answers(std::string const& url, fs::path const& socket = {}) {
    stack::HttpCall call;
    call.url = url;
    call.unix_socket = socket;
    call.deadline = deadline;
    auto const reply = stack::http_call(call);
    if (!reply) return reply.error();
    if (reply->status != 200) return failed(url + " answers " + std::to_string(reply->status));
    return {};
}

Result<> probe_rspamd(Instance const& instance) {
    if (auto up = answers("http://rspamd/ping", instance.controller_socket()); !up) return up;
    if (Connection::to_socket(instance.milter_socket())) return {};
    return failed("nobody listens on the filter's socket");
}

Result<> probe_directory(Instance const& instance) {
    auto const connection = Connection::to_socket(instance.socketmap_socket());
    if (!connection) return failed("nobody listens on its socket");
    // A look-up of a domain that is never ours; any answer that is not "TEMP" will do.
    static constexpr std::string_view request = "31:virtual-domains invalid.invalid,";
    auto const answer = connection.send(request) ? connection.receive(9) : std::string();
    if (answer.find("NOTFOUND") == std::string::npos && answer.find("OK") == std::string::npos)
        return failed("it cannot answer look-ups yet");
    return listens("127.0.0.1", instance.ports().directory_http);
}

std::string url_host(std::string const& address) {
    if (address == "0.0.0.0") return "127.0.0.1";
    if (address == "::") return "[::1]";
    return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

Result<> probe_postfix(Instance const& instance) {
    auto const& ports = instance.ports();
    auto const& address = instance.settings().listen.front();
    if (auto up = greets(address, ports.submission, "220"); !up) return up;
    // postscreen(8) lets a stranger wait before it greets.
    return listens(address, ports.smtp);
}

Result<> probe_dovecot(Instance const& instance) {
    auto const& address = instance.settings().listen.front();
    if (auto up = greets(address, instance.ports().imap, "* OK"); !up) return up;
    return greets(address, instance.ports().pop3, "+OK");
}

}  // namespace

bool accepts_connections(std::string const& address, std::uint16_t port) {
    return static_cast<bool>(Connection::to_port(address, port));
}

Result<> probe(Instance const& instance, std::string const& name) {
    if (name == "redis") return probe_redis(instance);
    if (name == "rspamd") return probe_rspamd(instance);
    if (name == "directory") return probe_directory(instance);
    if (name == "dovecot") return probe_dovecot(instance);
    if (name == "postfix") return probe_postfix(instance);
    if (name == "agent") {
        if (Connection::to_socket(instance.agent_socket())) return {};
        return failed("nobody listens on its socket");
    }
    if (name == "api") {
        return answers("http://" + url_host(instance.settings().listen.front()) + ":" +
                       std::to_string(instance.ports().http) + "/healthz");
    }
    return failed("there is no service " + name);
}

}  // namespace mailapp::apply
