#pragma once

#include "base/error.hpp"
#include "features/domains/types.hpp"

namespace mailapp::domains {

/// The normalized name. Error: domain.name_invalid.
Result<std::string> check_name(std::string const& name);

/// Ranges and order of the limits, and texts. Errors: domain.limit_invalid, domain.default_quota_empty,
/// domain.max_quota_empty, domain.default_quota_above_max, domain.max_quota_above_quota,
/// domain.description_invalid.
std::optional<Error> check(DomainRow const& domain);

/// Limits against what is in the domain. Errors: domain.mailboxes_in_use, domain.aliases_in_use,
/// domain.quota_in_use, domain.max_quota_in_use.
std::optional<Error> check_against_use(DomainRow const& domain, std::int64_t largest_mailbox_quota);

/// Relaying unknown recipients means relaying all, which means being a relay.
void settle_relay_flags(DomainRow& domain);

/// Mail is never deleted by the way: a domain goes when it has no mailboxes any more. Error:
/// domain.not_empty.
std::optional<Error> check_removable(DomainRow const& domain);

}  // namespace mailapp::domains
