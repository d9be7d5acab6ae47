#include "features/administrators/store.hpp"

namespace mailapp::administrators::store {

std::optional<Row> find(db::Session& session, std::string const& username) {
    static auto const sql = "SELECT " + reflect::columns<Row>() + " FROM administrator WHERE username = $1";
    return session.first<Row>(sql, username);
}

std::int64_t count(db::Session& session, db::Listing const& listing) {
    return session
        .query_with<std::int64_t>("SELECT COUNT(*) FROM administrator" + listing.filter(),
                                  listing.filter_parameters())
        .at(0);
}

std::vector<Administrator> page(db::Session& session, db::Listing const& listing) {
    auto const sql = "SELECT " + reflect::columns<Administrator>() + " FROM administrator" + listing.page();
    return session.query_with<Administrator>(sql, listing.page_parameters());
}

std::int64_t other_active(db::Session& session, std::int64_t id) {
    return session.scalar<std::int64_t>("SELECT COUNT(*) FROM administrator WHERE active = 1 AND id <> $1",
                                        id);
}

bool none(db::Session& session) {
    return session.scalar<std::int64_t>("SELECT COUNT(*) FROM administrator") == 0;
}

void insert(db::Transaction& tx, Row const& row) {
    tx.execute(
        "INSERT INTO administrator (username, password_hash, active, force_second_factor, "
        "force_password_change, created, version) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        row.username, row.password_hash, row.active, row.force_second_factor, row.force_password_change,
        row.created, row.version);
}

void update(db::Transaction& tx, Row const& row) {
    tx.execute(
        "UPDATE administrator SET username = $2, password_hash = $3, active = $4, force_second_factor = $5, "
        "force_password_change = $6, modified = $7, version = $8 WHERE id = $1",
        row.id, row.username, row.password_hash, row.active, row.force_second_factor,
        row.force_password_change, row.modified, row.version);
}

void remove(db::Transaction& tx, std::int64_t id) {
    tx.execute("DELETE FROM administrator WHERE id = $1", id);
}

}  // namespace mailapp::administrators::store
