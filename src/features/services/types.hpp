#pragma once

#include "agent/verbs.hpp"
#include "base/clock.hpp"
#include "reflect/members.hpp"

namespace mailapp::services {

using ServiceName = agent::Service;
using ServiceState = agent::ServiceState;

enum class ServiceAction { start, stop, restart };
BOOST_DESCRIBE_ENUM(ServiceAction, start, stop, restart)

/// One program of the instance.
struct Service {
    ServiceName name = ServiceName::postfix;
    ServiceState state = ServiceState::stopped;
    std::string reason;                       ///< why it failed; "" while it did not
    std::optional<Seconds> since;             ///< of its last start or end
    std::optional<std::int64_t> memory;       ///< bytes, shared pages divided among their users where known
    std::optional<double> processor_percent;  ///< of one processor, since the sample before; null at first
    std::optional<std::int64_t> processes;
    std::optional<std::int64_t> restarts;  ///< since the instance was started, whoever caused them
    std::vector<ServiceAction> actions;    ///< what can be done with it from here at this moment
};
BOOST_DESCRIBE_STRUCT(Service, (),
                      (name, state, reason, since, memory, processor_percent, processes, restarts, actions))

struct ServiceList {
    std::vector<Service> items;
    Seconds sampled;
};
BOOST_DESCRIBE_STRUCT(ServiceList, (), (items, sampled))

enum class LogLevel { debug, info, warning, error };
BOOST_DESCRIBE_ENUM(LogLevel, debug, info, warning, error)

/// One line of a log.
struct LogLine {
    std::string id;               ///< of this line for ever; a cursor for `before` and `after`
    std::optional<Seconds> time;  ///< null where the line does not tell: the rest of a longer entry
    std::optional<LogLevel> level;
    std::string program;  ///< "postfix/smtpd"
    std::string message;
};
BOOST_DESCRIBE_STRUCT(LogLine, (), (id, time, level, program, message))

struct LogQuery {
    static constexpr bool is_request = true;
    std::int64_t lines = 200;           ///< 1 to 1000
    std::optional<std::string> before;  ///< only lines before this cursor
    std::optional<std::string> after;   ///< only lines behind this cursor
    std::optional<std::string> search;  ///< only lines with this text in them, large and small letters alike
};
BOOST_DESCRIBE_STRUCT(LogQuery, (), (lines, before, after, search))

struct LogLines {
    std::vector<LogLine> items;         ///< oldest first
    std::optional<std::string> before;  ///< cursor of what is before these; null at the start of the log
    std::string after;                  ///< cursor of what will be written behind these
};
BOOST_DESCRIBE_STRUCT(LogLines, (), (items, before, after))

}  // namespace mailapp::services
