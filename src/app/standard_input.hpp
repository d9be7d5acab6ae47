#pragma once

#include "base/error.hpp"

#include <string>

namespace mailapp::app {

/// A message from standard input, to its end. Errors: input.unreadable, input.too_large.
Result<std::string> read_standard_input();

}  // namespace mailapp::app
