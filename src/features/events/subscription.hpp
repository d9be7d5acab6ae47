#pragma once

#include "base/error.hpp"
#include "features/events/types.hpp"

#include <map>
#include <set>

namespace mailapp::events {

/// What a stream is about, and how far its reader has come.
struct Subscription {
    std::set<std::string> states;  ///< topics that have a present state: "system"
    bool changes = false;
    /// The last entry of the audit trail that was sent; nothing: from now on.
    std::optional<std::int64_t> change_seq;
    /// By service: the cursor behind the last line that was sent; "": from now on.
    std::map<services::ServiceName, std::string> logs;

    /// The position in all sequences, as the id of an event; "" when it follows none.
    std::string position() const;
    /// Goes on where such an id stands. What is no id of ours, or of another subscription, changes nothing.
    void resume(std::string_view id);
};

/// From the topics of a request. Errors: events.no_topics, events.unknown_topic.
Result<Subscription> parse_topics(std::vector<std::string> const& topics);

}  // namespace mailapp::events
