#pragma once

#include "base/error.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mailapp::administrators {

/// A user name as it is stored and compared: lower case; letters, digits, "_", "." and "-", at most 64 of
/// them; not "api", which is how the trail calls API keys. Nothing for anything else.
std::optional<std::string> normalize_username(std::string_view text);

// What can go wrong; each code in one place.
Error username_invalid();
Error username_taken();
Error administrator_not_found();
Error last_active();
Error self_removal();
Error own_password();

}  // namespace mailapp::administrators
