#pragma once

#include "features/applied/types.hpp"
#include "features/health/types.hpp"
#include "features/self_test/types.hpp"
#include "features/services/types.hpp"
#include "features/system/types.hpp"

namespace mailapp::events {

struct EventsQuery {
    static constexpr bool is_request = true;
    /// "system", "services", "health", "applied", "self-test", "changes", "logs:postfix",
    /// "logs:postfix:CURSOR"
    std::vector<std::string> topics;
    std::optional<std::string> last_event_id;  ///< where the header Last-Event-ID cannot be set
};
BOOST_DESCRIBE_STRUCT(EventsQuery, (), (topics, last_event_id))

/// Something was changed by somebody: an entry of the audit trail, without its details.
struct Change {
    std::int64_t seq = 0;
    std::string kind;    ///< "mailbox", "domain", "alias", "session", ...
    std::string object;  ///< which: an address, a domain, a name
    std::string action;  ///< "mailbox.created"
    std::string actor;
    Seconds at;
};
BOOST_DESCRIBE_STRUCT(Change, (), (seq, kind, object, action, actor, at))

/// The place behind an entry of the audit trail, as `last_event_id` takes it.
inline std::string position_of_change(std::int64_t seq) {
    return "changes:" + std::to_string(seq);
}

/// New lines of a service's log, in their order.
struct LogNews {
    services::ServiceName service = services::ServiceName::postfix;
    std::vector<services::LogLine> lines;
};
BOOST_DESCRIBE_STRUCT(LogNews, (), (service, lines))

/// Some of what was asked for is missing, and cannot be had any more.
struct Reset {
    std::string topic;
};
BOOST_DESCRIBE_STRUCT(Reset, (), (topic))

/// The events of a stream. An event is named by its topic (without a cursor) and has as data, in JSON, what
/// the member of that name is: `self_test` for "self-test", `logs` for "logs:postfix". Only `reset` is no
/// topic.
struct LiveEvents {
    static constexpr bool is_event_stream = true;
    system::SystemSample system;
    services::ServiceList services;
    health::Health health;
    applied::AppliedState applied;
    self_test::SelfTest self_test;
    LogNews logs;
    Change changes;
    Reset reset;
};
BOOST_DESCRIBE_STRUCT(LiveEvents, (), (system, services, health, applied, self_test, logs, changes, reset))

}  // namespace mailapp::events
