#pragma once

#include "db/changes.hpp"
#include "db/database.hpp"
#include "directory/record.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::directory {

/// The SQL side of the replica: the views directory_* and the identity of the database. All throw
/// db::DatabaseError when the database is gone.
namespace source {

/// The name that this database was given once (db::database_id); "" when it has none.
std::string database_id(db::Session& session);

/// The address for the server's own mail; its setting, which is also its key in the change feed.
inline constexpr std::string_view setting_topic = "setting";
inline constexpr std::string_view system_mail_setting = "system_mail";
std::optional<std::string> system_mail(db::Session& session);

// The present state of one key; nothing when it is not there.
std::optional<DomainRecord> domain(db::Session& session, std::string_view name);
std::optional<AliasDomainRecord> alias_domain(db::Session& session, std::string_view name);
std::optional<MailboxRecord> mailbox(db::Session& session, std::string_view address);
std::optional<AliasRecord> alias(db::Session& session, std::string_view address);
/// Whether the domain has a key to sign with.
bool is_signed(db::Session& session, std::string_view domain);
std::vector<std::string> sender_acl(db::Session& session, std::string_view mailbox);

/// Called with a key and its record.
template <class T>
using Visit = std::function<void(std::string const&, T const&)>;

// All of a kind, streamed: memory does not grow with their number. Keys that no look-up could ask for (longer
// than an address, with white space or control characters) are left out and logged.
void each_domain(db::Session& session, Visit<DomainRecord> const& visit);
void each_alias_domain(db::Session& session, Visit<AliasDomainRecord> const& visit);
void each_mailbox(db::Session& session, Visit<MailboxRecord> const& visit);
void each_alias(db::Session& session, Visit<AliasRecord> const& visit);
void each_signed_domain(db::Session& session, std::function<void(std::string const&)> const& visit);
void each_sender_acl(db::Session& session, Visit<SenderAclRecord> const& visit);

/// Whether a text from SQL can be a key of the replica.
bool is_key(std::string_view text);

}  // namespace source

}  // namespace mailapp::directory
