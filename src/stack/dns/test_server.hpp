#pragma once

#include "base/file.hpp"
#include "stack/test_daemon.hpp"

#include <optional>

namespace mailapp::test {

/// An unbound of its own on loopback that knows the records of a test and nothing else, and asks nobody.
class DnsServer {
public:
    /// `records`: lines as a zone file has them, names whole. `lines`: more of its configuration.
    explicit DnsServer(std::vector<std::string> const& records, std::vector<std::string> const& lines = {}) {
        std::string configuration =
            "server:\n"
            "  interface: 127.0.0.1@" +
            std::to_string(port_) +
            "\n"
            "  chroot: \"\"\n  username: \"\"\n  pidfile: \"\"\n  use-syslog: no\n  logfile: \"\"\n"
            "  do-daemonize: no\n  num-threads: 1\n  module-config: \"iterator\"\n  local-zone: \".\" "
            "static\n";
        for (auto const& line : lines) configuration += "  " + line + "\n";
        for (auto const& record : records) configuration += "  local-data: '" + record + "'\n";
        auto const file = directory_.path() / "unbound.conf";
        write_file_atomically(file, configuration);
        daemon_.emplace(std::vector<std::string>{"/usr/sbin/unbound", "-d", "-c", file.string()});
        if (!wait_until([this] { return answers(); })) throw std::runtime_error("unbound does not start");
    }

    /// As the setting `resolvers` has it.
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

private:
    bool answers() const {
        int const probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port_);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        bool const open = ::connect(probe, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0;
        ::close(probe);
        return open;
    }

    std::uint16_t port_ = free_port();
    TemporaryDirectory directory_;
    std::optional<Daemon> daemon_;
};

}  // namespace mailapp::test
