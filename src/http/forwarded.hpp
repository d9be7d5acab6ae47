#pragma once

#include "base/error.hpp"
#include "http/message.hpp"
#include "identity/networks.hpp"

#include <vector>

namespace mailapp::http {

/// When the peer is a trusted proxy: `remote` becomes the client's address by X-Forwarded-For, read from the
/// right past further trusted proxies (what stands left of the first other address is the client's own word),
/// and `secure` follows X-Forwarded-Proto. Anybody else's headers change nothing. Error: request.forwarded,
/// when a trusted proxy says something that is no address: the client is unknown then.
Result<> believe_proxies(RawRequest& request, std::vector<identity::Network> const& trusted);

/// Whether a request bears the marks of a proxy, believed or not: then a peer on loopback says nothing about
/// where the client is.
bool came_through_proxy(RawRequest const& request);

}  // namespace mailapp::http
