#pragma once

#include "db/database.hpp"
#include "db/listing.hpp"
#include "features/sessions/types.hpp"

#include <vector>

namespace mailapp::sessions::store {

/// A session as it is stored, with what it says of its account.
struct Row {
    std::string public_id;
    std::int64_t administrator_id = 0;
    std::string account;
    bool force_password_change = false;
    bool force_second_factor = false;
    std::string remote;
    std::string user_agent;
    Seconds created;
    Seconds last_used;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (public_id, administrator_id, account, force_password_change, force_second_factor,
                       remote, user_agent, created, last_used))

/// Live sessions only: neither expired at `now` nor from a later time, nor of an inactive account.
std::optional<Row> find(db::Session& session, std::string const& id_hash, Seconds now);
std::optional<Row> find_by_public_id(db::Session& session, std::string const& public_id, Seconds now);
std::int64_t count(db::Session& session, db::Listing const& listing);
std::vector<Row> page(db::Session& session, db::Listing const& listing);
/// The condition of a list of live sessions.
void only_live(db::Listing& listing, Seconds now);

void insert(db::Transaction& tx, std::string const& id_hash, Row const& row);
void touch(db::Transaction& tx, std::string const& id_hash, Seconds now);
void remove(db::Transaction& tx, std::string const& id_hash);
void remove_by_public_id(db::Transaction& tx, std::string const& public_id);
/// Gives how many there were.
std::int64_t remove_of(db::Transaction& tx, std::int64_t administrator_id);
/// Keeps the newest ones of an account.
void keep_newest_of(db::Transaction& tx, std::int64_t administrator_id, std::int64_t kept);
void remove_expired(db::Transaction& tx, Seconds now);

}  // namespace mailapp::sessions::store
