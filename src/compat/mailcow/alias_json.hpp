#pragma once

#include "features/aliases/types.hpp"

#include <string>

namespace mailapp::compat::mailcow {

/// Where an alias leads, as their lists show it: addresses with commas between, or a word at localhost for
/// the deliveries without an address.
std::string goto_text(aliases::Alias const& alias);
void append_alias(std::string& out, aliases::Alias const& alias);

}  // namespace mailapp::compat::mailcow
