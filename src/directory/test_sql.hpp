#pragma once

#include "db/changes.hpp"
#include "db/database.hpp"

#include <string>
#include <vector>

namespace mailapp::directory {

// Rows as the features write them, each with its entry of the change feed.

inline void insert_domain(db::Transaction& tx, std::string const& name) {
    tx.execute(
        "INSERT INTO domain (name, description, max_aliases, max_mailboxes, default_quota, max_quota, quota, "
        "relay_host, "
        "backup_mx, relay_all_recipients, relay_unknown_only, global_address_list, active, rate_limit_value, "
        "rate_limit_frame, created, version) VALUES ($1, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 's', 0, 1)",
        name);
    db::append_change(tx, db::topic::domain, name);
}

inline void insert_mailbox(db::Transaction& tx, std::string const& local_part, std::string const& domain) {
    auto const address = local_part + "@" + domain;
    tx.execute(
        "INSERT INTO mailbox (address, local_part, domain, store, name, quota, active, auth_source, "
        "password_hash, "
        "password_changed, force_password_change, force_second_factor, tls_enforce_in, tls_enforce_out, "
        "imap_access, "
        "pop3_access, smtp_access, sieve_access, eas_access, dav_access, sogo_access, tagged_mail_handler, "
        "quarantine_notification, quarantine_category, relay_host, recovery_address, rate_limit_value, "
        "rate_limit_frame, "
        "permissions, custom_attributes, created, version) VALUES ($1, $2, $3, $4, 'N', 1000, 1, 'mailcow', "
        "'{PLAIN}x', 0, "
        "0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 'none', 'never', 'reject', 0, '', 0, 's', '', '{}', 0, 1)",
        address, local_part, domain, domain + "/" + local_part);
    db::append_change(tx, db::topic::mailbox, address);
}

inline void insert_alias(db::Transaction& tx, std::string const& address, std::string const& domain,
                         std::vector<std::string> const& destinations) {
    auto const id = tx.scalar<std::int64_t>(
        "INSERT INTO alias (address, domain, delivery, active, internal, sender_allowed, sogo_visible, "
        "created, version) "
        "VALUES ($1, $2, 'forward', 1, 0, 1, 1, 0, 1) RETURNING id",
        address, domain);
    for (std::size_t i = 0; i < destinations.size(); ++i)
        tx.execute("INSERT INTO alias_destination (alias_id, position, address) VALUES ($1, $2, $3)", id, i,
                   destinations[i]);
    db::append_change(tx, db::topic::alias, address);
}

}  // namespace mailapp::directory
