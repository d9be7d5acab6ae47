#pragma once

#include "features/domains/types.hpp"

#include <string>

namespace mailapp::compat::mailcow {

/// Appends the domain as mailcow shows it, limits in bytes.
void append_domain(std::string& out, domains::Domain const& domain);

/// What a new mailbox could get at most: the largest quota of one, or what the domain has left.
std::int64_t largest_new_quota(std::int64_t max_quota, std::int64_t quota, std::int64_t assigned);

}  // namespace mailapp::compat::mailcow
