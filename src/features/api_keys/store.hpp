#pragma once

#include "db/database.hpp"
#include "db/listing.hpp"
#include "features/api_keys/types.hpp"

#include <vector>

namespace mailapp::api_keys::store {

/// What signing in with a key needs.
struct Credential {
    std::string key_hash;
    ApiKey key;
};

std::optional<ApiKey> find(db::Session& session, std::int64_t id);
bool exists(db::Session& session, std::string const& key_hash);
std::int64_t count(db::Session& session, db::Listing const& listing);
std::vector<ApiKey> page(db::Session& session, db::Listing const& listing);
/// All keys that are active.
std::vector<Credential> active(db::Session& session);

/// Gives the new id.
std::int64_t insert(db::Transaction& tx, ApiKey const& key, std::string const& key_hash);
/// All members by id.
void update(db::Transaction& tx, ApiKey const& key);
void replace_key(db::Transaction& tx, ApiKey const& key, std::string const& key_hash);
void remove(db::Transaction& tx, std::int64_t id);

}  // namespace mailapp::api_keys::store
