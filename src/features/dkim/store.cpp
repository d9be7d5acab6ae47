#include "features/dkim/store.hpp"

#include "db/listing.hpp"

#include <array>
#include <map>

namespace mailapp::dkim::store {
namespace {

/// The row as the table has it: algorithms are names there.
struct Row {
    std::int64_t id = 0;
    std::string domain, selector, algorithm;
    std::int64_t bits = 0;
    std::string public_key;
    Seconds created;
};
BOOST_DESCRIBE_STRUCT(Row, (), (id, domain, selector, algorithm, bits, public_key, created))

struct SealedRow {
    std::string domain, selector, algorithm, private_key;
};
BOOST_DESCRIBE_STRUCT(SealedRow, (), (domain, selector, algorithm, private_key))

struct Name {
    std::string domain, kind;
};
BOOST_DESCRIBE_STRUCT(Name, (), (domain, kind))

constexpr char const* select_key =
    "SELECT id, domain, selector, algorithm, bits, public_key, created FROM dkim_key";
constexpr char const* select_sealed = "SELECT domain, selector, algorithm, private_key FROM dkim_key";
// RSA, which every verifier knows, before Ed25519.
constexpr char const* key_order = " ORDER BY domain, algorithm DESC";

/// Every name that has a key or should have one. Each part can be read in the order of names through an
/// index, so that a page does not cost more when there are many; MIN(id) instead of DISTINCT for that reason.
constexpr char const* names =
    " FROM (SELECT name AS domain, 'domain' AS kind FROM domain"
    " UNION ALL SELECT name, 'alias_domain' FROM alias_domain"
    " UNION ALL SELECT k.domain, 'foreign' FROM dkim_key k"
    " WHERE k.id = (SELECT MIN(o.id) FROM dkim_key o WHERE o.domain = k.domain)"
    " AND NOT EXISTS (SELECT 1 FROM domain d WHERE d.name = k.domain)"
    " AND NOT EXISTS (SELECT 1 FROM alias_domain a WHERE a.name = k.domain)) n";
constexpr char const* with_key = "EXISTS (SELECT 1 FROM dkim_key k WHERE k.domain = n.domain)";

constexpr std::array sort_keys{db::SortKey{"domain", "n.domain", true}};

template <class E>
E from_name(std::string const& name) {
    auto const value = reflect::enum_from_name<E>(name);
    if (!value) throw db::DatabaseError("the database has an unknown kind: " + name);
    return *value;
}

DkimKey to_key(Row row) {
    DkimKey key;
    key.id = row.id;
    key.algorithm = from_name<Algorithm>(row.algorithm);
    key.bits = row.bits;
    key.record_name = record_name(row.selector, row.domain);
    key.record_text = record_text(key.algorithm, row.public_key);
    key.record_parts = record_parts(key.record_text);
    key.domain = std::move(row.domain);
    key.selector = std::move(row.selector);
    key.public_key = std::move(row.public_key);
    key.created = row.created;
    return key;
}

SealedKey to_sealed(SealedRow row) {
    auto const algorithm = from_name<Algorithm>(row.algorithm);
    return {std::move(row.domain), std::move(row.selector), algorithm, std::move(row.private_key)};
}

/// The keys of a page's names, in one statement.
std::map<std::string, std::vector<DkimKey>> keys_by_domain(db::Session& session,
                                                           std::vector<Name> const& page) {
    std::map<std::string, std::vector<DkimKey>> keys;
    if (page.empty()) return keys;
    std::string sql = std::string(select_key) + " WHERE domain IN (";
    db::Parameters parameters;
    for (auto const& name : page) {
        parameters.emplace_back(name.domain);
        sql += (parameters.size() > 1 ? ", $" : "$") + std::to_string(parameters.size());
    }
    session.for_each<Row>(sql + ")" + key_order, parameters, [&](Row row) {
        auto key = to_key(std::move(row));
        keys[key.domain].push_back(std::move(key));
    });
    return keys;
}

}  // namespace

DomainKind kind_of(db::Session& session, std::string const& domain) {
    auto const kind = session.first<std::string>(
        "SELECT 'domain' FROM domain WHERE name = $1"
        " UNION ALL SELECT 'alias_domain' FROM alias_domain WHERE name = $1",
        domain);
    return kind ? from_name<DomainKind>(*kind) : DomainKind::foreign;
}

std::vector<DkimKey> keys_of(db::Session& session, std::string const& domain) {
    std::vector<DkimKey> keys;
    for (auto& row : session.query<Row>(std::string(select_key) + " WHERE domain = $1" + key_order, domain)) {
        keys.push_back(to_key(std::move(row)));
    }
    return keys;
}

std::optional<DkimKey> key_of(db::Session& session, std::string const& domain, std::string const& selector) {
    auto row = session.first<Row>(std::string(select_key) + " WHERE domain = $1 AND selector = $2", domain,
                                  selector);
    if (!row) return std::nullopt;
    return to_key(std::move(*row));
}

bool is_taken(db::Session& session, std::string const& domain, std::string const& selector) {
    return session
        .first<std::int64_t>("SELECT id FROM dkim_key WHERE selector || '.' || domain = $1",
                             selector + "." + domain)
        .has_value();
}

std::int64_t insert(db::Transaction& tx, DkimKey const& key, std::string const& sealed_private_key) {
    return tx.scalar<std::int64_t>(
        "INSERT INTO dkim_key (domain, selector, algorithm, bits, public_key, private_key, created)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        key.domain, key.selector, reflect::enum_name(key.algorithm), key.bits, key.public_key,
        sealed_private_key, key.created);
}

std::int64_t remove_all(db::Transaction& tx, std::string const& domain) {
    return tx.execute("DELETE FROM dkim_key WHERE domain = $1", domain);
}

std::int64_t remove_one(db::Transaction& tx, std::string const& domain, std::string const& selector) {
    return tx.execute("DELETE FROM dkim_key WHERE domain = $1 AND selector = $2", domain, selector);
}

std::int64_t remove_of_algorithm(db::Transaction& tx, std::string const& domain, Algorithm algorithm) {
    return tx.execute("DELETE FROM dkim_key WHERE domain = $1 AND algorithm = $2", domain,
                      reflect::enum_name(algorithm));
}

std::string seal_purpose(std::string const& domain, Algorithm algorithm) {
    return "dkim:" + domain + ":" + std::string(reflect::enum_name(algorithm));
}

std::vector<SealedKey> sealed_keys_of(db::Session& session, std::string const& domain) {
    std::vector<SealedKey> keys;
    for (auto& row :
         session.query<SealedRow>(std::string(select_sealed) + " WHERE domain = $1" + key_order, domain)) {
        keys.push_back(to_sealed(std::move(row)));
    }
    return keys;
}

void each_sealed_key(db::Session& session, std::function<void(SealedKey)> const& on_key) {
    session.for_each<SealedRow>(std::string(select_sealed) + key_order, {},
                                [&](SealedRow row) { on_key(to_sealed(std::move(row))); });
}

Result<http::Page<DkimDomain>> list(db::Session& session, Visibility const& who, DkimFilter const& filter) {
    auto listing = db::Listing::create(sort_keys, filter.sort, "n.domain", filter.cursor, filter.limit);
    if (!listing) return listing.error();
    if (!who.sees_all()) listing->where_in("n.domain", who.domains());
    if (filter.search) listing->where_contains("n.domain", *filter.search);
    if (filter.state == KeyState::valid) listing->where("n.kind <> 'foreign'").where(with_key);
    if (filter.state == KeyState::missing) listing->where(std::string("NOT ") + with_key);
    if (filter.state == KeyState::unused) listing->where("n.kind = 'foreign'");

    http::Page<DkimDomain> page;
    auto const count = std::string("SELECT COUNT(*)") + names + listing->filter();
    page.total = session.query_with<std::int64_t>(count, listing->filter_parameters()).at(0);
    auto rows = session.query_with<Name>(std::string("SELECT n.domain, n.kind") + names + listing->page(),
                                         listing->page_parameters());
    if (listing->has_more(rows.size())) {
        rows.pop_back();
        page.next_cursor = listing->cursor_after(rows.back().domain, rows.back().domain);
    }
    auto keys = keys_by_domain(session, rows);
    for (auto& row : rows) {
        DkimDomain item;
        item.kind = from_name<DomainKind>(row.kind);
        item.keys = std::move(keys[row.domain]);
        item.state = item.kind == DomainKind::foreign ? KeyState::unused
                     : item.keys.empty()              ? KeyState::missing
                                                      : KeyState::valid;
        item.domain = std::move(row.domain);
        page.items.push_back(std::move(item));
    }
    return page;
}

}  // namespace mailapp::dkim::store
