#include "features/events/service.hpp"

#include "reflect/json_write.hpp"

namespace mailapp::events {
namespace {

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

/// Whether an action of the audit trail can have ended a session or a key.
bool concerns_credentials(std::string_view action) {
    return action.starts_with("session.") || action.starts_with("administrator.") ||
           action.starts_with("api_key.");
}

}  // namespace

Watch::Watch(Hub& hub, system::Service& system, services::Control& control, audit::Log& audit,
             Pauses const& pauses)
    : hub_(hub), audit_(audit) {
    add("events.system", pauses.system, [&hub, &system, since = system::ProcessorTime()]() mutable {
        if (hub.is_watched("system")) hub.publish("system", reflect::to_json(system.sample(since)));
    });
    add("events.services", pauses.services, [&hub, &control] {
        if (!hub.is_watched("services")) return;
        if (auto const list = control.list()) hub.publish("services", reflect::to_json(*list));
    });
    add("events.logs", pauses.logs, [&hub, &control] {
        hub.pump_logs([&control](services::ServiceName service, std::string const& after) {
            return read_log(control, service, after);
        });
    });
    auto& changes = add("events.changes", pauses.changes, [&hub, &audit] {
        hub.pump_changes([&audit](std::optional<std::int64_t> after) { return read_changes(audit, after); });
    });
    auto& credentials = add("events.credentials", pauses.credentials, [&hub] { hub.end_unauthorized(); });
    audit.observe([&changes, &credentials](std::string_view action) {
        changes.wake();
        if (concerns_credentials(action)) credentials.wake();
    });
    hub.on_open([this] {
        auto tickers = tickers_.access();
        for (auto const& ticker : *tickers) ticker->wake();
    });
}

Watch::~Watch() {
    hub_.on_open({});
    audit_.observe({});
}

void Watch::follow(std::string const& topic, std::chrono::milliseconds each,
                   std::function<std::string()> present) {
    add("events." + topic, each, [&hub = hub_, topic, present = std::move(present)] {
        if (hub.is_watched(topic)) hub.publish_if_new(topic, present());
    });
}

Ticker& Watch::add(std::string name, std::chrono::milliseconds each, std::function<void()> turn) {
    auto tickers = tickers_.access();
    tickers->push_back(std::make_unique<Ticker>(
        std::move(name), [each] { return each; }, std::move(turn)));
    return *tickers->back();
}

}  // namespace mailapp::events
