#pragma once

#include "base/clock.hpp"
#include "reflect/json_write.hpp"

namespace mailapp::audit {

/// One entry of the audit trail, as /api/v2 shows it.
struct AuditEntry {
    std::int64_t seq = 0;
    Seconds at;
    std::string actor_kind;  ///< role of the caller
    std::string actor;
    std::string remote;
    std::string request_id;
    std::string action;        ///< "mailbox.created"
    std::string object;        ///< what it was done to: an address, a domain, a user name
    reflect::RawJson details;  ///< members that changed: {"quota": [before, after]}
    std::string hash;
};
BOOST_DESCRIBE_STRUCT(AuditEntry, (),
                      (seq, at, actor_kind, actor, remote, request_id, action, object, details, hash))

struct AuditFilter {
    static constexpr bool is_request = true;
    /// Anywhere in actor, action, object, address, request id and details, without regard to case and to
    /// marks on letters. `total` counts no more than 1,001 of what it finds, from the place that a cursor
    /// like "@500" begins at; the cursor goes on to all of it.
    std::optional<std::string> search;
    std::optional<std::string> actor;
    std::optional<std::string> action;  ///< whole, or its beginning with a trailing "."
    std::optional<std::string> object;
    std::optional<std::int64_t> since;  ///< seconds since 1970
    std::optional<std::int64_t> until;
    /// Numbers of entries: behind the one, up to the other. A list with `up_to` never changes, whatever
    /// comes.
    std::optional<std::int64_t> after;
    std::optional<std::int64_t> up_to;
    std::optional<std::string> cursor;
    std::int64_t limit = 50;
};
BOOST_DESCRIBE_STRUCT(AuditFilter, (),
                      (search, actor, action, object, since, until, after, up_to, cursor, limit))

/// What a check of the chain found.
struct AuditCheck {
    bool intact = true;
    std::int64_t entries = 0;
    std::optional<std::int64_t> broken_at;  ///< the first entry that is altered, missing or out of order
    std::string finding;                    ///< for people
};
BOOST_DESCRIBE_STRUCT(AuditCheck, (), (intact, entries, broken_at, finding))

}  // namespace mailapp::audit
