#include "features/aliases/store.hpp"

#include "db/rows_by_ids.hpp"
#include "features/aliases/service.hpp"

#include <unordered_map>
#include <unordered_set>

namespace mailapp::aliases::store {
namespace {

constexpr char const* from_alias = " FROM alias a LEFT JOIN alias_domain ad ON ad.name = a.domain";
/// Members of AliasRow, in their order.
constexpr char const* columns =
    "a.id, a.address, a.domain, a.delivery, a.active, a.internal, a.sender_allowed, a.sogo_visible, "
    "a.public_comment, a.private_comment, a.created, a.modified, a.version, ad.target_domain";

/// Rows of one INSERT: few enough that looking up a placeholder stays cheap, many enough that a server on
/// another machine is asked a hundred times, not ten thousand times, for the largest alias.
constexpr std::size_t rows_at_once = 100;

Alias to_alias(AliasRow row) {
    Alias alias;
    static_cast<AliasRow&>(alias) = std::move(row);
    alias.is_catch_all = alias.address.starts_with('@');
    return alias;
}

std::optional<Alias> find_where(db::Session& session, std::string_view condition, db::Value const& value) {
    auto rows = session.query_with<AliasRow>(
        std::string("SELECT ") + columns + from_alias + " WHERE " + std::string(condition), {value});
    if (rows.empty()) return std::nullopt;
    auto alias = to_alias(std::move(rows.front()));
    alias.destinations = session.query<std::string>(
        "SELECT address FROM alias_destination WHERE alias_id = $1 ORDER BY position", alias.id);
    return alias;
}

db::Value sort_value(db::SortKey const& key, Alias const& alias) {
    if (key.name == "domain") return alias.domain;
    if (key.name == "created") return db::to_value(alias.created);
    if (key.name == "id") return alias.id;
    if (key.name == "active") return db::to_value(alias.active);
    if (key.name == "internal") return db::to_value(alias.internal);
    if (key.name == "delivery") return db::to_value(alias.delivery);
    return alias.address;
}

struct Destination {
    std::int64_t alias_id = 0;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(Destination, (), (alias_id, address))

std::vector<std::int64_t> ids_of(std::vector<Alias> const& aliases) {
    std::vector<std::int64_t> ids;
    for (auto const& alias : aliases) ids.push_back(alias.id);
    return ids;
}

/// With "$1" for the ids.
std::string is_of_them(db::Session& session) {
    auto condition = db::one_of_ids(session.engine(), "alias_id");
    return condition.replace(condition.find('?'), 1, "$1");
}

void add_destinations(db::Session& session, std::vector<Alias>& aliases) {
    if (aliases.empty()) return;
    auto const ids = ids_of(aliases);
    std::unordered_map<std::int64_t, std::size_t> at;
    for (std::size_t i = 0; i < ids.size(); ++i) at[ids[i]] = i;
    session.for_each<Destination>(
        "SELECT alias_id, address FROM alias_destination WHERE " + is_of_them(session) +
            " ORDER BY alias_id, position",
        {db::ids_value(session.engine(), ids)}, [&](Destination destination) {
            aliases[at.at(destination.alias_id)].destinations.push_back(std::move(destination.address));
        });
}

bool have_at_most(db::Session& session, std::vector<Alias> const& aliases, std::int64_t destinations) {
    auto const counted = session.query_with<std::int64_t>(
        "SELECT COUNT(*) FROM (SELECT 1 FROM alias_destination WHERE " + is_of_them(session) +
            " LIMIT $2) counted",
        {db::ids_value(session.engine(), ids_of(aliases)), destinations + 1});
    return counted.at(0) <= destinations;
}

std::string cursor_behind(db::Listing const& listing, Alias const& last) {
    return listing.cursor_after(sort_value(listing.key(), last), last.address);
}

/// A page without a total and without destinations.
http::Page<Alias> bare_page(db::Session& session, db::Listing const& listing) {
    auto rows = session.query_with<AliasRow>(std::string("SELECT ") + columns + from_alias + listing.page(),
                                             listing.page_parameters());
    bool const more = listing.has_more(rows.size());
    if (more) rows.pop_back();
    http::Page<Alias> page;
    for (auto& row : rows) page.items.push_back(to_alias(std::move(row)));
    if (more) page.next_cursor = cursor_behind(listing, page.items.back());
    return page;
}

}  // namespace

std::array<db::SortKey, 7> const sort_keys{
    db::SortKey{"address", "a.address"},        db::SortKey{"domain", "a.domain"},
    db::SortKey{"created", "a.created", false}, db::SortKey{"id", "a.id", false},
    db::SortKey{"active", "a.active", false},   db::SortKey{"internal", "a.internal", false},
    db::SortKey{"delivery", "a.delivery"},
};

std::optional<Alias> find(db::Session& session, std::int64_t id) {
    return find_where(session, "a.id = $1", id);
}

std::optional<Alias> find_by_address(db::Session& session, std::string const& address) {
    return find_where(session, "a.address = $1", address);
}

std::optional<std::string> loops_back(db::Session& session, std::string const& address,
                                      std::vector<std::string> const& destinations) {
    std::unordered_set<std::string> const mine(destinations.begin(), destinations.end());
    std::optional<std::string> found;
    session.for_each<std::string>(
        "SELECT a.address FROM alias_destination d JOIN alias a ON a.id = d.alias_id WHERE d.address = $1",
        {address}, [&](std::string other) {
            if (mine.contains(other)) found = std::move(other);
        });
    return found;
}

std::int64_t insert(db::Transaction& tx, AliasRow const& a) {
    return tx.scalar<std::int64_t>(
        "INSERT INTO alias (address, domain, delivery, active, internal, sender_allowed, sogo_visible, "
        "public_comment, private_comment, created, version) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1) RETURNING id",
        a.address, a.domain, a.delivery, a.active, a.internal, a.sender_allowed, a.sogo_visible,
        a.public_comment, a.private_comment, a.created);
}

void update(db::Transaction& tx, AliasRow const& a) {
    tx.execute(
        "UPDATE alias SET address = $2, domain = $3, delivery = $4, active = $5, internal = $6, "
        "sender_allowed = $7, sogo_visible = $8, public_comment = $9, private_comment = $10, modified = $11, "
        "version = version + 1 WHERE id = $1",
        a.id, a.address, a.domain, a.delivery, a.active, a.internal, a.sender_allowed, a.sogo_visible,
        a.public_comment, a.private_comment, a.modified);
}

void remove(db::Transaction& tx, std::int64_t id) {
    tx.execute("DELETE FROM alias WHERE id = $1", id);
}

void set_destinations(db::Transaction& tx, std::int64_t id, std::vector<std::string> const& destinations) {
    tx.execute("DELETE FROM alias_destination WHERE alias_id = $1", id);
    for (std::size_t first = 0; first < destinations.size(); first += rows_at_once) {
        auto const last = std::min(first + rows_at_once, destinations.size());
        db::Parameters values{id};
        std::string rows;
        for (auto i = first; i < last; ++i) {
            values.emplace_back(static_cast<std::int64_t>(i));
            values.emplace_back(destinations[i]);
            rows += (i == first ? "($1, $" : ", ($1, $") + std::to_string(values.size() - 1) + ", $" +
                    std::to_string(values.size()) + ")";
        }
        tx.query_with<std::int64_t>(
            "INSERT INTO alias_destination (alias_id, position, address) VALUES " + rows, values);
    }
}

std::vector<Leading> leading_to(db::Session& session, std::string const& destination) {
    return session.query<Leading>(
        "SELECT a.id, a.address, CASE WHEN EXISTS (SELECT 1 FROM alias_destination o WHERE o.alias_id = a.id "
        "AND o.address <> $1) THEN 0 ELSE 1 END "
        "FROM alias_destination d JOIN alias a ON a.id = d.alias_id WHERE d.address = $1 ORDER BY a.id",
        destination);
}

void remove_destination(db::Transaction& tx, std::int64_t id, std::string const& destination, Seconds now) {
    tx.execute("UPDATE alias SET modified = $2, version = version + 1 WHERE id = $1", id, now);
    tx.execute("DELETE FROM alias_destination WHERE alias_id = $1 AND address = $2", id, destination);
}

std::vector<std::string> rename_destination(db::Transaction& tx, std::string const& from,
                                            std::string const& to, Seconds now) {
    auto aliases = tx.query<std::string>(
        "UPDATE alias SET modified = $2, version = version + 1 "
        "WHERE id IN (SELECT alias_id FROM alias_destination WHERE address = $1) RETURNING address",
        from, now);
    tx.execute(
        "DELETE FROM alias_destination WHERE address = $1 "
        "AND alias_id IN (SELECT alias_id FROM alias_destination WHERE address = $2)",
        from, to);
    tx.execute("UPDATE alias_destination SET address = $2 WHERE address = $1", from, to);
    return aliases;
}

std::vector<std::string> remove_sender_grants(db::Transaction& tx, std::string const& address) {
    return tx.query<std::string>("DELETE FROM sender_acl WHERE sender = $1 RETURNING address", address);
}

std::vector<Alias> by_ids(db::Session& session, std::vector<std::int64_t> const& ids) {
    std::vector<Alias> found;
    auto rows =
        db::rows_by_ids<AliasRow>(session, std::string("SELECT ") + columns + from_alias, "a.id", ids);
    for (auto& row : rows) found.push_back(to_alias(std::move(row)));
    add_destinations(session, found);
    return found;
}

http::Page<Alias> page(db::Session& session, db::Listing const& listing) {
    auto page = bare_page(session, listing);
    page.total = listing.total(session, " FROM alias a", page.items.size(), !page.next_cursor);
    add_destinations(session, page.items);
    return page;
}

http::Page<Alias> bounded_page(db::Session& session, db::Listing const& listing,
                               std::int64_t most_destinations) {
    auto page = bare_page(session, listing);
    while (page.items.size() > 1 && !have_at_most(session, page.items, most_destinations)) {
        page.items.erase(page.items.begin() + static_cast<std::ptrdiff_t>(page.items.size() / 2),
                         page.items.end());
        page.next_cursor = cursor_behind(listing, page.items.back());
    }
    add_destinations(session, page.items);
    return page;
}

}  // namespace mailapp::aliases::store

namespace mailapp::aliases {

db::TextSource text_source(db::Engine engine) {
    return {db::topic::alias,
            "SELECT a.id, a.address, a.address || ' ' || COALESCE(a.public_comment, '') || ' ' || "
            "COALESCE(a.private_comment, '') || ' ' || COALESCE((SELECT " +
                db::joined_lines(engine, "t.address") +
                " FROM alias_destination t WHERE t.alias_id = a.id), '') FROM alias a",
            "a.address"};
}

}  // namespace mailapp::aliases
