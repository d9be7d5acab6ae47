#pragma once

#include "features/dkim/types.hpp"
#include "features/dns/types.hpp"
#include "instance/instance.hpp"

namespace mailapp::dns {

/// The server as the records name it.
struct Server {
    std::string hostname;
    std::vector<std::string> addresses;  ///< of its interfaces
    Ports ports;
};

enum class DomainKind { primary, relay, alias };

/// Whether strangers can reach an address: not loopback, private (RFC 1918, RFC 4193), shared (RFC 6598) or
/// link-local.
bool is_public(std::string const& address);

/// The name under which an address is looked up in reverse (RFC 1035, section 3.5; RFC 3596, section 2.5);
/// "" for what is no address.
std::string reverse_name(std::string const& address);

/// The records of a domain, by importance.
std::vector<ExpectedRecord> records_of_domain(std::string const& domain, DomainKind kind,
                                              std::vector<dkim::DkimKey> const& keys, Server const& server);
/// The records of the server itself.
std::vector<ExpectedRecord> records_of_host(Server const& server);

}  // namespace mailapp::dns
