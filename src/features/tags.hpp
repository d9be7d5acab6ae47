#pragma once

#include "base/error.hpp"

#include <string>
#include <vector>

namespace mailapp {

/// Tags of a domain or a mailbox: trimmed, without doubles. Errors: tags.too_many, tags.invalid.
Result<std::vector<std::string>> check_tags(std::vector<std::string> tags);

}  // namespace mailapp
