#include "features/services/service.hpp"

#include "base/text.hpp"
#include "features/services/log_line.hpp"

#include <algorithm>

namespace mailapp::services {
namespace {

constexpr std::chrono::milliseconds fresh_for{900};
/// The part of a log that one search reads; the answer's cursor leads to what is before it.
constexpr int most_searched_pages = 20;

Result<ServiceName> service_named(std::string const& name) {
    auto const service = reflect::enum_from_name<ServiceName>(name);
    if (!service) return not_found("services.not_there", "This instance does not run such a service.");
    return *service;
}

std::vector<ServiceAction> actions_of(agent::ServiceStatus const& status) {
    if (status.service == ServiceName::api || status.service == ServiceName::agent) return {};
    switch (status.state) {
        case ServiceState::running:
        case ServiceState::starting: return {ServiceAction::stop, ServiceAction::restart};
        case ServiceState::stopped: return {ServiceAction::start};
        case ServiceState::failed: return {ServiceAction::start, ServiceAction::stop, ServiceAction::restart};
        case ServiceState::stopping: break;
    }
    return {};
}

std::string_view done(ServiceAction action) {
    switch (action) {
        case ServiceAction::start: return "service.started";
        case ServiceAction::stop: return "service.stopped";
        case ServiceAction::restart: break;
    }
    return "service.restarted";
}

/// What a client may not send as a line count, the agent refuses; what does not fit an int is none either.
int line_count(std::int64_t lines) {
    return lines < 1 || lines > agent::ServicesLogs::most_lines ? 0 : static_cast<int>(lines);
}

/// Gathers the lines with a text in them from pages, which come from newer to older or the other way.
class LogSearch {
public:
    LogSearch(ServiceName service, std::string needle, int most, Seconds now)
        : service_(service), needle_(std::move(needle)), most_(static_cast<std::size_t>(most)), now_(now) {}

    /// Each gives whether another page is wanted.
    bool take_back(agent::LogPage const& page) {
        if (found_.after.empty()) found_.after = page.after;
        found_.before = page.before;
        for (auto i = page.lines.size(); i > 0; --i) {
            take(page, i - 1);
            if (!is_full()) continue;
            if (i > 1) found_.before = page.cursors[i - 1];
            return false;
        }
        return page.before.has_value();
    }
    bool take_on(agent::LogPage const& page) {
        found_.after = page.after;
        is_newest_first_ = false;
        for (std::size_t i = 0; i < page.lines.size(); ++i) {
            take(page, i);
            if (!is_full()) continue;
            if (i + 1 < page.lines.size()) found_.after = page.cursors[i + 1];
            return false;
        }
        return !page.lines.empty();
    }

    LogLines found() && {
        if (is_newest_first_) std::reverse(found_.items.begin(), found_.items.end());
        return std::move(found_);
    }

private:
    bool is_full() const { return found_.items.size() == most_; }
    void take(agent::LogPage const& page, std::size_t i) {
        if (!needle_.empty() && to_lower(page.lines[i]).find(needle_) == std::string::npos) return;
        auto line = parse_log_line(service_, page.lines[i], now_);
        line.id = page.cursors[i];
        found_.items.push_back(std::move(line));
    }

    ServiceName service_;
    std::string needle_;
    std::size_t most_;
    Seconds now_;
    LogLines found_;
    bool is_newest_first_ = true;
};

}  // namespace

Service Control::shown(agent::ServiceStatus const& status, std::optional<double> processor_percent) {
    Service service;
    service.name = status.service;
    service.state = status.state;
    service.reason = status.reason;
    if (status.since) service.since = Seconds(std::chrono::seconds(*status.since));
    service.memory = status.pss_bytes ? status.pss_bytes : status.rss_bytes;
    service.processor_percent = processor_percent;
    service.processes = status.processes;
    service.restarts = status.restarts;
    service.actions = actions_of(status);
    return service;
}

Result<ServiceList> Control::list() {
    auto sample = sample_.access();
    auto const now = std::chrono::steady_clock::now();
    if (sample->taken && now - *sample->taken < fresh_for) return sample->list;
    auto const answer = agent_.call(agent::ServicesList{});
    if (!answer) return answer.error();
    ServiceList list;
    list.sampled = clock_();
    std::map<ServiceName, Usage> usage;
    for (auto const& status : answer->services) {
        std::optional<double> percent;
        if (status.pid && status.cpu_seconds) {
            auto const before = sample->usage.find(status.service);
            if (before != sample->usage.end() && before->second.pid == *status.pid) {
                std::chrono::duration<double> const passed = now - before->second.taken;
                percent = std::max(
                    0.0, 100 * (*status.cpu_seconds - before->second.processor_seconds) / passed.count());
            }
            usage[status.service] = {*status.pid, *status.cpu_seconds, now, percent};
        }
        list.items.push_back(shown(status, percent));
    }
    sample->taken = now;
    sample->list = list;
    sample->usage = std::move(usage);
    return list;
}

Result<agent::ServiceStatus> Control::ask_for(Principal const& who, ServiceName service,
                                              ServiceAction action) const {
    switch (action) {
        case ServiceAction::start: return agent_.call(agent::ServicesStart{service}, who.request_id);
        case ServiceAction::stop: return agent_.call(agent::ServicesStop{service}, who.request_id);
        case ServiceAction::restart: break;
    }
    return agent_.call(agent::ServicesRestart{service}, who.request_id);
}

Result<Service> Control::act(Principal const& who, std::string const& name, ServiceAction action) {
    auto const service = service_named(name);
    if (!service) return service.error();
    // Each waits for a minute at worst: more than one at a time would take all workers.
    std::unique_lock const alone(acting_, std::try_to_lock);
    if (!alone)
        return conflict("services.busy", "Another service is being started or stopped; try again shortly.");
    auto const outcome = ask_for(who, *service, action);
    sample_.access()->taken.reset();
    auto tx = database_.begin();
    audit_.record(tx, who, done(action), name,
                  outcome ? "{}" : "{\"failed\":" + json_string(outcome.error().code) + "}");
    tx.commit();
    if (!outcome) return outcome.error();
    return shown(*outcome, std::nullopt);
}

Result<LogLines> Control::logs(std::string const& name, LogQuery const& query) const {
    auto const service = service_named(name);
    if (!service) return service.error();
    agent::ServicesLogs wanted;
    wanted.service = *service;
    wanted.lines = line_count(query.lines);
    wanted.before = query.before;
    wanted.after = query.after;
    LogSearch search(*service, to_lower(query.search.value_or("")), wanted.lines, clock_());
    // Few lines of many match: large pieces then, and no more of them than a request may take.
    if (query.search && wanted.lines > 0) wanted.lines = agent::ServicesLogs::most_lines;
    for (int page = 0; page < (query.search ? most_searched_pages : 1); ++page) {
        auto const part = agent_.call(wanted);
        if (!part) return part.error();
        if (part->cursors.size() != part->lines.size())
            return upstream("agent.bad_reply", "The agent's reply cannot be understood.");
        bool const more = query.after ? search.take_on(*part) : search.take_back(*part);
        if (!more) break;
        wanted.before = query.after ? std::nullopt : part->before;
        if (query.after) wanted.after = part->after;
    }
    return std::move(search).found();
}

}  // namespace mailapp::services
