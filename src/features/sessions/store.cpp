#include "features/sessions/store.hpp"

namespace mailapp::sessions::store {
namespace {

constexpr std::string_view select =
    "SELECT public_id, administrator_id, username, force_password_change, force_second_factor, remote, "
    "user_agent, session.created, last_used "
    "FROM session JOIN administrator ON administrator.id = session.administrator_id";

constexpr std::string_view live = "active = 1 AND last_used > ? AND session.created > ?";

}  // namespace

std::optional<Row> find(db::Session& session, std::string const& id_hash, Seconds now) {
    return session.first<Row>(
        std::string(select) +
            " WHERE id_hash = $1 AND active = 1 AND last_used > $2 AND session.created > $3",
        id_hash, now - idle_life, Seconds(now - longest_life));
}

std::optional<Row> find_by_public_id(db::Session& session, std::string const& public_id, Seconds now) {
    return session.first<Row>(
        std::string(select) +
            " WHERE public_id = $1 AND active = 1 AND last_used > $2 AND session.created > $3",
        public_id, now - idle_life, Seconds(now - longest_life));
}

void only_live(db::Listing& listing, Seconds now) {
    listing.where(live, {db::to_value(now - idle_life), db::to_value(Seconds(now - longest_life))});
}

std::int64_t count(db::Session& session, db::Listing const& listing) {
    auto const sql =
        "SELECT COUNT(*) FROM session JOIN administrator ON administrator.id = session.administrator_id" +
        listing.filter();
    return session.query_with<std::int64_t>(sql, listing.filter_parameters()).at(0);
}

std::vector<Row> page(db::Session& session, db::Listing const& listing) {
    return session.query_with<Row>(std::string(select) + listing.page(), listing.page_parameters());
}

void insert(db::Transaction& tx, std::string const& id_hash, Row const& row) {
    tx.execute(
        "INSERT INTO session (id_hash, public_id, administrator_id, remote, user_agent, created, last_used) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id_hash, row.public_id, row.administrator_id, row.remote, row.user_agent, row.created, row.last_used);
}

void touch(db::Transaction& tx, std::string const& id_hash, Seconds now) {
    tx.execute("UPDATE session SET last_used = $2 WHERE id_hash = $1", id_hash, now);
}

void remove(db::Transaction& tx, std::string const& id_hash) {
    tx.execute("DELETE FROM session WHERE id_hash = $1", id_hash);
}

void remove_by_public_id(db::Transaction& tx, std::string const& public_id) {
    tx.execute("DELETE FROM session WHERE public_id = $1", public_id);
}

std::int64_t remove_of(db::Transaction& tx, std::int64_t administrator_id) {
    return tx.execute("DELETE FROM session WHERE administrator_id = $1", administrator_id);
}

void keep_newest_of(db::Transaction& tx, std::int64_t administrator_id, std::int64_t kept) {
    tx.execute(
        "DELETE FROM session WHERE id_hash IN (SELECT id_hash FROM session WHERE administrator_id = $1 "
        "ORDER BY last_used DESC, id_hash LIMIT 1000 OFFSET $2)",
        administrator_id, kept);
}

void remove_expired(db::Transaction& tx, Seconds now) {
    tx.execute("DELETE FROM session WHERE last_used <= $1 OR created <= $2", now - idle_life,
               Seconds(now - longest_life));
}

}  // namespace mailapp::sessions::store
