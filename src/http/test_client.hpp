#pragma once

#include "base/text.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

namespace mailapp::http {

/// A reply as a test sees it.
struct SeenReply {
    int status = 0;
    std::string head;  ///< in lower case, up to and with the empty line
    std::string body;  ///< without chunk framing

    bool has(std::string const& line) const { return head.find("\r\n" + line + "\r\n") != std::string::npos; }
};

/// A client that sends exactly the bytes that it is told to. Throws when the server does nothing for ten
/// seconds.
class TestClient {
public:
    /// `from`: an address of this machine to come from.
    explicit TestClient(std::uint16_t port, std::string const& from = "127.0.0.1") : from_(from) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connect(AF_INET, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    }
    explicit TestClient(std::string const& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        connect(AF_UNIX, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    }
    ~TestClient() { ::close(socket_); }
    TestClient(TestClient const&) = delete;
    TestClient& operator=(TestClient const&) = delete;

    int descriptor() const { return socket_; }

    /// False when the server has ended the connection.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void end_sending() { ::shutdown(socket_, SHUT_WR); }

    /// Whether the server ends the connection, without another byte, before the time is over.
    bool is_ended() { return unread_.empty() && !receive(); }

    /// All that comes until the server ends the connection.
    std::string read_to_end() {
        while (receive()) {
        }
        return std::exchange(unread_, {});
    }

    /// One reply; `head_only` for one to HEAD.
    SeenReply read_reply(bool head_only = false) {
        SeenReply reply;
        reply.head = to_lower(take_through("\r\n\r\n"));
        if (reply.head.size() < 12) return reply;
        reply.status = std::stoi(reply.head.substr(9, 3));
        if (head_only || reply.status == 204 || reply.status == 304 || reply.status == 100) return reply;
        if (reply.has("transfer-encoding: chunked")) {
            while (true) {
                auto line = take_through("\r\n");
                if (line.empty()) return reply;
                auto size = std::stoul(line, nullptr, 16);
                auto data = take(size + 2);
                reply.body += data.substr(0, size);
                if (size == 0) return reply;
            }
        }
        auto at = reply.head.find("\r\ncontent-length: ");
        reply.body = at == std::string::npos ? read_to_end() : take(std::stoul(reply.head.substr(at + 18)));
        return reply;
    }

    SeenReply ask(std::string_view bytes) {
        send(bytes);
        return read_reply();
    }

    std::string take_through(std::string_view mark) {
        std::size_t at;
        while ((at = unread_.find(mark)) == std::string::npos) {
            if (!receive()) return {};
        }
        return take(at + mark.size());
    }
    std::string take(std::size_t count) {
        while (unread_.size() < count && receive()) {
        }
        auto taken = unread_.substr(0, count);
        unread_.erase(0, count);
        return taken;
    }

private:
    void connect(int family, sockaddr const* address, socklen_t size) {
        socket_ = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (family == AF_INET && socket_ >= 0) {
            sockaddr_in own{};
            own.sin_family = AF_INET;
            ::inet_pton(AF_INET, from_.c_str(), &own.sin_addr);
            if (::bind(socket_, reinterpret_cast<sockaddr*>(&own), sizeof(own)) != 0)
                throw std::system_error(errno, std::generic_category(), "bind");
        }
        if (socket_ < 0 || ::connect(socket_, address, size) != 0) {
            throw std::system_error(errno, std::generic_category(), "connect");
        }
    }

    bool receive() {
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, 10'000) != 1)
            throw std::runtime_error("the server did nothing for ten seconds");
        char bytes[16 * 1024];
        auto count = ::recv(socket_, bytes, sizeof(bytes), 0);
        if (count <= 0) return false;
        unread_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    std::string from_;
    int socket_ = -1;
    std::string unread_;
};

}  // namespace mailapp::http
