#include "features/domains/store.hpp"

#include "base/mail_address.hpp"
#include "db/rows_by_ids.hpp"
#include "features/domains/service.hpp"

#include <unordered_map>

namespace mailapp::domains::store {
namespace {

std::string const& select() {
    static std::string const sql = "SELECT " + reflect::columns<DomainRow>("d.") + " FROM domain d";
    return sql;
}

Domain to_domain(DomainRow row) {
    Domain domain;
    static_cast<DomainRow&>(domain) = std::move(row);
    domain.display_name = domain_for_display(domain.name);
    return domain;
}

db::Value sort_value(db::SortKey const& key, DomainRow const& row) {
    if (key.name == "description") return row.description;
    if (key.name == "mailbox_count") return row.mailbox_count;
    if (key.name == "alias_count") return row.alias_count;
    if (key.name == "assigned_quota") return row.assigned_quota;
    if (key.name == "quota") return row.quota;
    if (key.name == "bytes_used") return row.bytes_used;
    if (key.name == "message_count") return row.message_count;
    if (key.name == "active") return db::to_value(row.active);
    if (key.name == "created") return db::to_value(row.created);
    return row.name;
}

struct Tag {
    std::string domain;
    std::string tag;
};
BOOST_DESCRIBE_STRUCT(Tag, (), (domain, tag))

void add_tags(db::Session& session, std::vector<Domain>& domains) {
    if (domains.empty()) return;
    std::vector<std::string> names;
    std::unordered_map<std::string, std::size_t> at;
    for (auto const& domain : domains) {
        at[domain.name] = names.size();
        names.push_back(domain.name);
    }
    auto const tags =
        db::in_list("SELECT domain, tag FROM domain_tag WHERE domain IN ", names, " ORDER BY domain, tag");
    for (auto& tag : session.query_with<Tag>(tags.sql, tags.parameters)) {
        domains[at.at(tag.domain)].tags.push_back(std::move(tag.tag));
    }
}

}  // namespace

std::array<db::SortKey, 10> const sort_keys{
    db::SortKey{"name", "d.name"},
    db::SortKey{"description", "d.description"},
    db::SortKey{"mailbox_count", "d.mailbox_count", false},
    db::SortKey{"alias_count", "d.alias_count", false},
    db::SortKey{"assigned_quota", "d.assigned_quota", false},
    db::SortKey{"quota", "d.quota", false},
    db::SortKey{"bytes_used", "d.bytes_used", false},
    db::SortKey{"message_count", "d.message_count", false},
    db::SortKey{"active", "d.active", false},
    db::SortKey{"created", "d.created", false},
};

std::optional<Domain> find(db::Session& session, std::string const& name) {
    auto row = session.first<DomainRow>(select() + " WHERE d.name = $1", name);
    if (!row) return std::nullopt;
    auto domain = to_domain(std::move(*row));
    domain.tags =
        session.query<std::string>("SELECT tag FROM domain_tag WHERE domain = $1 ORDER BY tag", name);
    return domain;
}

std::optional<DomainRow> find_row(db::Session& session, std::string const& name) {
    static std::string const sql = "SELECT " + reflect::columns<DomainRow>() + " FROM domain WHERE name = $1";
    return session.first<DomainRow>(sql, name);
}

bool name_taken(db::Session& session, std::string const& name) {
    return session.scalar<std::int64_t>(
               "SELECT (SELECT COUNT(*) FROM domain WHERE name = $1) + "
               "(SELECT COUNT(*) FROM alias_domain WHERE name = $1)",
               name) != 0;
}

std::int64_t alias_domain_count(db::Session& session, std::string const& name) {
    return session.scalar<std::int64_t>("SELECT COUNT(*) FROM alias_domain WHERE target_domain = $1", name);
}

std::int64_t largest_mailbox_quota(db::Session& session, std::string const& name) {
    return session.scalar<std::int64_t>("SELECT COALESCE(MAX(quota), 0) FROM mailbox WHERE domain = $1",
                                        name);
}

void insert(db::Transaction& tx, DomainRow const& d) {
    tx.execute(
        "INSERT INTO domain (name, description, max_aliases, max_mailboxes, default_quota, max_quota, quota, "
        "relay_host, backup_mx, relay_all_recipients, relay_unknown_only, global_address_list, active, "
        "rate_limit_value, rate_limit_frame, created, version) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)",
        d.name, d.description, d.max_aliases, d.max_mailboxes, d.default_quota, d.max_quota, d.quota,
        d.relay_host, d.backup_mx, d.relay_all_recipients, d.relay_unknown_only, d.global_address_list,
        d.active, d.rate_limit_value, d.rate_limit_frame, d.created);
}

void update(db::Transaction& tx, DomainRow const& d) {
    tx.execute(
        "UPDATE domain SET description = $2, max_aliases = $3, max_mailboxes = $4, default_quota = $5, "
        "max_quota = $6, quota = $7, relay_host = $8, backup_mx = $9, relay_all_recipients = $10, "
        "relay_unknown_only = $11, global_address_list = $12, active = $13, rate_limit_value = $14, "
        "rate_limit_frame = $15, modified = $16, version = version + 1 WHERE name = $1",
        d.name, d.description, d.max_aliases, d.max_mailboxes, d.default_quota, d.max_quota, d.quota,
        d.relay_host, d.backup_mx, d.relay_all_recipients, d.relay_unknown_only, d.global_address_list,
        d.active, d.rate_limit_value, d.rate_limit_frame, d.modified);
}

void set_tags(db::Transaction& tx, std::string const& name, std::vector<std::string> const& tags) {
    tx.execute("DELETE FROM domain_tag WHERE domain = $1", name);
    for (auto const& tag : tags) {
        tx.execute("INSERT INTO domain_tag (domain, tag) VALUES ($1, $2) ON CONFLICT DO NOTHING", name, tag);
    }
}

Removed remove(db::Transaction& tx, std::string const& name) {
    Removed removed;
    removed.alias_domains =
        tx.query<std::string>("SELECT name FROM alias_domain WHERE target_domain = $1", name);
    removed.aliases = tx.query<std::string>(
        "SELECT address FROM alias WHERE domain = $1 OR domain IN "
        "(SELECT name FROM alias_domain WHERE target_domain = $1)",
        name);
    tx.execute(
        "DELETE FROM alias WHERE domain = $1 OR domain IN "
        "(SELECT name FROM alias_domain WHERE target_domain = $1)",
        name);
    tx.execute("DELETE FROM alias_domain WHERE target_domain = $1", name);
    tx.execute("DELETE FROM domain WHERE name = $1", name);
    return removed;
}

std::vector<std::string> remove_foreign_senders(db::Transaction& tx, std::string const& name) {
    auto const at = "@" + name;
    // Literal suffix: no wildcard of LIKE can hide in a name, and it works alike on both engines.
    return tx.query<std::string>(
        "DELETE FROM sender_acl WHERE SUBSTR(sender, LENGTH(sender) - LENGTH($1) + 1) = $1 "
        "AND LENGTH(sender) >= LENGTH($1) RETURNING address",
        at);
}

void change_counters(db::Transaction& tx, std::string const& name, CounterChange change) {
    tx.execute(
        "UPDATE domain SET mailbox_count = mailbox_count + $2, alias_count = alias_count + $3, "
        "assigned_quota = assigned_quota + $4, bytes_used = bytes_used + $5, "
        "message_count = message_count + $6 WHERE name = $1",
        name, change.mailboxes, change.aliases, change.assigned_quota, change.bytes_used,
        change.message_count);
}

http::Page<Domain> page(db::Session& session, db::Listing const& listing) {
    http::Page<Domain> page;
    auto rows = session.query_with<DomainRow>(select() + listing.page(), listing.page_parameters());
    bool const more = listing.has_more(rows.size());
    if (more) {
        rows.pop_back();
        page.next_cursor = listing.cursor_after(sort_value(listing.key(), rows.back()), rows.back().name);
    }
    page.total = listing.total(session, " FROM domain d", rows.size(), !more);
    for (auto& row : rows) page.items.push_back(to_domain(std::move(row)));
    add_tags(session, page.items);
    return page;
}

std::vector<Domain> by_ids(db::Session& session, std::vector<std::int64_t> const& ids) {
    std::vector<Domain> found;
    for (auto& row : db::rows_by_ids<DomainRow>(session, select(), "d.id", ids)) {
        found.push_back(to_domain(std::move(row)));
    }
    return found;
}

std::vector<DomainRow> named(db::Session& session, std::vector<std::string> const& names) {
    auto const statement = db::in_list(select() + " WHERE d.name IN ", names);
    return session.query_with<DomainRow>(statement.sql, statement.parameters);
}

}  // namespace mailapp::domains::store

namespace mailapp::domains {

db::TextSource text_source(db::Engine engine) {
    return {db::topic::domain,
            "SELECT d.id, d.name, d.name || ' ' || d.description || '\n' || COALESCE((SELECT " +
                db::joined_lines(engine, "t.tag") +
                " FROM domain_tag t WHERE t.domain = d.name), '') FROM domain d",
            "d.name"};
}

}  // namespace mailapp::domains
