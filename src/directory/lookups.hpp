#pragma once

#include "directory/replica.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::directory {

/// What the answers need beside the replica.
struct LookupSettings {
    std::string lmtp_socket;    ///< where Dovecot takes mail in
    std::string hostname = {};  ///< the server's own name
};

/// Answers to Postfix's questions, one function for each map. Each gives nothing when there is truly nothing,
/// and throws what the replica throws when it cannot tell. `key` comes as Postfix sent it. See
/// docs/reference/postfix-maps.md for what each map answers and why.
namespace lookups {

/// A domain whose mail ends here, or the server's own name: that name.
std::optional<std::string> virtual_domains(Replica::View const& view, std::string_view key,
                                           LookupSettings const& settings);
/// A mailbox that takes mail: the path of its store.
std::optional<std::string> virtual_mailboxes(Replica::View const& view, std::string_view key);
/// Where an address leads: destinations, separated by commas; a mailbox leads to itself. The tag goes along.
std::optional<std::string> virtual_aliases(Replica::View const& view, std::string_view key,
                                           LookupSettings const& settings);
/// The same for mail of the machine itself: whatever stands before the server's own name or localhost is
/// somebody's. Throws NoSystemMail.
std::optional<std::string> system_aliases(Replica::View const& view, std::string_view key,
                                          LookupSettings const& settings);
/// A domain for which this server is a backup MX: the domain's name.
std::optional<std::string> relay_domains(Replica::View const& view, std::string_view key);
/// A recipient of such a domain: the address.
std::optional<std::string> relay_recipients(Replica::View const& view, std::string_view key);
/// The transport of an address that does not go the way of its domain.
std::optional<std::string> transports(Replica::View const& view, std::string_view key,
                                      LookupSettings const& settings);
/// The mailboxes that may use this envelope sender, separated by commas.
std::optional<std::string> sender_logins(Replica::View const& view, std::string_view key);
/// Whose right counts: of somebody who signed in, or of a mailbox's script, which runs where nobody may sign
/// in too.
enum class Writer : std::uint8_t { signed_in, script };
/// Whether a mailbox, named by its own address, may write as `sender`: what sender_logins answers, for one of
/// them.
bool may_write_as(Replica::View const& view, std::string_view mailbox, std::string_view sender,
                  Writer writer);
/// The restriction for a recipient who takes mail over TLS only.
std::optional<std::string> recipient_access(Replica::View const& view, std::string_view key);
/// The transport for mail of a sender whose mail must go out encrypted.
std::optional<std::string> sender_transports(Replica::View const& view, std::string_view key);

}  // namespace lookups

/// The answer of a map by name. Error: directory.unknown_map.
Result<std::optional<std::string>> look_up(Replica::View const& view, std::string_view map,
                                           std::string_view key, LookupSettings const& settings);

}  // namespace mailapp::directory
