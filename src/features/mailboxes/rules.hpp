#pragma once

#include "base/error.hpp"
#include "base/mail_address.hpp"
#include "features/mailboxes/types.hpp"

namespace mailapp::mailboxes {

/// The answer for a mailbox that is not there, or that the caller may not see.
Error no_such_mailbox();

/// The address of a new mailbox, normalized; a local part with the tag delimiter "+" is refused.
/// Errors: mailbox.address_invalid at /local_part or /domain.
Result<MailAddress> check_address(std::string const& local_part, std::string const& domain);

/// Ranges, texts and known words. Errors: mailbox.name_invalid, mailbox.quota_invalid,
/// mailbox.permission_unknown, mailbox.recovery_invalid, mailbox.rate_limit_invalid,
/// mailbox.attribute_invalid.
std::optional<Error> check(MailboxSettings const& settings);

/// Normalized grants to send as: an address, "@domain", or "*". Error: mailbox.sender_invalid.
Result<std::vector<std::string>> check_senders(std::vector<std::string> const& senders);

/// The members that are there, over the settings.
void apply(MailboxPatch const& patch, MailboxSettings& settings);

/// A quota against the domain's limits. `assigned` is what all other mailboxes have together.
/// Errors: mailbox.quota_above_max, mailbox.quota_above_left.
std::optional<Error> check_quota(std::int64_t quota, std::int64_t largest, std::int64_t domain_quota,
                                 std::int64_t assigned);

}  // namespace mailapp::mailboxes
