#pragma once

#include "base/error.hpp"
#include "features/alias_domains/types.hpp"

namespace mailapp::alias_domains {

/// The normalized name. Error: alias_domain.name_invalid.
Result<std::string> check_name(std::string const& name);

/// A name and its target, both normalized, and the limit. Errors: alias_domain.is_target,
/// alias_domain.rate_limit_invalid.
std::optional<Error> check(AliasDomainRow const& alias_domain);

}  // namespace mailapp::alias_domains
