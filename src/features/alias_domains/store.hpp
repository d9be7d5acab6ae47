#pragma once

#include "db/listing.hpp"
#include "features/alias_domains/types.hpp"
#include "http/routes.hpp"

namespace mailapp::alias_domains::store {

std::optional<AliasDomain> find(db::Session& session, std::string const& name);
std::int64_t alias_count(db::Session& session, std::string const& name);
/// An alias of the alias domain whose address would be the mirror of a mailbox of that domain.
std::optional<std::string> alias_in_the_way(db::Session& session, std::string const& name,
                                            std::string const& target_domain);

void insert(db::Transaction& tx, AliasDomainRow const& alias_domain);
void update(db::Transaction& tx, AliasDomainRow const& alias_domain);
/// The alias domain with its aliases. Gives their addresses.
std::vector<std::string> remove(db::Transaction& tx, std::string const& name);

/// In the order of the ids.
std::vector<AliasDomain> by_ids(db::Session& session, std::vector<std::int64_t> const& ids);

http::Page<AliasDomain> page(db::Session& session, db::Listing const& listing);

extern std::array<db::SortKey, 4> const sort_keys;

}  // namespace mailapp::alias_domains::store
