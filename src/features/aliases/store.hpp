#pragma once

#include "db/listing.hpp"
#include "features/aliases/types.hpp"
#include "http/routes.hpp"

namespace mailapp::aliases::store {

std::optional<Alias> find(db::Session& session, std::int64_t id);
std::optional<Alias> find_by_address(db::Session& session, std::string const& address);
/// One of `destinations` that is itself an alias with the destination `address`.
std::optional<std::string> loops_back(db::Session& session, std::string const& address,
                                      std::vector<std::string> const& destinations);

/// Gives the id.
std::int64_t insert(db::Transaction& tx, AliasRow const& alias);
void update(db::Transaction& tx, AliasRow const& alias);
void remove(db::Transaction& tx, std::int64_t id);
void set_destinations(db::Transaction& tx, std::int64_t id, std::vector<std::string> const& destinations);

/// An alias with a certain destination, and whether that is its only one.
struct Leading {
    std::int64_t id = 0;
    std::string address;
    bool only = false;
};
BOOST_DESCRIBE_STRUCT(Leading, (), (id, address, only))
std::vector<Leading> leading_to(db::Session& session, std::string const& destination);
void remove_destination(db::Transaction& tx, std::int64_t id, std::string const& destination, Seconds now);
/// Gives the addresses of the aliases that had it.
std::vector<std::string> rename_destination(db::Transaction& tx, std::string const& from,
                                            std::string const& to, Seconds now);

/// Grants to send as the address. Gives the mailboxes that lost one.
std::vector<std::string> remove_sender_grants(db::Transaction& tx, std::string const& address);

/// In the order of the ids.
std::vector<Alias> by_ids(db::Session& session, std::vector<std::int64_t> const& ids);

/// Conditions of the listing name columns of "alias a" only.
http::Page<Alias> page(db::Session& session, db::Listing const& listing);
/// A page without a total that ends earlier, so that its aliases have no more than so many destinations
/// together; one alias it has in any case.
http::Page<Alias> bounded_page(db::Session& session, db::Listing const& listing,
                               std::int64_t most_destinations);

extern std::array<db::SortKey, 7> const sort_keys;

}  // namespace mailapp::aliases::store
