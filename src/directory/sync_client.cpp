#include "directory/sync_client.hpp"

#include "base/text.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace mailapp::directory {
namespace {

using Moment = std::chrono::steady_clock::time_point;

class Socket {
public:
    Socket() : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
    Socket(Socket const&) = delete;
    Socket& operator=(Socket const&) = delete;
    ~Socket() {
        if (fd_ >= 0) ::close(fd_);
    }
    int fd() const { return fd_; }

    bool connect(std::string const& path) const {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (fd_ < 0 || path.size() >= sizeof address.sun_path) return false;
        std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
        return ::connect(fd_, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0;
    }

    bool wait(short events, Moment deadline) const {
        for (;;) {
            auto const left =
                std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now())
                    .count();
            if (left <= 0) return false;
            pollfd poll{fd_, events, 0};
            auto const ready = ::poll(&poll, 1, static_cast<int>(left));
            if (ready > 0) return true;
            if (ready == 0 || errno != EINTR) return false;
        }
    }

private:
    int fd_;
};

/// Asks to follow up to an entry; gives how far the directory is then, nothing when it does not tell.
std::optional<std::int64_t> ask_position(std::filesystem::path const& control_socket, std::int64_t seq,
                                         std::chrono::milliseconds at_most) {
    auto const deadline = std::chrono::steady_clock::now() + at_most;
    Socket const socket;
    if (!socket.connect(control_socket.string())) return std::nullopt;
    auto const question = "SYNC " + std::to_string(seq) + "\n";
    if (::send(socket.fd(), question.data(), question.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(question.size())) {
        return std::nullopt;
    }
    std::string answer;
    while (answer.find('\n') == std::string::npos) {
        if (!socket.wait(POLLIN, deadline)) return std::nullopt;
        std::array<char, 128> part{};
        auto const got = ::recv(socket.fd(), part.data(), part.size(), 0);
        if (got <= 0 || answer.size() > part.size()) return std::nullopt;
        answer.append(part.data(), static_cast<std::size_t>(got));
    }
    auto const line = std::string_view(answer).substr(0, answer.find('\n'));
    return line.starts_with("OK ") ? parse_int(line.substr(3)) : std::nullopt;
}

}  // namespace

bool wait_until_applied(std::filesystem::path const& control_socket, std::int64_t seq,
                        std::chrono::milliseconds at_most) {
    return ask_position(control_socket, seq, at_most).value_or(-1) >= seq;
}

std::optional<std::int64_t> applied_position(std::filesystem::path const& control_socket,
                                             std::chrono::milliseconds at_most) {
    return ask_position(control_socket, 0, at_most);
}

}  // namespace mailapp::directory
