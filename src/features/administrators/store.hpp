#pragma once

#include "db/database.hpp"
#include "db/listing.hpp"
#include "features/administrators/types.hpp"

#include <vector>

namespace mailapp::administrators::store {

/// The whole row; the hash never leaves the feature but for signing in.
struct Row : Administrator {
    std::int64_t id = 0;
    std::string password_hash;
};
BOOST_DESCRIBE_STRUCT(Row, (Administrator), (id, password_hash))

std::optional<Row> find(db::Session& session, std::string const& username);
std::int64_t count(db::Session& session, db::Listing const& listing);
std::vector<Administrator> page(db::Session& session, db::Listing const& listing);
/// Active administrators beside this one.
std::int64_t other_active(db::Session& session, std::int64_t id);
bool none(db::Session& session);

/// Throws db::ConstraintViolation when the user name is taken.
void insert(db::Transaction& tx, Row const& row);
/// All members by id.
void update(db::Transaction& tx, Row const& row);
void remove(db::Transaction& tx, std::int64_t id);

}  // namespace mailapp::administrators::store
