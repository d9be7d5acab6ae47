#include "features/sessions/store.hpp"

namespace mailapp::sessions::store {
namespace {

constexpr std::string_view select =
    "SELECT public_id, administrator_id, username, force_password_change, force_second_factor, remote, "
    "user_agent, session.created, last_used "
    "FROM session JOIN administrator ON administrator.id = session.administrator_id";

/// Neither too old nor of a time that has not come: the clock was wrong when such a session began, and nobody
/// can say how old it is.
constexpr std::string_view live =
    "active = 1 AND last_used > ? AND session.created > ? AND last_used <= ? AND session.created <= ?";

constexpr std::string_view is_live =
    " AND active = 1 AND last_used > $2 AND session.created > $3 AND last_used <= $4 AND session.created <= "
    "$4";

Seconds oldest_created(Seconds now) {
    return now - longest_life;
}

}  // namespace

std::optional<Row> find(db::Session& session, std::string const& id_hash, Seconds now) {
    return session.first<Row>(std::string(select) + " WHERE id_hash = $1" + std::string(is_live), id_hash,
                              now - idle_life, oldest_created(now), now + clock_slack);
}

std::optional<Row> find_by_public_id(db::Session& session, std::string const& public_id, Seconds now) {
    return session.first<Row>(std::string(select) + " WHERE public_id = $1" + std::string(is_live), public_id,
                              now - idle_life, oldest_created(now), now + clock_slack);
}

void only_live(db::Listing& listing, Seconds now) {
    Seconds const newest = now + clock_slack;
    listing.where(live, {db::to_value(now - idle_life), db::to_value(oldest_created(now)),
                         db::to_value(newest), db::to_value(newest)});
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
    tx.execute("DELETE FROM session WHERE last_used <= $1 OR created <= $2 OR last_used > $3 OR created > $3",
               now - idle_life, oldest_created(now), now + clock_slack);
}

}  // namespace mailapp::sessions::store
