#pragma once

#include "directory/replica.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mailapp::directory {

/// "local@domain" of a question; the local part is empty in "@domain".
struct AskedAddress {
    std::string local_part;
    std::string domain;

    std::string text() const { return local_part + "@" + domain; }
    std::string catch_all() const { return "@" + domain; }
    bool is_catch_all() const { return local_part.empty(); }
};

/// The key as an address, lower case and with A-labels; nothing for what no record can have as its key.
std::optional<AskedAddress> asked_address(std::string_view key);

/// What a domain name is to this server.
struct Place {
    std::string domain;   ///< as asked
    std::string base;     ///< the domain whose mailboxes it has: itself, or the target of an alias domain
    bool active = false;  ///< it, and for an alias domain its target too
    bool is_alias_domain = false;
    DomainRecord record;  ///< of the base

    /// Mail for it is kept here and not passed on to another server.
    bool is_home() const { return active && !record.backup_mx; }
};
/// Nothing when the name is not ours. An alias domain whose target is missing is ours and inactive.
std::optional<Place> place_of(Replica::View const& view, std::string const& domain);

/// The mailbox that an address names: its own, or over an alias domain that of the target domain.
struct FoundMailbox {
    std::string address;
    MailboxRecord record;
};
std::optional<FoundMailbox> mailbox_at(Replica::View const& view, Place const& place,
                                       std::string const& local_part);
/// The same for a whole address; nothing when its domain is not ours or switched off.
std::optional<FoundMailbox> mailbox_of(Replica::View const& view, std::string_view address);

/// The one mailbox to which an address leads: directly, over an alias domain, or over an active alias that
/// forwards to that mailbox alone. Nothing for an address that is switched off.
std::optional<FoundMailbox> single_mailbox(Replica::View const& view, Place const& place,
                                           std::string const& local_part);

/// Whether mail to an address reaches this mailbox and nobody else: its own address, with a tag or over an
/// alias domain, or an alias that leads to it alone.
bool is_own_address(Replica::View const& view, std::string_view mailbox, std::string_view address);

/// Without the tag, unless the address with it is a mailbox or an alias of its own.
std::string untagged(Replica::View const& view, AskedAddress const& asked);

}  // namespace mailapp::directory
