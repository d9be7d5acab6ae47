#include "features/api_keys/store.hpp"

#include "base/text.hpp"

namespace mailapp::api_keys::store {
namespace {

/// As it is stored: the networks are one text, separated by spaces.
struct Row {
    std::int64_t id = 0;
    ApiAccess access = ApiAccess::read_only;
    std::string description;
    std::string hint;
    std::string allow_from;
    bool skip_ip_check = false;
    bool active = true;
    Seconds created;
    std::optional<Seconds> modified;
    std::int64_t version = 1;
    std::string key_hash;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, access, description, hint, allow_from, skip_ip_check, active, created, modified,
                       version, key_hash))

ApiKey to_key(Row row) {
    return {row.id,
            row.access,
            std::move(row.description),
            std::move(row.hint),
            split_list(row.allow_from),
            row.skip_ip_check,
            row.active,
            row.created,
            row.modified,
            row.version};
}

std::string select() {
    return "SELECT " + reflect::columns<Row>() + " FROM api_key";
}

}  // namespace

std::optional<ApiKey> find(db::Session& session, std::int64_t id) {
    auto row = session.first<Row>(select() + " WHERE id = $1", id);
    if (!row) return std::nullopt;
    return to_key(std::move(*row));
}

bool exists(db::Session& session, std::string const& key_hash) {
    return session.first<std::int64_t>("SELECT id FROM api_key WHERE key_hash = $1", key_hash).has_value();
}

std::int64_t count(db::Session& session, db::Listing const& listing) {
    return session
        .query_with<std::int64_t>("SELECT COUNT(*) FROM api_key" + listing.filter(),
                                  listing.filter_parameters())
        .at(0);
}

std::vector<ApiKey> page(db::Session& session, db::Listing const& listing) {
    std::vector<ApiKey> keys;
    session.for_each<Row>(select() + listing.page(), listing.page_parameters(),
                          [&](Row row) { keys.push_back(to_key(std::move(row))); });
    return keys;
}

std::vector<Credential> active(db::Session& session) {
    std::vector<Credential> credentials;
    session.for_each<Row>(select() + " WHERE active = 1", {}, [&](Row row) {
        auto hash = std::move(row.key_hash);
        credentials.push_back({std::move(hash), to_key(std::move(row))});
    });
    return credentials;
}

std::int64_t insert(db::Transaction& tx, ApiKey const& key, std::string const& key_hash) {
    return tx.scalar<std::int64_t>(
        "INSERT INTO api_key (access, description, key_hash, hint, allow_from, skip_ip_check, active, "
        "created, "
        "version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        key.access, key.description, key_hash, key.hint, join(key.allow_from, " "), key.skip_ip_check,
        key.active, key.created, key.version);
}

void update(db::Transaction& tx, ApiKey const& key) {
    tx.execute(
        "UPDATE api_key SET access = $2, description = $3, hint = $4, allow_from = $5, skip_ip_check = $6, "
        "active = $7, modified = $8, version = $9 WHERE id = $1",
        key.id, key.access, key.description, key.hint, join(key.allow_from, " "), key.skip_ip_check,
        key.active, key.modified, key.version);
}

void replace_key(db::Transaction& tx, ApiKey const& key, std::string const& key_hash) {
    update(tx, key);
    tx.execute("UPDATE api_key SET key_hash = $2 WHERE id = $1", key.id, key_hash);
}

void remove(db::Transaction& tx, std::int64_t id) {
    tx.execute("DELETE FROM api_key WHERE id = $1", id);
}

}  // namespace mailapp::api_keys::store
