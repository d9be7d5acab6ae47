#include "app/bench/directory.hpp"

#include "base/text.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <random>
#include <stdexcept>
#include <thread>
#include <vector>

namespace mailapp::app {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

/// One blocking connection.
class Line {
public:
    explicit Line(fs::path const& socket) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, socket.c_str(), sizeof(address.sun_path) - 1);
        connect(reinterpret_cast<sockaddr const*>(&address), sizeof(address));
    }
    explicit Line(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connect(reinterpret_cast<sockaddr const*>(&address), sizeof(address));
        int const on = 1;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    }
    ~Line() { ::close(fd_); }
    Line(Line const&) = delete;
    Line& operator=(Line const&) = delete;

    /// Sends, and reads until what came ends with `end`.
    std::string exchange(std::string const& text, std::string_view end) {
        if (::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
            throw std::runtime_error("the directory does not take what it is sent");
        std::string reply;
        std::array<char, 4096> part;
        while (!reply.ends_with(end)) {
            auto const got = ::recv(fd_, part.data(), part.size(), 0);
            if (got <= 0) throw std::runtime_error("the directory closed the connection");
            reply.append(part.data(), static_cast<std::size_t>(got));
        }
        return reply;
    }

private:
    void connect(sockaddr const* address, socklen_t length) {
        if (::connect(fd_, address, length) == 0) return;
        ::close(fd_);
        throw std::runtime_error("the directory does not listen");
    }
    int fd_;
};

std::string mailbox(DirectoryPlan const& plan, std::mt19937& random) {
    auto const per_domain = std::max<std::int64_t>(1, plan.mailboxes / plan.domains);
    return fmt::format("u{:06}@d{:03}.bench.example", random() % static_cast<unsigned>(per_domain) + 1,
                       random() % static_cast<unsigned>(plan.domains) + 1);
}

/// The questions of a delivery, one after the other.
std::string question(DirectoryPlan const& plan, std::mt19937& random, std::size_t number) {
    static constexpr std::array<std::string_view, 4> maps{"virtual-aliases", "virtual-mailboxes",
                                                          "recipient-access", "sender-logins"};
    auto const text = fmt::format("{} {}", maps[number % maps.size()], mailbox(plan, random));
    return fmt::format("{}:{},", text.size(), text);
}

struct Samples {
    std::vector<double> microseconds;

    std::string text(double seconds) {
        std::sort(microseconds.begin(), microseconds.end());
        auto const at = [&](double share) {
            return microseconds[static_cast<std::size_t>(share *
                                                         static_cast<double>(microseconds.size() - 1))];
        };
        return fmt::format("{:.0f}/s, median {:.0f} us, p99 {:.0f} us, longest {:.0f} us",
                           static_cast<double>(microseconds.size()) / seconds, at(0.5), at(0.99), at(1.0));
    }
};

/// Runs `ask(connection number, question number)` on one thread for each connection. Without a pace each asks
/// as fast as it is answered; with one, latency counts from the moment when the question was due.
template <class Ask>
Samples run(DirectoryPlan const& plan, double per_second, Ask const& ask) {
    std::vector<Samples> parts(static_cast<std::size_t>(plan.connections));
    std::vector<std::exception_ptr> failures(parts.size());
    std::vector<std::thread> threads;
    auto const start = SteadyClock::now();
    auto const end = start + std::chrono::seconds(plan.seconds);
    for (std::size_t c = 0; c < parts.size(); ++c) {
        threads.emplace_back([&, c] {
            try {
                for (std::size_t n = 0;; ++n) {
                    auto due = SteadyClock::now();
                    if (per_second > 0) {
                        auto const offset =
                            (static_cast<double>(n) * plan.connections + static_cast<double>(c)) / per_second;
                        due = start + std::chrono::duration_cast<SteadyClock::duration>(
                                          std::chrono::duration<double>(offset));
                        std::this_thread::sleep_until(due);
                    }
                    if (due >= end) return;
                    ask(c, n);
                    parts[c].microseconds.push_back(Microseconds(SteadyClock::now() - due).count());
                }
            } catch (...) {
                failures[c] = std::current_exception();
            }
        });
    }
    for (auto& thread : threads) thread.join();
    Samples all;
    for (std::size_t c = 0; c < parts.size(); ++c) {
        if (failures[c]) std::rethrow_exception(failures[c]);
        all.microseconds.insert(all.microseconds.end(), parts[c].microseconds.begin(),
                                parts[c].microseconds.end());
    }
    return all;
}

void measure_lookups(Instance const& instance, DirectoryPlan const& plan, double per_second,
                     std::function<void(std::string const&)> const& report) {
    std::vector<std::unique_ptr<Line>> lines;
    std::vector<std::mt19937> randoms;
    for (int c = 0; c < plan.connections; ++c) {
        lines.push_back(std::make_unique<Line>(instance.socketmap_socket()));
        randoms.emplace_back(static_cast<unsigned>(c));
    }
    auto samples = run(plan, per_second, [&](std::size_t c, std::size_t n) {
        auto const reply = lines[c]->exchange(question(plan, randoms[c], n), ",");
        if (reply.find(":OK ") == std::string::npos && reply.find(":NOTFOUND ") == std::string::npos)
            throw std::runtime_error("the directory answered " + reply);
    });
    auto const what =
        per_second > 0 ? fmt::format("look-ups at {:.0f}/s", per_second) : "look-ups, unbounded";
    report(fmt::format("{}: {}", what, samples.text(plan.seconds)));
}

std::string login(std::string const& token, std::string const& user, std::string const& password) {
    auto const body = fmt::format("user={}&password={}&service=imap&remote=192.0.2.1", percent_encode(user),
                                  percent_encode(password));
    return fmt::format(
        "POST /auth/verify HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{}",
        token, body.size(), body);
}

void expect_right(std::string const& reply) {
    if (!reply.starts_with("HTTP/1.1 200 "))
        throw std::runtime_error("a login was answered by " + reply.substr(0, reply.find('\r')));
}

/// The last line of a right answer.
constexpr std::string_view end_of_login = "\n";

void measure_logins(Instance const& instance, DirectoryPlan const& plan, std::string const& token,
                    std::function<void(std::string const&)> const& report) {
    std::mt19937 random(99);
    Line line(instance.ports().directory_http);
    Samples first;
    auto const start = SteadyClock::now();
    for (int i = 0; i < plan.first_logins; ++i) {
        auto const begun = SteadyClock::now();
        auto const user = fmt::format("u{:06}@d{:03}.bench.example", i + 1,
                                      random() % static_cast<unsigned>(plan.domains) + 1);
        expect_right(line.exchange(login(token, user, plan.password), end_of_login));
        first.microseconds.push_back(Microseconds(SteadyClock::now() - begun).count());
    }
    auto const took = std::chrono::duration<double>(SteadyClock::now() - start).count();
    report("first logins, one after the other: " + first.text(took));

    std::vector<std::unique_ptr<Line>> lines;
    std::vector<std::string> requests;
    for (int c = 0; c < plan.connections; ++c) {
        lines.push_back(std::make_unique<Line>(instance.ports().directory_http));
        requests.push_back(
            login(token, fmt::format("u000001@d{:03}.bench.example", c % plan.domains + 1), plan.password));
        expect_right(lines.back()->exchange(requests.back(), end_of_login));
    }
    auto repeated = run(plan, 0, [&](std::size_t c, std::size_t) {
        expect_right(lines[c]->exchange(requests[c], end_of_login));
    });
    report("repeated logins, unbounded: " + repeated.text(plan.seconds));
}

}  // namespace

Result<> measure_directory(Instance const& instance, DirectoryPlan const& plan,
                           std::function<void(std::string const&)> const& report) {
    auto const token = instance.secret(secret_name::directory_token);
    if (!token) return token.error();
    try {
        measure_lookups(instance, plan, plan.paced_per_second, report);
        measure_lookups(instance, plan, 0, report);
        measure_logins(instance, plan, *token, report);
    } catch (std::runtime_error const& problem) {
        return upstream("bench.no_directory", std::string(problem.what()) + ".");
    }
    return {};
}

}  // namespace mailapp::app
