#include "identity/networks.hpp"

#include "base/text.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace mailapp::identity {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int mapped_bits = 96;

bool is_mapped(std::array<std::uint8_t, 16> const& bytes) {
    return std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin());
}

/// A prefix length: digits without sign or leading zero.
std::optional<int> parse_bits(std::string_view text) {
    if (text.empty() || text.size() > 3 || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    return static_cast<int>(*parse_int(text));
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    if (text.empty() || text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
    char terminated[INET6_ADDRSTRLEN] = {};
    std::memcpy(terminated, text.data(), text.size());
    if (std::strlen(terminated) != text.size()) return std::nullopt;
    IpAddress address;
    if (inet_pton(AF_INET, terminated, address.bytes_.data()) == 1) {
        address.v4_ = true;
        return address;
    }
    if (inet_pton(AF_INET6, terminated, address.bytes_.data()) != 1) return std::nullopt;
    if (is_mapped(address.bytes_)) {
        std::rotate(address.bytes_.begin(), address.bytes_.begin() + mapped_prefix.size(),
                    address.bytes_.end());
        std::fill(address.bytes_.begin() + 4, address.bytes_.end(), std::uint8_t{0});
        address.v4_ = true;
    }
    return address;
}

bool IpAddress::is_loopback() const {
    if (v4_) return bytes_[0] == 127;
    return std::all_of(bytes_.begin(), bytes_.end() - 1, [](auto byte) { return byte == 0; }) &&
           bytes_.back() == 1;
}

std::string IpAddress::text() const {
    char text[INET6_ADDRSTRLEN] = {};
    inet_ntop(v4_ ? AF_INET : AF_INET6, bytes_.data(), text, sizeof text);
    return text;
}

Network::Network(IpAddress address, int bits) : address_(address), bits_(bits) {
    for (int i = 0; i < 16; ++i) {
        int const kept = std::clamp(bits - i * 8, 0, 8);
        auto& byte = address_.bytes_[static_cast<std::size_t>(i)];
        byte = static_cast<std::uint8_t>(byte & (0xff00 >> kept));
    }
}

std::optional<Network> Network::parse(std::string_view text) {
    auto const slash = text.find('/');
    auto const host = text.substr(0, slash);
    auto const address = IpAddress::parse(host);
    if (!address) return std::nullopt;
    int const longest = address->v4_ ? 32 : 128;
    if (slash == std::string_view::npos) return Network(*address, longest);
    auto bits = parse_bits(text.substr(slash + 1));
    if (!bits) return std::nullopt;
    // The prefix of a mapped address counts from the start of the IPv6 form.
    bool const written_as_v6 = host.find(':') != std::string_view::npos;
    if (address->v4_ && written_as_v6) *bits -= mapped_bits;
    if (*bits < 0 || *bits > longest) return std::nullopt;
    return Network(*address, *bits);
}

Network Network::around(IpAddress address, int v4_bits, int v6_bits) {
    return Network(address, address.v4_ ? v4_bits : v6_bits);
}

bool Network::contains(IpAddress const& address) const {
    return address.v4_ == address_.v4_ && Network(address, bits_).address_ == address_;
}

std::string Network::text() const {
    bool const single = bits_ == (address_.v4_ ? 32 : 128);
    return single ? address_.text() : address_.text() + "/" + std::to_string(bits_);
}

bool contains(std::vector<Network> const& networks, std::string_view remote) {
    auto const address = IpAddress::parse(remote);
    return address && std::any_of(networks.begin(), networks.end(),
                                  [&](Network const& network) { return network.contains(*address); });
}

}  // namespace mailapp::identity
