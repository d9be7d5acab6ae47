#pragma once

#include "http/server.hpp"

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <utility>

namespace mailapp::http {

/// A listening socket. A Unix socket's file is removed with this object.
class Listener {
public:
    /// Throws std::system_error. A Unix socket that nobody listens on any more is replaced. `v6_only`: leave
    /// IPv4 to another endpoint on the same port.
    explicit Listener(Endpoint const& endpoint, bool v6_only);
    ~Listener();
    Listener(Listener const&) = delete;
    Listener& operator=(Listener const&) = delete;

    /// Hands the descriptor over to the caller, who closes it.
    int release_descriptor() { return std::exchange(descriptor_, -1); }
    int family() const { return family_; }
    std::uint16_t port() const { return port_; }

private:
    void listen_on_address(Endpoint const& endpoint, bool v6_only);
    void listen_on_path(Endpoint const& endpoint);

    int descriptor_ = -1;
    int family_ = AF_UNSPEC;
    std::uint16_t port_ = 0;
    std::string path_;
    std::uint64_t inode_ = 0;
};

/// A peer's address as text, IPv4-mapped ones (RFC 4291, section 2.5.5.2) as IPv4; "" for a Unix socket.
std::string address_text(sockaddr const* address);

}  // namespace mailapp::http
