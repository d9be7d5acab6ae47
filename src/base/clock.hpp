#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace mailapp {

using Seconds = std::chrono::sys_seconds;

/// Where the time comes from: a constructor argument, so that tests choose it.
using Clock = std::function<Seconds()>;

/// The machine's clock: for what people read and what outlives this process. Somebody can set it, forward and
/// back.
Seconds system_now();

/// A moment of the clock that only goes forward, for waits and ages; it means nothing to another process.
using Moment = std::chrono::steady_clock::time_point;

/// Where such moments come from, as Clock.
using SteadyClock = std::function<Moment()>;

Moment steady_now();

/// As steady_now, but it goes on while the machine sleeps.
Moment awake_or_not_now();

/// A time of day that does not jump: the machine's at the beginning, from then on what has passed, sleep of
/// the machine included. For ages that people see and that are stored (how old is a session, a key, a deleted
/// mailbox): setting the machine's clock, to and fro or for good, neither prolongs nor ends anything until
/// the program starts again.
class UnbrokenClock {
public:
    explicit UnbrokenClock(Clock const& wall = system_now, SteadyClock passed = awake_or_not_now);
    Seconds operator()() const;

private:
    SteadyClock passed_;
    Moment start_;
    Seconds at_start_;
};

/// The one of this process.
Seconds unbroken_now();

/// Times in store that are later than now by more than this were written under another clock.
inline constexpr std::chrono::minutes clock_slack{5};

/// "2026-01-31T09:05:00Z" (RFC 3339, UTC).
std::string to_rfc3339(Seconds time);
/// "2026-01-31 09:05:00" in UTC, as mailcow's API writes times.
std::string to_sql_text(Seconds time);
/// "Sat, 31 Jan 2026 09:05:00 GMT" (RFC 9110, section 5.6.7).
std::string to_http_date(Seconds time);

}  // namespace mailapp
