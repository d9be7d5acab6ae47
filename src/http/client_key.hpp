#pragma once

#include <string>
#include <string_view>

namespace mailapp::http {

/// What counts as one client: an IPv4 address, or an IPv6 /64, the least that a subscriber has (RFC 6177). ""
/// for what is no address, as the peer of a Unix socket.
std::string client_key(std::string_view remote);

}  // namespace mailapp::http
