#pragma once

#include "base/file.hpp"
#include "base/process.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace mailapp::directory {

/// A Postfix of its own for one test: private configuration and queue, one SMTP port on loopback. Needs root.
class TestPostfix {
public:
    /// `settings` are the lines of main.cf beyond what every instance needs.
    TestPostfix(fs::path directory, std::string const& settings) : directory_(std::move(directory)) {
        port_ = free_port();
        auto const postfix = ids_of_user("postfix");
        fs::create_directories(directory_ / "config");
        fs::create_directories(directory_ / "queue");
        ensure_directory(directory_ / "data", {0700, postfix.uid, postfix.gid});
        write_file_atomically(
            directory_ / "config" / "main.cf",
            "compatibility_level = 3.6\nqueue_directory = " + (directory_ / "queue").string() +
                "\ndata_directory = " + (directory_ / "data").string() +
                "\nmaillog_file = " + log().string() + "\nmaillog_file_prefixes = " + directory_.string() +
                "\ninet_interfaces = loopback-only\ninet_protocols = ipv4\n" + settings,
            {0644});
        write_file_atomically(
            directory_ / "config" / "master.cf",
            "127.0.0.1:" + std::to_string(port_) +
                " inet n - n - - smtpd\npickup unix n - n 60 1 pickup\ncleanup unix n - n - 0 cleanup\n"
                "qmgr unix n - n 300 1 qmgr\nrewrite unix - - n - - trivial-rewrite\nbounce unix - - n - "
                "0 bounce\ndefer unix - - n - 0 bounce\ntrace unix - - n - 0 bounce\nverify unix - - n - "
                "1 verify\nflush unix n - n 1000? 0 flush\nproxymap unix - - n - - proxymap\nsmtp unix - "
                "- n - - smtp\nrelay unix - - n - - smtp\nerror unix - - n - - error\nretry unix - - n - "
                "- error\ndiscard unix - - n - - discard\nlmtp unix - - n - - lmtp\nanvil unix - - n - 1 "
                "anvil\nscache unix - - n - 1 scache\npostlog unix-dgram n - n - 1 postlogd\n",
            {0644});
        auto const checked = command("check");
        if (checked.status != 0) throw std::runtime_error("Postfix does not start: " + checked.output);
        start_master();
        while (!answers() && ::waitpid(master_, nullptr, WNOHANG) == 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ~TestPostfix() {
        ::kill(master_, SIGTERM);
        ::waitpid(master_, nullptr, 0);
    }
    TestPostfix(TestPostfix const&) = delete;
    TestPostfix& operator=(TestPostfix const&) = delete;

    std::uint16_t port() const { return port_; }
    fs::path log() const { return directory_ / "mail.log"; }
    std::string log_text() const {
        return fs::exists(log()) ? read_file(log(), 256 * 1024 * 1024).value() : std::string();
    }

    ProcessResult command(std::string const& name) const {
        return run_process({"/usr/sbin/postfix", "-c", (directory_ / "config").string(), name}).value();
    }

private:
    bool answers() const {
        int const fd = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port_);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        bool const connected = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
        ::close(fd);
        return connected;
    }

    /// master(8) as a child that ends with the test, also with one that is killed.
    void start_master() {
        auto const configuration = (directory_ / "config").string();
        auto const test = ::getpid();
        master_ = ::fork();
        if (master_ < 0) throw std::runtime_error("no process for Postfix");
        if (master_ > 0) return;
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (::getppid() != test) ::_exit(1);
        ::execl("/usr/lib/postfix/sbin/master", "master", "-c", configuration.c_str(), "-s", nullptr);
        ::_exit(127);
    }

    static std::uint16_t free_port() {
        int const fd = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof(address);
        if (::bind(fd, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
            ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0)
            throw std::runtime_error("there is no free port");
        ::close(fd);
        return ntohs(address.sin_port);
    }

    pid_t master_ = -1;
    fs::path directory_;
    std::uint16_t port_ = 0;
};

/// One SMTP session; each command gives the server's whole reply.
class SmtpSession {
public:
    explicit SmtpSession(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0)
            throw std::runtime_error("nobody listens for SMTP");
        read_reply();
        say("EHLO client.example");
    }
    ~SmtpSession() { ::close(fd_); }
    SmtpSession(SmtpSession const&) = delete;
    SmtpSession& operator=(SmtpSession const&) = delete;

    std::string say(std::string const& line) {
        auto const text = line + "\r\n";
        if (::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) < 0) return "closed";
        return read_reply();
    }

    /// The reply to RCPT in a transaction of its own.
    std::string recipient(std::string const& address, std::string const& sender = "stranger@far.example") {
        say("MAIL FROM:<" + sender + ">");
        auto reply = say("RCPT TO:<" + address + ">");
        say("RSET");
        return reply;
    }

    /// The reply to the end of a message.
    std::string message(std::string const& address) {
        say("MAIL FROM:<stranger@far.example>");
        if (auto reply = say("RCPT TO:<" + address + ">"); !reply.starts_with("250")) return reply;
        say("DATA");
        return say("Subject: test\r\n\r\ntext\r\n.");
    }

private:
    std::string read_reply() {
        std::string text;
        char c = 0;
        std::size_t line_start = 0;
        while (::recv(fd_, &c, 1, 0) == 1) {
            text += c;
            if (c != '\n') continue;
            if (text.size() > line_start + 3 && text[line_start + 3] == ' ') return text.substr(line_start);
            line_start = text.size();
        }
        return "closed";
    }

    int fd_;
};

}  // namespace mailapp::directory
