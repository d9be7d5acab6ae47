#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace mailapp {

using Seconds = std::chrono::sys_seconds;

/// Where the time comes from: a constructor argument, so that tests choose it.
using Clock = std::function<Seconds()>;

/// The machine's clock.
Seconds system_now();

/// "2026-01-31T09:05:00Z" (RFC 3339, UTC).
std::string to_rfc3339(Seconds time);
/// "2026-01-31 09:05:00" in UTC, as mailcow's API writes times.
std::string to_sql_text(Seconds time);
/// "Sat, 31 Jan 2026 09:05:00 GMT" (RFC 9110, section 5.6.7).
std::string to_http_date(Seconds time);

}  // namespace mailapp
