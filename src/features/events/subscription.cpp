#include "features/events/subscription.hpp"

#include "base/text.hpp"
#include "reflect/enums.hpp"

#include <algorithm>
#include <array>

namespace mailapp::events {
namespace {

constexpr std::array<std::string_view, 5> states{"system", "services", "health", "applied", "self-test"};
constexpr std::size_t longest_cursor = 64;

/// What can stand in an id and in a cursor: nothing that ends a line or means something in an id.
bool is_cursor(std::string_view text) {
    return text.size() <= longest_cursor &&
           text.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos;
}

std::optional<services::ServiceName> service_of(std::string_view name) {
    return reflect::enum_from_name<services::ServiceName>(std::string(name));
}

}  // namespace

std::string Subscription::position() const {
    std::vector<std::string> parts;
    if (changes && change_seq) parts.push_back(position_of_change(*change_seq));
    for (auto const& [service, cursor] : logs) {
        if (!cursor.empty()) parts.push_back(std::string(reflect::enum_name(service)) + ":" + cursor);
    }
    return join(parts, ",");
}

void Subscription::resume(std::string_view id) {
    for (auto const part : split(id, ',')) {
        auto const colon = part.find(':');
        if (colon == std::string_view::npos) continue;
        auto const name = part.substr(0, colon);
        auto const value = part.substr(colon + 1);
        if (name == "changes") {
            auto const seq = parse_int(value);
            if (changes && seq && *seq >= 0) change_seq = seq;
        } else if (auto const service = service_of(name); service && is_cursor(value) && !value.empty()) {
            if (auto const followed = logs.find(*service); followed != logs.end()) followed->second = value;
        }
    }
}

Result<Subscription> parse_topics(std::vector<std::string> const& topics) {
    Subscription wanted;
    for (auto const& topic : topics) {
        auto const parts = split(topic, ':');
        if (std::find(states.begin(), states.end(), topic) != states.end()) {
            wanted.states.insert(topic);
        } else if (topic == "changes") {
            wanted.changes = true;
        } else if (auto const service = parts.size() >= 2 ? service_of(parts[1]) : std::nullopt;
                   parts[0] == "logs" && service && parts.size() <= 3 && is_cursor(parts.back())) {
            wanted.logs[*service] = parts.size() == 3 ? parts[2] : "";
        } else if (!topic.empty()) {
            return invalid("events.unknown_topic", "There is no topic \"" + topic + "\".", "/topics");
        }
    }
    if (wanted.states.empty() && !wanted.changes && wanted.logs.empty())
        return invalid("events.no_topics", "Name at least one topic.", "/topics");
    return wanted;
}

}  // namespace mailapp::events
