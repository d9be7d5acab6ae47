#pragma once

#include "features/services/types.hpp"

#include <string_view>

namespace mailapp::services {

/// Reads a line as that service writes it. `now` gives the year that Postfix leaves out; times are the
/// machine's local ones. Pure but for the time zone; a line of an unknown shape is a message and nothing
/// else.
LogLine parse_log_line(ServiceName service, std::string_view line, Seconds now);

}  // namespace mailapp::services
