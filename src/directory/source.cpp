#include "directory/source.hpp"

#include "base/log.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace mailapp::directory::source {
namespace {

constexpr std::size_t longest_key = 254;

// Rows: the record's columns first, then the key.
struct DomainRow : DomainRecord {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(DomainRow, (DomainRecord), (name))

struct AliasDomainRow : AliasDomainRecord {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(AliasDomainRow, (AliasDomainRecord), (name))

struct MailboxRow : MailboxRecord {
    std::string address;
};
BOOST_DESCRIBE_STRUCT(MailboxRow, (MailboxRecord), (address))

struct AliasRow {
    std::int64_t id = 0;
    std::string domain;
    std::string delivery;
    bool active = false;
    bool internal = false;
    bool sender_allowed = false;
    std::string address;
    std::optional<std::string> destination;
};
BOOST_DESCRIBE_STRUCT(AliasRow, (),
                      (id, domain, delivery, active, internal, sender_allowed, address, destination))

struct SenderRow {
    std::string address;
    std::string sender;
};
BOOST_DESCRIBE_STRUCT(SenderRow, (), (address, sender))

constexpr std::string_view select_domain =
    "SELECT active, backup_mx, relay_all_recipients, relay_unknown_only, relay_host, name FROM "
    "directory_domain";
constexpr std::string_view select_alias_domain =
    "SELECT target_domain, active, name FROM directory_alias_domain";
constexpr std::string_view select_mailbox =
    "SELECT domain, store, active, quota, auth_source, password_hash, imap_access, pop3_access, smtp_access, "
    "sieve_access, tls_enforce_in, tls_enforce_out, relay_host, address FROM directory_mailbox";
constexpr std::string_view select_alias =
    "SELECT a.id, a.domain, a.delivery, a.active, a.internal, a.sender_allowed, a.address, d.address "
    "FROM directory_alias a LEFT JOIN directory_alias_destination d ON d.alias_id = a.id";
constexpr std::string_view select_sender_acl = "SELECT address, sender FROM directory_sender_acl";
constexpr std::string_view select_signed_domain = "SELECT name FROM directory_signed_domain";
constexpr std::string_view select_system_mail = "SELECT value FROM setting WHERE name = $1";
constexpr std::string_view select_id = "SELECT value FROM setting WHERE name = 'database_id'";

std::string with(std::string_view select, std::string_view rest) {
    return std::string(select) + " " + std::string(rest);
}

Delivery delivery_from(std::string_view text) {
    if (text == "forward") return Delivery::forward;
    if (text == "discard") return Delivery::discard;
    if (text == "learn_spam") return Delivery::learn_spam;
    if (text == "learn_ham") return Delivery::learn_ham;
    throw db::DatabaseError("an alias has an unknown delivery");
}

AliasRecord alias_from(AliasRow const& row) {
    return {row.id, row.domain, delivery_from(row.delivery), row.active, row.internal, row.sender_allowed,
            {}};
}

bool is_key_or_log(std::string_view kind, std::string_view key) {
    if (is_key(key)) return true;
    log::warn("directory.key_left_out", {{"kind", kind}, {"key", key.substr(0, longest_key)}});
    return false;
}

}  // namespace

bool is_key(std::string_view text) {
    return !text.empty() && text.size() <= longest_key && !has_control_characters(text) &&
           text.find(' ') == std::string_view::npos;
}

std::string database_id(db::Session& session) {
    return session.first<std::string>(select_id).value_or("");
}

std::optional<std::string> system_mail(db::Session& session) {
    return session.first<std::string>(select_system_mail, system_mail_setting);
}

std::optional<DomainRecord> domain(db::Session& session, std::string_view name) {
    auto row = session.first<DomainRow>(with(select_domain, "WHERE name = $1"), name);
    if (!row) return std::nullopt;
    return *row;
}

std::optional<AliasDomainRecord> alias_domain(db::Session& session, std::string_view name) {
    auto row = session.first<AliasDomainRow>(with(select_alias_domain, "WHERE name = $1"), name);
    if (!row) return std::nullopt;
    return *row;
}

std::optional<MailboxRecord> mailbox(db::Session& session, std::string_view address) {
    auto row = session.first<MailboxRow>(with(select_mailbox, "WHERE address = $1"), address);
    if (!row) return std::nullopt;
    return *row;
}

std::optional<AliasRecord> alias(db::Session& session, std::string_view address) {
    std::optional<AliasRecord> record;
    session.for_each<AliasRow>(with(select_alias, "WHERE a.address = $1 ORDER BY d.position"),
                               {std::string(address)}, [&](AliasRow const& row) {
                                   if (!record) record = alias_from(row);
                                   if (row.destination) record->destinations.push_back(*row.destination);
                               });
    return record;
}

bool is_signed(db::Session& session, std::string_view domain) {
    return session.first<std::string>(with(select_signed_domain, "WHERE name = $1"), domain).has_value();
}

std::vector<std::string> sender_acl(db::Session& session, std::string_view mailbox) {
    std::vector<std::string> senders;
    session.for_each<SenderRow>(with(select_sender_acl, "WHERE address = $1 ORDER BY sender"),
                                {std::string(mailbox)}, [&](SenderRow const& row) {
                                    if (is_key_or_log("sender_acl", row.sender))
                                        senders.push_back(row.sender);
                                });
    return senders;
}

void each_domain(db::Session& session, Visit<DomainRecord> const& visit) {
    session.for_each<DomainRow>(select_domain, {}, [&](DomainRow const& row) {
        if (is_key_or_log("domain", row.name)) visit(row.name, row);
    });
}

void each_alias_domain(db::Session& session, Visit<AliasDomainRecord> const& visit) {
    session.for_each<AliasDomainRow>(select_alias_domain, {}, [&](AliasDomainRow const& row) {
        if (is_key_or_log("alias_domain", row.name)) visit(row.name, row);
    });
}

void each_mailbox(db::Session& session, Visit<MailboxRecord> const& visit) {
    session.for_each<MailboxRow>(select_mailbox, {}, [&](MailboxRow const& row) {
        if (is_key_or_log("mailbox", row.address)) visit(row.address, row);
    });
}

void each_alias(db::Session& session, Visit<AliasRecord> const& visit) {
    // One alias at a time: its rows stand together.
    std::string address;
    AliasRecord record;
    auto const emit = [&] {
        if (record.id != 0 && is_key_or_log("alias", address)) visit(address, record);
    };
    session.for_each<AliasRow>(with(select_alias, "ORDER BY a.id, d.position"), {}, [&](AliasRow const& row) {
        if (row.id != record.id) {
            emit();
            address = row.address;
            record = alias_from(row);
        }
        if (row.destination) record.destinations.push_back(*row.destination);
    });
    emit();
}

void each_signed_domain(db::Session& session, std::function<void(std::string const&)> const& visit) {
    session.for_each<std::string>(select_signed_domain, {}, [&](std::string const& name) {
        if (is_key_or_log("signed_domain", name)) visit(name);
    });
}

void each_sender_acl(db::Session& session, Visit<SenderAclRecord> const& visit) {
    std::string mailbox;
    SenderAclRecord record;
    auto const emit = [&] {
        if (!record.senders.empty()) visit(mailbox, record);
    };
    session.for_each<SenderRow>(with(select_sender_acl, "ORDER BY address, sender"), {},
                                [&](SenderRow const& row) {
                                    if (row.address != mailbox) {
                                        emit();
                                        mailbox = row.address;
                                        record = {};
                                    }
                                    if (is_key_or_log("sender_acl", row.sender) && is_key(row.address))
                                        record.senders.push_back(row.sender);
                                });
    emit();
}

}  // namespace mailapp::directory::source
