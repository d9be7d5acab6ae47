#pragma once

#include "db/listing.hpp"
#include "features/mailboxes/types.hpp"
#include "http/routes.hpp"

namespace mailapp::mailboxes::store {

extern std::array<db::SortKey, 10> const sort_keys;
/// Whether that sort is by what stands in the usage row.
bool is_usage_sort(std::string_view sort);

std::optional<Mailbox> find(db::Session& session, std::string const& address);
/// The path below the instance's mail directory that an address has; "" when there is no such mailbox.
std::string store_path(db::Session& session, std::string const& address);

/// With its tags, senders and an empty usage. Gives the id.
std::int64_t insert(db::Transaction& tx, Mailbox const& mailbox, std::string const& password_hash);
/// Everything but the password, tags and senders.
void update(db::Transaction& tx, Mailbox const& mailbox);
/// The stored "{SCHEME}hash"; nothing when there is no such mailbox.
std::optional<std::string> password_hash(db::Session& session, std::string const& address);
/// Another password: whoever signed in with the one before is to be signed out.
void set_password(db::Transaction& tx, std::string const& address, std::string const& hash, Seconds now);
/// Another hash of the same password.
void set_password_hash(db::Transaction& tx, std::string const& address, std::string const& hash);
void set_tags(db::Transaction& tx, std::string const& address, std::vector<std::string> const& tags);
void set_senders(db::Transaction& tx, std::string const& address, std::vector<std::string> const& senders);
void rename(db::Transaction& tx, Mailbox const& from, std::string const& local_part,
            std::string const& address);
void remove(db::Transaction& tx, std::string const& address);
/// Other mailboxes lose the right to send as this address. Gives those.
std::vector<std::string> forget_sender(db::Transaction& tx, std::string const& sender);

/// What is known of a mailbox whose deletion is looked at.
struct Usage {
    std::string address, domain;
    std::int64_t bytes = 0;
    std::int64_t messages = 0;
    std::int64_t aliases = 0;  ///< that lead nowhere else
};
BOOST_DESCRIBE_STRUCT(Usage, (), (address, domain, bytes, messages, aliases))
std::vector<Usage> usage_of(db::Session& session, std::vector<std::string> const& addresses);
/// How many aliases lead to these addresses alone.
std::int64_t aliases_only_to(db::Session& session, std::vector<std::string> const& addresses);

/// In the order of the ids.
std::vector<Mailbox> by_ids(db::Session& session, std::vector<std::int64_t> const& ids);

http::Page<Mailbox> page(db::Session& session, db::Listing const& listing);

}  // namespace mailapp::mailboxes::store
