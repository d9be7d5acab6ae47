#pragma once

#include "db/database.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::db {

/// One entry of the change feed: something named `key` of kind `topic` is other than before (made, altered or
/// gone). Who follows reads the present state from the tables or views; entries carry no content.
struct Change {
    std::int64_t seq = 0;
    std::string topic;
    std::string key;
};
BOOST_DESCRIBE_STRUCT(Change, (), (seq, topic, key))

/// Topics of the feed.
namespace topic {
inline constexpr std::string_view domain = "domain";              ///< key: domain name
inline constexpr std::string_view alias_domain = "alias_domain";  ///< key: alias domain name
inline constexpr std::string_view mailbox = "mailbox";            ///< key: address
inline constexpr std::string_view mailbox_store =
    "mailbox_store";                                          ///< key: a store path that lost its mailbox
inline constexpr std::string_view alias = "alias";            ///< key: address, "@domain" for a catch-all
inline constexpr std::string_view sender_acl = "sender_acl";  ///< key: mailbox address
inline constexpr std::string_view dkim = "dkim";              ///< key: domain name
}  // namespace topic

/// Appends in the transaction of the rows themselves. Gives the sequence number; numbers grow in commit
/// order.
std::int64_t append_change(Transaction& tx, std::string_view topic, std::string_view key);

/// Entries after `after`, oldest first.
std::vector<Change> changes_after(Session& session, std::int64_t after, int at_most = 1000);
/// The newest sequence number, 0 for an empty feed.
std::int64_t newest_change(Session& session);
/// The oldest sequence number that is still kept; a follower that is behind it must rebuild.
std::int64_t oldest_change(Session& session);

/// What the change of that number said, with its time; "" when it is not kept. A database that was put back
/// to an older state gives a number that was used before to another change.
std::string mark_of_change(Session& session, std::int64_t seq);

/// The name of this database among all, made when it is first asked for: what is derived from it carries it.
std::string database_id(Database& database);

}  // namespace mailapp::db
