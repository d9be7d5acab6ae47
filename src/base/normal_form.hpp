#pragma once

#include <string>
#include <string_view>

namespace mailapp {

/// Unicode's normal form C: every letter in its composed form. What is no UTF-8 stays as it is.
std::string to_nfc(std::string_view text);

}  // namespace mailapp
