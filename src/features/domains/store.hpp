#pragma once

#include "db/listing.hpp"
#include "features/domains/types.hpp"
#include "http/routes.hpp"

namespace mailapp::domains::store {

std::optional<Domain> find(db::Session& session, std::string const& name);
/// Without tags.
std::optional<DomainRow> find_row(db::Session& session, std::string const& name);
/// Whether the name is taken, as a domain or as an alias domain.
bool name_taken(db::Session& session, std::string const& name);
std::int64_t alias_domain_count(db::Session& session, std::string const& name);
std::int64_t largest_mailbox_quota(db::Session& session, std::string const& name);

void insert(db::Transaction& tx, DomainRow const& domain);
void update(db::Transaction& tx, DomainRow const& domain);
void set_tags(db::Transaction& tx, std::string const& name, std::vector<std::string> const& tags);
/// The domain with its alias domains, aliases and tags; it has no mailboxes any more.
/// Gives the names of alias domains and the addresses of aliases that went.
struct Removed {
    std::vector<std::string> alias_domains;
    std::vector<std::string> aliases;
};
Removed remove(db::Transaction& tx, std::string const& name);
/// Grants to send as addresses of a domain that was a stranger's until now. Gives the mailboxes that lost
/// one.
std::vector<std::string> remove_foreign_senders(db::Transaction& tx, std::string const& name);

void change_counters(db::Transaction& tx, std::string const& name, CounterChange change);

/// Without tags, in the order of the ids.
std::vector<Domain> by_ids(db::Session& session, std::vector<std::int64_t> const& ids);

/// Those that there are, in any order; `names` is not empty.
std::vector<DomainRow> named(db::Session& session, std::vector<std::string> const& names);

http::Page<Domain> page(db::Session& session, db::Listing const& listing);

extern std::array<db::SortKey, 10> const sort_keys;

}  // namespace mailapp::domains::store
