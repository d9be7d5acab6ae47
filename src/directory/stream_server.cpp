#include "directory/stream_server.hpp"

#include "base/log.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mailapp::directory {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// Answers that wait for a slow peer: above this it is not read from.
constexpr std::size_t output_limit = 256 * 1024;
constexpr std::size_t read_size = 16 * 1024;
constexpr int events_at_once = 64;
constexpr int look_for_idle_ms = 5000;

class Fd {
public:
    explicit Fd(int fd = -1) : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Fd() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }

private:
    int fd_;
};

[[noreturn]] void fail(std::string const& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

Fd listen_on(std::filesystem::path const& path, int mode) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.native().size() >= sizeof(address.sun_path)) {
        errno = ENAMETOOLONG;
        fail("cannot listen on " + path.string());
    }
    std::memcpy(address.sun_path, path.c_str(), path.native().size());
    Fd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (listener.get() < 0) fail("cannot make a socket");
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail("cannot remove the old " + path.string());
    if (::bind(listener.get(), reinterpret_cast<sockaddr const*>(&address), sizeof(address)) != 0)
        fail("cannot listen on " + path.string());
    // Before listen(): nobody can connect with the mode that bind() chose.
    if (::chmod(path.c_str(), static_cast<mode_t>(mode)) != 0)
        fail("cannot set the mode of " + path.string());
    if (::listen(listener.get(), 512) != 0) fail("cannot listen on " + path.string());
    return listener;
}

struct Connection {
    Fd fd;
    std::unique_ptr<Conversation> conversation;
    std::string input;
    std::string output;
    SteadyClock::time_point last_used = SteadyClock::now();
    std::uint32_t waits_for = 0;
    bool peer_done = false;
    bool close_when_sent = false;
};

/// One thread with its own connections; all loops accept from the same listener.
class Loop {
public:
    Loop(StreamServerOptions const& options, StreamServer::Start const& start, int listener,
         std::atomic<std::size_t>& open)
        : options_(options),
          start_(start),
          listener_(listener),
          open_(open),
          epoll_(::epoll_create1(EPOLL_CLOEXEC)),
          wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        if (epoll_.get() < 0 || wake_.get() < 0) fail("cannot make an event loop");
        watch(EPOLL_CTL_ADD, listener_, EPOLLIN | EPOLLEXCLUSIVE);
        watch(EPOLL_CTL_ADD, wake_.get(), EPOLLIN);
    }

    void stop() {
        stopping_ = true;
        std::uint64_t const one = 1;
        // The counter cannot be full: it is written once.
        [[maybe_unused]] auto const written = ::write(wake_.get(), &one, sizeof(one));
    }

    void run() {
        std::array<epoll_event, events_at_once> events{};
        auto next_look = SteadyClock::now();
        while (!stopping_) {
            int const ready = ::epoll_wait(epoll_.get(), events.data(), events_at_once, look_for_idle_ms);
            if (ready < 0 && errno != EINTR) fail("an event loop failed");
            for (int i = 0; i < ready; ++i) {
                auto const& event = events[static_cast<std::size_t>(i)];
                if (event.data.fd == listener_) {
                    accept();
                } else if (event.data.fd != wake_.get()) {
                    serve(event.data.fd, event.events);
                }
            }
            if (auto const now = SteadyClock::now(); now >= next_look) {
                close_idle(now);
                next_look = now + std::chrono::milliseconds(look_for_idle_ms);
            }
        }
        open_ -= connections_.size();
        connections_.clear();
    }

private:
    void watch(int operation, int fd, std::uint32_t events) {
        epoll_event event{};
        event.events = events;
        event.data.fd = fd;
        if (::epoll_ctl(epoll_.get(), operation, fd, &event) != 0) fail("a socket cannot be watched");
    }

    void accept() {
        for (;;) {
            Fd fd(::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
            if (fd.get() < 0) return;  // none left, or the peer is gone already
            if (open_.fetch_add(1) >= options_.max_connections) {
                --open_;
                log::warn("directory.too_many_connections", {{"socket", options_.socket.string()}});
                continue;
            }
            Connection connection;
            connection.conversation = start_();
            connection.waits_for = EPOLLIN;
            watch(EPOLL_CTL_ADD, fd.get(), EPOLLIN);
            auto const number = fd.get();
            connection.fd = std::move(fd);
            connections_.emplace(number, std::move(connection));
        }
    }

    void drop(int fd) {
        connections_.erase(fd);
        --open_;
    }

    void serve(int fd, std::uint32_t events) {
        auto const found = connections_.find(fd);
        if (found == connections_.end()) return;
        auto& connection = found->second;
        connection.last_used = SteadyClock::now();
        bool alive = (events & EPOLLERR) == 0;
        if (alive && (events & (EPOLLIN | EPOLLHUP)) != 0) alive = receive(connection);
        while (alive) {
            alive = answer(connection) && send(connection);
            // All was sent and a whole request may be left of what had to wait.
            if (!connection.output.empty() || !held_back_) break;
        }
        if (alive && connection.output.empty() && (connection.close_when_sent || connection.peer_done))
            alive = false;
        if (!alive) return drop(fd);
        std::uint32_t wanted = 0;
        if (!connection.output.empty()) wanted |= EPOLLOUT;
        if (connection.output.size() < output_limit && !connection.peer_done && !connection.close_when_sent)
            wanted |= EPOLLIN;
        if (wanted != connection.waits_for) {
            watch(EPOLL_CTL_MOD, fd, wanted);
            connection.waits_for = wanted;
        }
    }

    /// Reads what is there, one part at a time so that no peer keeps the loop. False when the connection
    /// broke.
    static bool receive(Connection& connection) {
        std::array<char, read_size> part;
        auto const got = ::recv(connection.fd.get(), part.data(), part.size(), 0);
        if (got == 0) connection.peer_done = true;
        if (got > 0) connection.input.append(part.data(), static_cast<std::size_t>(got));
        return got >= 0 || errno == EAGAIN || errno == EINTR;
    }

    /// Answers the whole requests that are there. False when the connection must be closed at once.
    bool answer(Connection& connection) {
        held_back_ = false;
        std::size_t done = 0;
        std::string_view const input = connection.input;
        while (done < input.size() && !connection.close_when_sent) {
            if (connection.output.size() >= output_limit) {
                held_back_ = true;
                break;
            }
            auto const step = connection.conversation->take(input.substr(done), connection.output);
            done += step.taken;
            if (step.close) connection.close_when_sent = true;
            if (step.taken == 0) break;
        }
        connection.input.erase(0, done);
        return held_back_ || connection.close_when_sent || connection.input.size() <= options_.request_limit;
    }

    static bool send(Connection& connection) {
        while (!connection.output.empty()) {
            auto const sent =
                ::send(connection.fd.get(), connection.output.data(), connection.output.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) continue;
            if (sent < 0) return errno == EAGAIN;
            connection.output.erase(0, static_cast<std::size_t>(sent));
        }
        return true;
    }

    void close_idle(SteadyClock::time_point now) {
        for (auto it = connections_.begin(); it != connections_.end();) {
            if (now - it->second.last_used < options_.idle_deadline) {
                ++it;
                continue;
            }
            it = connections_.erase(it);
            --open_;
        }
    }

    StreamServerOptions const& options_;
    StreamServer::Start const& start_;
    int listener_;
    std::atomic<std::size_t>& open_;
    Fd epoll_;
    Fd wake_;
    std::atomic<bool> stopping_ = false;
    bool held_back_ = false;
    std::unordered_map<int, Connection> connections_;
};

}  // namespace

struct StreamServer::Impl {
    StreamServerOptions options;
    Start start;
    Fd listener;
    std::atomic<std::size_t> open = 0;
    std::vector<std::unique_ptr<Loop>> loops;
    std::vector<std::thread> threads;
};

StreamServer::StreamServer(StreamServerOptions options, Start start) : impl_(std::make_unique<Impl>()) {
    impl_->options = std::move(options);
    impl_->start = std::move(start);
    impl_->listener = listen_on(impl_->options.socket, impl_->options.mode);
    for (int i = 0; i < impl_->options.threads; ++i) {
        impl_->loops.push_back(
            std::make_unique<Loop>(impl_->options, impl_->start, impl_->listener.get(), impl_->open));
    }
    for (auto const& loop : impl_->loops) impl_->threads.emplace_back([&loop] { loop->run(); });
}

StreamServer::~StreamServer() {
    stop();
}

void StreamServer::stop() {
    for (auto const& loop : impl_->loops) loop->stop();
    for (auto& thread : impl_->threads) {
        if (thread.joinable()) thread.join();
    }
}

}  // namespace mailapp::directory
