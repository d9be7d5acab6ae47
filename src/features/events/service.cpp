#include "features/events/service.hpp"

#include "reflect/json_write.hpp"

namespace mailapp::events {
namespace {

using namespace std::chrono_literals;

constexpr auto system_each = 2'000ms;
constexpr auto services_each = 3'000ms;
constexpr auto logs_each = 500ms;
constexpr auto changes_each = 1'000ms;  // for those of other processes; our own wake it
constexpr auto credentials_each = 2'000ms;
constexpr std::int64_t lines_at_once = 500;
constexpr int changes_at_once = 500;

Change to_change(audit::AuditEntry entry) {
    Change change;
    change.seq = entry.seq;
    change.kind = entry.action.substr(0, entry.action.find('.'));
    change.object = std::move(entry.object);
    change.action = std::move(entry.action);
    change.actor = std::move(entry.actor);
    change.at = entry.at;
    return change;
}

Result<Hub::LogNewsPage> read_log(services::Control const& control, services::ServiceName service,
                                  std::string const& after) {
    services::LogQuery query;
    query.lines = after.empty() ? 1 : lines_at_once;
    if (!after.empty()) query.after = after;
    auto page = control.logs(std::string(reflect::enum_name(service)), query);
    if (!page) return page.error();
    // Without a place to go on from, the end of the log is one, and its lines are old.
    return Hub::LogNewsPage{after.empty() ? std::vector<services::LogLine>() : std::move(page->items),
                            page->after};
}

Hub::ChangePage read_changes(audit::Log& audit, std::optional<std::int64_t> after) {
    Hub::ChangePage page;
    page.newest = audit.newest();
    if (after && page.newest > *after) {
        for (auto& entry : audit.entries_after(*after, changes_at_once))
            page.entries.push_back(to_change(std::move(entry)));
    }
    return page;
}

}  // namespace

Watch::Watch(Hub& hub, system::Service& system, services::Control& control, audit::Log& audit) : hub_(hub) {
    add("events.system", system_each, [&hub, &system, since = system::ProcessorTime()]() mutable {
        if (hub.is_watched("system")) hub.publish("system", reflect::to_json(system.sample(since)));
    });
    add("events.services", services_each, [&hub, &control] {
        if (!hub.is_watched("services")) return;
        if (auto const list = control.list()) hub.publish("services", reflect::to_json(*list));
    });
    add("events.logs", logs_each, [&hub, &control] {
        hub.pump_logs([&control](services::ServiceName service, std::string const& after) {
            return read_log(control, service, after);
        });
    });
    changes_ = &add("events.changes", changes_each, [&hub, &audit] {
        hub.pump_changes([&audit](std::optional<std::int64_t> after) { return read_changes(audit, after); });
    });
    add("events.credentials", credentials_each, [&hub] { hub.end_unauthorized(); });
    hub.on_open([this] {
        auto tickers = tickers_.access();
        for (auto const& ticker : *tickers) ticker->wake();
    });
}

Watch::~Watch() {
    hub_.on_open({});
}

void Watch::follow(std::string const& topic, std::chrono::milliseconds each,
                   std::function<std::string()> present) {
    add("events." + topic, each, [&hub = hub_, topic, present = std::move(present)] {
        if (hub.is_watched(topic)) hub.publish_if_new(topic, present());
    });
}

void Watch::wake_changes() {
    changes_->wake();
}

Ticker& Watch::add(std::string name, std::chrono::milliseconds each, std::function<void()> turn) {
    auto tickers = tickers_.access();
    tickers->push_back(std::make_unique<Ticker>(
        std::move(name), [each] { return each; }, std::move(turn)));
    return *tickers->back();
}

}  // namespace mailapp::events
