#include "features/mailboxes/store.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "db/rows_by_ids.hpp"
#include "features/mailboxes/service.hpp"

#include <algorithm>

namespace mailapp::mailboxes::store {
namespace {

/// One line of the big query: the row, its usage, its last log-ins, its tags and senders as lines of text.
/// Words of enumerations are texts here: one row that was damaged by hand must not take the others of a list
/// with it.
struct Row {
    std::int64_t id = 0;
    std::string address, local_part, domain, name;
    std::int64_t quota = 0;
    std::int64_t active = 0;
    std::string auth_source;
    Seconds password_changed;
    bool force_password_change = false, force_second_factor = false, tls_enforce_in = false,
         tls_enforce_out = false;
    bool imap_access = false, pop3_access = false, smtp_access = false, sieve_access = false,
         eas_access = false;
    bool dav_access = false, sogo_access = false;
    std::string tagged_mail_handler, quarantine_notification, quarantine_category;
    std::int64_t relay_host = 0;
    std::string recovery_address;
    std::int64_t rate_limit_value = 0;
    std::string rate_limit_frame, permissions, custom_attributes;
    Seconds created;
    std::optional<Seconds> modified;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, address, local_part, domain, name, quota, active, auth_source, password_changed,
                       force_password_change, force_second_factor, tls_enforce_in, tls_enforce_out,
                       imap_access, pop3_access, smtp_access, sieve_access, eas_access, dav_access,
                       sogo_access, tagged_mail_handler, quarantine_notification, quarantine_category,
                       relay_host, recovery_address, rate_limit_value, rate_limit_frame, permissions,
                       custom_attributes, created, modified, version))

struct FullRow : Row {
    std::int64_t bytes_used = 0, message_count = 0, percent = 0, last_login = 0;
    std::optional<Seconds> last_imap_login, last_pop3_login, last_smtp_login;
    std::optional<std::string> tags, senders;
};
BOOST_DESCRIBE_STRUCT(FullRow, (Row),
                      (bytes_used, message_count, percent, last_login, last_imap_login, last_pop3_login,
                       last_smtp_login, tags, senders))

std::string select(db::Engine engine) {
    auto const login = [](std::string const& service) {
        return ", (SELECT l.at FROM mailbox_login l WHERE l.address = m.address AND l.service = '" + service +
               "')";
    };
    auto const lines = [&](std::string const& column, std::string const& table) {
        return ", (SELECT " + db::joined_lines(engine, "x." + column) + " FROM (SELECT " + column + " FROM " +
               table + " WHERE address = m.address ORDER BY " + column + ") x)";
    };
    return "SELECT " + reflect::columns<Row>("m.") + ", u.bytes, u.messages, u.percent, u.last_login" +
           login("imap") + login("pop3") + login("smtp") + lines("tag", "mailbox_tag") +
           lines("sender", "sender_acl") + " FROM mailbox m JOIN mailbox_usage u ON u.address = m.address";
}

std::vector<std::string> from_lines(std::optional<std::string> const& text) {
    std::vector<std::string> lines;
    if (!text) return lines;
    for (auto const line : split(*text, '\n')) lines.emplace_back(line);
    return lines;
}

/// Says once for each reading what is damaged, and where.
void report_damage(std::string const& address, std::string_view column) {
    log::error("mailbox.row_damaged", {{"mailbox", address}, {"column", column}});
}

template <class E>
void take_word(std::string const& address, std::string_view column, std::string const& word, E& into) {
    if (auto const known = reflect::enum_from_name<E>(word)) {
        into = *known;
    } else {
        report_damage(address, column);  // and the default stays
    }
}

/// Noted under a clock that was ahead: of such a sign-in is known that it was not later than now.
std::optional<Seconds> not_in_the_future(std::optional<Seconds> noted) {
    return noted ? std::min(*noted, system_now()) : noted;
}

Mailbox to_mailbox(FullRow row) {
    Mailbox mailbox;
    mailbox.id = row.id;
    mailbox.address = std::move(row.address);
    mailbox.local_part = std::move(row.local_part);
    mailbox.domain = std::move(row.domain);
    mailbox.name = std::move(row.name);
    mailbox.quota = row.quota;
    mailbox.state = static_cast<MailboxState>(row.active);
    take_word(mailbox.address, "auth_source", row.auth_source, mailbox.auth_source);
    mailbox.password_changed = row.password_changed;
    mailbox.force_password_change = row.force_password_change;
    mailbox.force_second_factor = row.force_second_factor;
    mailbox.tls_enforce_in = row.tls_enforce_in;
    mailbox.tls_enforce_out = row.tls_enforce_out;
    mailbox.imap_access = row.imap_access;
    mailbox.pop3_access = row.pop3_access;
    mailbox.smtp_access = row.smtp_access;
    mailbox.sieve_access = row.sieve_access;
    mailbox.eas_access = row.eas_access;
    mailbox.dav_access = row.dav_access;
    mailbox.sogo_access = row.sogo_access;
    take_word(mailbox.address, "tagged_mail_handler", row.tagged_mail_handler, mailbox.tagged_mail_handler);
    take_word(mailbox.address, "quarantine_notification", row.quarantine_notification,
              mailbox.quarantine_notification);
    take_word(mailbox.address, "quarantine_category", row.quarantine_category, mailbox.quarantine_category);
    mailbox.relay_host = row.relay_host;
    mailbox.recovery_address = std::move(row.recovery_address);
    mailbox.rate_limit_value = row.rate_limit_value;
    take_word(mailbox.address, "rate_limit_frame", row.rate_limit_frame, mailbox.rate_limit_frame);
    mailbox.permissions = split_list(row.permissions);
    if (row.custom_attributes != "{}") {
        auto attributes = reflect::from_json_text<std::map<std::string, std::string>>(row.custom_attributes);
        if (attributes) {
            mailbox.custom_attributes = std::move(*attributes);
        } else {
            report_damage(mailbox.address, "custom_attributes");
        }
    }
    mailbox.created = row.created;
    mailbox.modified = row.modified;
    mailbox.version = row.version;
    mailbox.bytes_used = row.bytes_used;
    mailbox.message_count = row.message_count;
    mailbox.last_imap_login = not_in_the_future(row.last_imap_login);
    mailbox.last_pop3_login = not_in_the_future(row.last_pop3_login);
    mailbox.last_smtp_login = not_in_the_future(row.last_smtp_login);
    mailbox.tags = from_lines(row.tags);
    mailbox.sender_acl = from_lines(row.senders);
    return mailbox;
}

/// A local part as the name of a directory that no program reads otherwise.
std::string plain_name(std::string name) {
    for (auto& c : name) {
        bool const is_plain =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
        if (!is_plain) c = '_';
    }
    return name;
}

db::Value sort_value(FullRow const& row, std::string_view key) {
    if (key == "name") return row.name;
    if (key == "domain") return row.domain;
    if (key == "state") return row.active;
    if (key == "quota") return row.quota;
    if (key == "created") return db::to_value(row.created);
    if (key == "bytes_used") return row.bytes_used;
    if (key == "message_count") return row.message_count;
    if (key == "quota_used") return row.percent;
    if (key == "last_login") return row.last_login;
    return row.address;
}

}  // namespace

std::array<db::SortKey, 10> const sort_keys{
    db::SortKey{"address", "m.address"},
    db::SortKey{"name", "m.name"},
    db::SortKey{"domain", "m.domain"},
    db::SortKey{"state", "m.active", false},
    db::SortKey{"quota", "m.quota", false},
    db::SortKey{"created", "m.created", false},
    db::SortKey{"bytes_used", "u.bytes", false},
    db::SortKey{"message_count", "u.messages", false},
    db::SortKey{"quota_used", "u.percent", false},
    db::SortKey{"last_login", "u.last_login", false},
};

bool is_usage_sort(std::string_view sort) {
    if (sort.starts_with('-')) sort.remove_prefix(1);
    for (auto const& key : sort_keys) {
        if (key.name == sort) return key.expression.starts_with("u.");
    }
    return false;
}

std::optional<Mailbox> find(db::Session& session, std::string const& address) {
    auto row = session.first<FullRow>(select(session.engine()) + " WHERE m.address = $1", address);
    if (!row) return std::nullopt;
    return to_mailbox(std::move(*row));
}

std::string store_path(db::Session& session, std::string const& address) {
    return session.first<std::string>("SELECT store FROM mailbox WHERE address = $1", address).value_or("");
}

std::int64_t insert(db::Transaction& tx, Mailbox const& m, std::string const& password_hash) {
    auto const id = tx.scalar<std::int64_t>(
        "INSERT INTO mailbox (address, local_part, domain, store, name, quota, active, auth_source, "
        "password_hash, "
        "password_changed, force_password_change, force_second_factor, tls_enforce_in, tls_enforce_out, "
        "imap_access, "
        "pop3_access, smtp_access, sieve_access, eas_access, dav_access, sogo_access, tagged_mail_handler, "
        "quarantine_notification, quarantine_category, relay_host, recovery_address, rate_limit_value, "
        "rate_limit_frame, permissions, custom_attributes, created, version) VALUES ($1, $2, $3, $1, $4, $5, "
        "$6, $7, "
        "$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, "
        "$28, $29, "
        "$30, 1) RETURNING id",
        m.address, m.local_part, m.domain, m.name, m.quota, static_cast<std::int64_t>(m.state), m.auth_source,
        password_hash, m.password_changed, m.force_password_change, m.force_second_factor, m.tls_enforce_in,
        m.tls_enforce_out, m.imap_access, m.pop3_access, m.smtp_access, m.sieve_access, m.eas_access,
        m.dav_access, m.sogo_access, m.tagged_mail_handler, m.quarantine_notification, m.quarantine_category,
        m.relay_host, m.recovery_address, m.rate_limit_value, m.rate_limit_frame, join(m.permissions, " "),
        reflect::to_json(m.custom_attributes), m.created);
    // The id makes the path unique for ever: a later mailbox of the same address never sees this one's mail.
    tx.execute("UPDATE mailbox SET store = $2 WHERE id = $1", id,
               m.domain + "/" + plain_name(m.local_part) + "-" + std::to_string(id));
    tx.execute(
        "INSERT INTO mailbox_usage (address, domain, bytes, messages, quota) VALUES ($1, $2, 0, 0, $3)",
        m.address, m.domain, m.quota);
    set_tags(tx, m.address, m.tags);
    set_senders(tx, m.address, m.sender_acl);
    return id;
}

void update(db::Transaction& tx, Mailbox const& m) {
    tx.execute(
        "UPDATE mailbox SET name = $2, quota = $3, active = $4, auth_source = $5, force_password_change = "
        "$6, "
        "force_second_factor = $7, tls_enforce_in = $8, tls_enforce_out = $9, imap_access = $10, "
        "pop3_access = $11, smtp_access = $12, sieve_access = $13, eas_access = $14, dav_access = $15, "
        "sogo_access = $16, tagged_mail_handler = $17, quarantine_notification = $18, "
        "quarantine_category = $19, relay_host = $20, recovery_address = $21, rate_limit_value = $22, "
        "rate_limit_frame = $23, permissions = $24, custom_attributes = $25, modified = $26, "
        "version = version + 1 WHERE address = $1",
        m.address, m.name, m.quota, static_cast<std::int64_t>(m.state), m.auth_source,
        m.force_password_change, m.force_second_factor, m.tls_enforce_in, m.tls_enforce_out, m.imap_access,
        m.pop3_access, m.smtp_access, m.sieve_access, m.eas_access, m.dav_access, m.sogo_access,
        m.tagged_mail_handler, m.quarantine_notification, m.quarantine_category, m.relay_host,
        m.recovery_address, m.rate_limit_value, m.rate_limit_frame, join(m.permissions, " "),
        reflect::to_json(m.custom_attributes), m.modified);
    tx.execute("UPDATE mailbox_usage SET quota = $2 WHERE address = $1 AND quota <> $2", m.address, m.quota);
}

std::optional<std::string> password_hash(db::Session& session, std::string const& address) {
    return session.first<std::string>("SELECT password_hash FROM mailbox WHERE address = $1", address);
}

void set_password(db::Transaction& tx, std::string const& address, std::string const& hash, Seconds now) {
    tx.execute(
        "UPDATE mailbox SET password_hash = $2, password_changed = $3, "
        "password_version = password_version + 1 WHERE address = $1",
        address, hash, now);
}

void set_password_hash(db::Transaction& tx, std::string const& address, std::string const& hash) {
    tx.execute("UPDATE mailbox SET password_hash = $2 WHERE address = $1", address, hash);
}

void set_tags(db::Transaction& tx, std::string const& address, std::vector<std::string> const& tags) {
    tx.execute("DELETE FROM mailbox_tag WHERE address = $1", address);
    for (auto const& tag : tags) {
        tx.execute("INSERT INTO mailbox_tag (address, tag) VALUES ($1, $2) ON CONFLICT DO NOTHING", address,
                   tag);
    }
}

void set_senders(db::Transaction& tx, std::string const& address, std::vector<std::string> const& senders) {
    tx.execute("DELETE FROM sender_acl WHERE address = $1", address);
    for (auto const& sender : senders) {
        tx.execute("INSERT INTO sender_acl (address, sender) VALUES ($1, $2) ON CONFLICT DO NOTHING", address,
                   sender);
    }
}

void rename(db::Transaction& tx, Mailbox const& from, std::string const& local_part,
            std::string const& address) {
    tx.execute(
        "UPDATE mailbox SET address = $2, local_part = $3, modified = $4, version = version + 1 "
        "WHERE address = $1",
        from.address, address, local_part, system_now());
    tx.execute("UPDATE sender_acl SET sender = $2 WHERE sender = $1", from.address, address);
}

void remove(db::Transaction& tx, std::string const& address) {
    tx.execute("DELETE FROM mailbox WHERE address = $1", address);
}

std::vector<std::string> forget_sender(db::Transaction& tx, std::string const& sender) {
    return tx.query<std::string>("DELETE FROM sender_acl WHERE sender = $1 RETURNING address", sender);
}

std::vector<Usage> usage_of(db::Session& session, std::vector<std::string> const& addresses) {
    auto const statement = db::in_list(
        "SELECT u.address, u.domain, u.bytes, u.messages, (SELECT COUNT(*) FROM alias_destination d "
        "WHERE d.address = u.address AND NOT EXISTS (SELECT 1 FROM alias_destination o "
        "WHERE o.alias_id = d.alias_id AND o.address <> d.address)) FROM mailbox_usage u "
        "WHERE u.address IN ",
        addresses);
    return session.query_with<Usage>(statement.sql, statement.parameters);
}

std::int64_t aliases_only_to(db::Session& session, std::vector<std::string> const& addresses) {
    // $1, $2, ... are the same addresses in both lists.
    auto const list = db::in_list("", addresses);
    return session
        .query_with<std::int64_t>(
            "SELECT COUNT(DISTINCT d.alias_id) FROM alias_destination d WHERE d.address IN " + list.sql +
                " AND NOT EXISTS (SELECT 1 FROM alias_destination o WHERE o.alias_id = d.alias_id "
                "AND o.address NOT IN " +
                list.sql + ")",
            list.parameters)
        .at(0);
}

std::vector<Mailbox> by_ids(db::Session& session, std::vector<std::int64_t> const& ids) {
    std::vector<Mailbox> found;
    for (auto& row : db::rows_by_ids<FullRow>(session, select(session.engine()), "m.id", ids)) {
        found.push_back(to_mailbox(std::move(row)));
    }
    return found;
}

http::Page<Mailbox> page(db::Session& session, db::Listing const& listing) {
    http::Page<Mailbox> page;
    auto rows =
        session.query_with<FullRow>(select(session.engine()) + listing.page(), listing.page_parameters());
    bool const more = listing.has_more(rows.size());
    if (more) {
        rows.pop_back();
        page.next_cursor =
            listing.cursor_after(sort_value(rows.back(), listing.key().name), rows.back().address);
    }
    auto const from = !listing.names("u.") ? db::FixedSql(" FROM mailbox m")
                      : listing.names("m.")
                          ? db::FixedSql(" FROM mailbox m JOIN mailbox_usage u ON u.address = m.address")
                          : db::FixedSql(" FROM mailbox_usage u");
    page.total = listing.total(session, from, rows.size(), !more);
    for (auto& row : rows) page.items.push_back(to_mailbox(std::move(row)));
    return page;
}

}  // namespace mailapp::mailboxes::store

namespace mailapp::mailboxes {

db::TextSource text_source(db::Engine engine) {
    return {db::topic::mailbox,
            "SELECT m.id, m.address, m.address || ' ' || m.name || '\n' || COALESCE((SELECT " +
                db::joined_lines(engine, "t.tag") +
                " FROM mailbox_tag t WHERE t.address = m.address), '') FROM mailbox m",
            "m.address"};
}

}  // namespace mailapp::mailboxes
