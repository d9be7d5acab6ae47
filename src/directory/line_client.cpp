#include "directory/line_client.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

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

}  // namespace

std::optional<std::string> ask_for_line(std::filesystem::path const& path, std::string_view question,
                                        std::chrono::milliseconds at_most) {
    constexpr std::size_t longest_answer = 256;
    auto const deadline = std::chrono::steady_clock::now() + at_most;
    Socket const socket;
    if (!socket.connect(path.string())) return std::nullopt;
    if (::send(socket.fd(), question.data(), question.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(question.size())) {
        return std::nullopt;
    }
    std::string answer;
    while (answer.find('\n') == std::string::npos) {
        if (!socket.wait(POLLIN, deadline)) return std::nullopt;
        std::array<char, 128> part{};
        auto const got = ::recv(socket.fd(), part.data(), part.size(), 0);
        if (got <= 0 || answer.size() > longest_answer) return std::nullopt;
        answer.append(part.data(), static_cast<std::size_t>(got));
    }
    answer.resize(answer.find('\n'));
    return answer;
}

}  // namespace mailapp::directory
