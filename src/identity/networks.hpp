#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::identity {

/// An IPv4 or IPv6 address. An IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2) is the IPv4 address it
/// carries, so that a dual-stack listener changes nothing.
class IpAddress {
public:
    /// Nothing for anything but an address in its usual text form; a zone ("%eth0") is not one.
    static std::optional<IpAddress> parse(std::string_view text);

    bool is_v4() const { return v4_; }
    bool is_loopback() const;
    std::string text() const;

    friend bool operator==(IpAddress const&, IpAddress const&) = default;

private:
    friend class Network;
    bool v4_ = false;
    std::array<std::uint8_t, 16> bytes_{};  ///< IPv4: the first four
};

/// A network in CIDR form, or one address. An IPv4 network holds IPv4 addresses only, an IPv6 network IPv6
/// addresses only: "::/0" says nothing about IPv4.
class Network {
public:
    /// "192.0.2.0/24", "2001:db8::/32" or an address. Bits behind the prefix are cleared.
    static std::optional<Network> parse(std::string_view text);
    /// The network of that many bits around an address.
    static Network around(IpAddress address, int v4_bits, int v6_bits);

    bool contains(IpAddress const& address) const;
    /// The canonical form; without "/bits" for a single address.
    std::string text() const;

    friend bool operator==(Network const&, Network const&) = default;

private:
    Network(IpAddress address, int bits);
    IpAddress address_;
    int bits_ = 0;
};

/// Whether one of the networks holds the address in `remote`. A text that is no address, as the peer of a
/// Unix socket has it, is in none.
bool contains(std::vector<Network> const& networks, std::string_view remote);

}  // namespace mailapp::identity
