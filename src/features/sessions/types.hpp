#pragma once

#include "base/clock.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace mailapp::sessions {

/// A session ends after this time without a request, and in any case after the longest life.
inline constexpr std::chrono::seconds idle_life{10'800};
inline constexpr std::chrono::days longest_life{7};

/// One session as a list shows it. Its cookie is not kept anywhere.
struct Session {
    std::string id;
    std::string account;
    std::string remote;
    std::string user_agent;
    Seconds created;
    Seconds last_used;  ///< to the minute
    Seconds expires;    ///< at the latest; earlier when it stays idle
    bool current = false;
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, account, remote, user_agent, created, last_used, expires, current))

struct SessionFilter {
    static constexpr bool is_request = true;
    std::optional<std::string> account;
    std::optional<std::string> cursor;
    std::int64_t limit = 50;
    std::string sort = "-created";
};
BOOST_DESCRIBE_STRUCT(SessionFilter, (), (account, cursor, limit, sort))

/// How many sessions were ended.
struct EndedSessions {
    std::int64_t ended = 0;
};
BOOST_DESCRIBE_STRUCT(EndedSessions, (), (ended))

}  // namespace mailapp::sessions
