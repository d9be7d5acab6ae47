#pragma once

#include "features/metrics/types.hpp"
#include "features/services/types.hpp"

#include <deque>
#include <functional>
#include <string>
#include <unordered_map>

namespace mailapp::metrics {

/// Finds out from the lines of a log what became of mail. It remembers for a while which messages are on
/// their way into the queue; all else is in the line itself.
class MailCounter {
public:
    using OnCount = std::function<void(Seconds, std::int64_t MailCounts::*)>;
    explicit MailCounter(OnCount on_count) : on_count_(std::move(on_count)) {}

    void take_postfix(services::LogLine const& line);
    void take_dovecot(services::LogLine const& line);

private:
    void remember(std::string const& queue_id, std::int64_t MailCounts::*origin);

    OnCount on_count_;
    std::unordered_map<std::string, std::int64_t MailCounts::*> arriving_;
    std::deque<std::string> in_order_;  ///< of arriving_, the oldest first; may name some that are gone
};

}  // namespace mailapp::metrics
