#pragma once

#include "base/clock.hpp"
#include "reflect/members.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace mailapp::metrics {

enum class MetricsRange { hour, day, week };
BOOST_DESCRIBE_ENUM(MetricsRange, hour, day, week)

struct MetricsQuery {
    static constexpr bool is_request = true;
    MetricsRange range = MetricsRange::hour;
};
BOOST_DESCRIBE_STRUCT(MetricsQuery, (), (range))

/// What happened to mail in a span of time; the README of this feature says what counts as what.
struct MailCounts {
    std::int64_t received = 0;
    std::int64_t submitted = 0;
    std::int64_t delivered = 0;
    std::int64_t sent = 0;
    std::int64_t rejected = 0;
    std::int64_t deferred = 0;
    std::int64_t bounced = 0;
    std::int64_t junk = 0;
};
BOOST_DESCRIBE_STRUCT(MailCounts, (),
                      (received, submitted, delivered, sent, rejected, deferred, bounced, junk))

/// One step of a series.
struct MetricsPoint {
    Seconds time;                             ///< its beginning
    std::optional<double> processor_percent;  ///< on average; null when it was not sampled
    std::optional<double> memory_percent;
    MailCounts mail;
};
BOOST_DESCRIBE_STRUCT(MetricsPoint, (), (time, processor_percent, memory_percent, mail))

struct MetricsSeries {
    MetricsRange range = MetricsRange::hour;
    std::int64_t step_seconds = 0;
    Seconds from;
    Seconds until;
    std::vector<MetricsPoint> points;  ///< oldest first; steps of which nothing is known are left out
    MailCounts mail;                   ///< of all points together
};
BOOST_DESCRIBE_STRUCT(MetricsSeries, (), (range, step_seconds, from, until, points, mail))

}  // namespace mailapp::metrics
