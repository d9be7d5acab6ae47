#include "agent/line_stream.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace mailapp::agent {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// False when the deadline comes first.
bool wait_for(int fd, short events, SteadyClock::time_point deadline) {
    for (;;) {
        auto const left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
        if (left <= 0) return false;
        pollfd wait{fd, events, 0};
        auto const ready = ::poll(&wait, 1, static_cast<int>(std::min<std::int64_t>(left + 1, 60'000)));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
    }
}

}  // namespace

LineStream::Outcome LineStream::read(std::string& line, Duration wait, Duration whole) {
    auto deadline = SteadyClock::now() + (buffer_.empty() ? wait : whole);
    std::size_t searched = 0;
    for (;;) {
        auto const end = buffer_.find('\n', searched);
        if (std::min(end, buffer_.size()) > longest_) return Outcome::too_long;
        if (end != std::string::npos) {
            line.assign(buffer_, 0, end);
            buffer_.erase(0, end + 1);
            return Outcome::line;
        }
        searched = buffer_.size();
        if (!wait_for(fd_, POLLIN, deadline)) return Outcome::timeout;
        std::array<char, 16384> part{};
        auto const got = ::recv(fd_, part.data(), part.size(), MSG_DONTWAIT);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (got <= 0) return Outcome::closed;
        if (buffer_.empty()) deadline = SteadyClock::now() + whole;
        buffer_.append(part.data(), static_cast<std::size_t>(got));
    }
}

bool LineStream::write(std::string_view text, Duration within) const {
    auto const deadline = SteadyClock::now() + within;
    while (!text.empty()) {
        if (!wait_for(fd_, POLLOUT, deadline)) return false;
        auto const sent = ::send(fd_, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR && errno != EAGAIN) return false;
        if (sent > 0) text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

}  // namespace mailapp::agent
