#pragma once

#include "compat/mailcow/services.hpp"
#include "identity/principal.hpp"

#include <string>

namespace mailapp::compat::mailcow {

/// The domain that a name stands for: that of an alias domain is its target; any other name is itself.
std::string resolve_domain(Services const& services, Visibility const& visibility, std::string const& name);

/// Whether a name is an alias domain of this server.
bool is_alias_domain(Services const& services, Visibility const& visibility, std::string const& name);

}  // namespace mailapp::compat::mailcow
