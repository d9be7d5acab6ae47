#pragma once

#include <string>
#include <string_view>

namespace mailapp {

/// As people compare who search: capital letters of every script as small ones, and the dotted and the
/// dotless i alike, which Azerbaijani and Turkish tell apart and other keyboards do not have. Bytes that are
/// no UTF-8 stay.
std::string fold_case(std::string_view text);

/// A text with every domain in it as people know it, in U-labels.
std::string domains_for_display(std::string_view text);

}  // namespace mailapp
