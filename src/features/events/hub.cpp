#include "features/events/hub.hpp"

#include "base/log.hpp"
#include "reflect/json_write.hpp"

#include <algorithm>
#include <exception>

namespace mailapp::events {
namespace {

/// How long a browser waits before it comes again.
constexpr std::string_view greeting = "retry: 2000\n\n";
constexpr std::string_view heartbeat = ": still here\n\n";
/// A reader with more than this part of its room taken gets no more log lines until it has read some.
constexpr std::size_t room_for_logs = 2;

}  // namespace

void Hub::send(Stream const& stream, std::string_view event, std::string_view json) {
    auto const body = stream.body.lock();
    if (!body) return;
    std::string text;
    if (auto const id = stream.subscription.position(); !id.empty()) text += "id: " + id + "\n";
    text.append("event: ").append(event).append("\ndata: ").append(json).append("\n\n");
    body->write(text);
}

void Hub::sweep() {
    streams_.remove_if([](Stream const& stream) {
        auto const body = stream.body.lock();
        return !body || body->is_ended();
    });
}

bool Hub::anybody(std::function<bool(Stream const&)> const& is_meant) const {
    std::lock_guard const lock(mutex_);
    return std::any_of(streams_.begin(), streams_.end(), is_meant);
}

Result<std::shared_ptr<http::LiveBody>> Hub::open(Principal const& who, Subscription subscription,
                                                  StillGood still_good) {
    auto body = std::make_shared<http::LiveBody>(
        http::LiveBody::Options{limits_.waiting_bytes, std::string(heartbeat), limits_.heartbeat});
    Stream stream{body,
                  std::move(subscription),
                  std::string(reflect::enum_name(who.role)) + " " + std::to_string(who.account_id),
                  std::move(still_good),
                  {}};
    std::function<void()> opened;
    {
        std::lock_guard const lock(mutex_);
        sweep();
        auto const own = std::count_if(streams_.begin(), streams_.end(),
                                       [&](Stream const& other) { return other.account == stream.account; });
        if (streams_.size() >= limits_.streams ||
            static_cast<std::size_t>(own) >= limits_.streams_of_one_account) {
            constexpr std::int64_t try_again = 10;
            return too_many_requests("events.too_many_streams",
                                     "Too many event streams are open; close some first.", try_again);
        }
        body->write(greeting);
        for (auto const& topic : stream.subscription.states) {
            auto const state = states_.find(topic);
            if (state == states_.end()) continue;
            bool const is_kept_up = std::any_of(
                streams_.begin(), streams_.end(),
                [&topic](Stream const& other) { return other.subscription.states.contains(topic); });
            if (!is_kept_up && !state->second.is_lasting) continue;
            send(stream, topic, state->second.json);
            stream.told.insert(topic);
        }
        streams_.push_back(std::move(stream));
        opened = opened_;
    }
    if (opened) opened();
    return body;
}

void Hub::on_open(std::function<void()> opened) {
    std::lock_guard const lock(mutex_);
    opened_ = std::move(opened);
}

bool Hub::has_readers() const {
    return anybody([](Stream const& stream) { return !stream.body.expired(); });
}

bool Hub::is_watched(std::string_view topic) const {
    return anybody([topic](Stream const& stream) {
        return !stream.body.expired() && stream.subscription.states.contains(std::string(topic));
    });
}

void Hub::tell(std::string const& topic, State state, Again again) {
    std::lock_guard const lock(mutex_);
    sweep();
    auto& present = states_[topic];
    bool const is_old = again == Again::spare && present.json == state.json;
    present = std::move(state);
    for (auto& stream : streams_) {
        if (!stream.subscription.states.contains(topic)) continue;
        if (!stream.told.insert(topic).second && is_old) continue;
        send(stream, topic, present.json);
    }
}

void Hub::publish(std::string const& topic, std::string const& json) {
    tell(topic, {json, false}, Again::tell);
}

void Hub::publish_if_new(std::string const& topic, std::string const& json) {
    tell(topic, {json, false}, Again::spare);
}

void Hub::publish_lasting(std::string const& topic, std::string const& json) {
    tell(topic, {json, true}, Again::tell);
}

void Hub::pump_logs(ReadLog const& read) {
    std::set<std::pair<services::ServiceName, std::string>> places;
    auto const has_room = [this](Stream const& stream) {
        auto const body = stream.body.lock();
        return body && body->waiting() < limits_.waiting_bytes / room_for_logs;
    };
    {
        std::lock_guard const lock(mutex_);
        sweep();
        for (auto const& stream : streams_) {
            if (has_room(stream))
                places.insert(stream.subscription.logs.begin(), stream.subscription.logs.end());
        }
    }
    for (auto const& [service, cursor] : places) {
        auto const page = read(service, cursor);
        bool const is_lost = !page && page.error().code == "logs.invalid_cursor";
        if (!page && !is_lost) continue;  // no log yet, or no agent: the next look may find it
        std::lock_guard const lock(mutex_);
        for (auto& stream : streams_) {
            auto const followed = stream.subscription.logs.find(service);
            if (followed == stream.subscription.logs.end() || followed->second != cursor || !has_room(stream))
                continue;
            followed->second = page ? page->after : "";
            auto const topic = "logs:" + std::string(reflect::enum_name(service));
            if (is_lost) send(stream, "reset", reflect::to_json(Reset{topic}));
            if (page && !page->lines.empty())
                send(stream, topic, reflect::to_json(LogNews{service, page->lines}));
        }
    }
}

void Hub::pump_changes(ReadChanges const& read) {
    std::optional<std::int64_t> oldest;
    bool is_new = false;
    {
        std::lock_guard const lock(mutex_);
        sweep();
        for (auto const& stream : streams_) {
            if (!stream.subscription.changes) continue;
            auto const seq = stream.subscription.change_seq;
            if (!seq) is_new = true;
            if (seq && (!oldest || *seq < *oldest)) oldest = seq;
        }
    }
    if (!oldest && !is_new) return;
    auto const page = read(oldest);
    std::lock_guard const lock(mutex_);
    for (auto& stream : streams_) {
        auto& subscription = stream.subscription;
        if (!subscription.changes) continue;
        if (!subscription.change_seq) subscription.change_seq = page.newest;
        // Of another database, or of the time before a restored copy.
        if (*subscription.change_seq > page.newest) {
            subscription.change_seq = page.newest;
            send(stream, "reset", reflect::to_json(Reset{"changes"}));
        }
        for (auto const& change : page.entries) {
            if (change.seq <= *subscription.change_seq) continue;
            subscription.change_seq = change.seq;
            send(stream, "changes", reflect::to_json(change));
        }
    }
}

void Hub::end_unauthorized() {
    std::vector<std::pair<std::shared_ptr<http::LiveBody>, StillGood>> open;
    {
        std::lock_guard const lock(mutex_);
        sweep();
        for (auto const& stream : streams_) {
            if (auto body = stream.body.lock()) open.emplace_back(std::move(body), stream.still_good);
        }
    }
    for (auto const& [body, still_good] : open) {
        if (!still_good()) body->end();
    }
}

}  // namespace mailapp::events
