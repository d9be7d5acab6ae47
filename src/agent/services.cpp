#include "agent/services.hpp"

#include "agent/log_tail.hpp"
#include "agent/process_table.hpp"
#include "apply/probe.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "reflect/json_read.hpp"

#include <algorithm>
#include <thread>

namespace mailapp::agent {
namespace {

using stack::supervisor::ProcessState;

constexpr std::chrono::seconds reload_deadline{30};
/// Dovecot and Rspamd take a second, Redis as long as its data is large.
constexpr std::chrono::seconds start_deadline{45};
constexpr std::chrono::milliseconds between_probes{50};

std::string name_of(Service service) {
    return std::string(reflect::enum_name(service));
}

ServiceState state_of(ProcessState const& process) {
    if (process.state == "RUNNING") return ServiceState::running;
    if (process.state == "STARTING") return ServiceState::starting;
    if (process.state == "STOPPING") return ServiceState::stopping;
    if (process.state == "STOPPED") return ServiceState::stopped;
    if (process.state == "EXITED" && process.exit_status == 0) return ServiceState::stopped;
    return ServiceState::failed;  // BACKOFF, FATAL, UNKNOWN, or ended by itself with a status
}

std::string reason_of(ProcessState const& process) {
    if (!process.problem.empty()) return process.problem;
    // supervisord writes -1 and the like for a signal; its own words are in its log only.
    return "It ended with status " + std::to_string(process.exit_status) + ".";
}

/// Programs that must not be stopped by their own help.
std::optional<Error> refuse_own(Service service) {
    if (service != Service::agent && service != Service::api) return std::nullopt;
    return conflict("services.not_from_here",
                    "The " + name_of(service) + " cannot stop itself; restart the whole instance instead.",
                    "/service");
}

ServiceStatus to_status(Service service, ProcessState const& process, ProcessTable const& table) {
    ServiceStatus status;
    status.service = service;
    status.state = state_of(process);
    if (status.state == ServiceState::failed) status.reason = reason_of(process);
    auto const moment = process.pid != 0 ? process.since : std::max(process.since, process.ended);
    if (moment > Seconds()) status.since = moment.time_since_epoch().count();
    if (process.pid == 0) return status;
    status.pid = process.pid;
    if (auto const figures = table.figures_of(process.pid)) {
        status.rss_bytes = figures->rss_bytes;
        status.pss_bytes = figures->pss_bytes;
        status.cpu_seconds = figures->cpu_seconds;
        status.processes = figures->processes;
    }
    return status;
}

Result<Done> run_reload(std::vector<std::string> const& arguments) {
    ProcessOptions options;
    options.deadline = reload_deadline;
    auto const outcome = run_process(arguments, options);
    if (!outcome) return outcome.error();
    if (outcome->status != 0) return upstream("services.reload_failed", std::string(trim(outcome->output)));
    return Done{};
}

}  // namespace

Services::Services(Instance const& instance)
    : instance_(instance),
      supervisor_(instance.supervisor_socket()),
      starts_(std::make_unique<StartCounter>(instance.log() / "supervisord.log")) {}

Result<ServiceList> Services::list() const {
    auto const processes = supervisor_.processes();
    if (!processes) return processes.error();
    auto const table = ProcessTable::read();
    ServiceList list;
    for (auto const& process : *processes) {
        // A program of another name is an operator's own: not ours to show or to touch.
        if (auto const service = reflect::enum_from_name<Service>(process.name))
            list.services.push_back(to_status(*service, process, table));
    }
    auto const starts = starts_->read();
    for (auto& status : list.services) {
        auto const known = starts.find(name_of(status.service));
        if (known != starts.end()) status.restarts = known->second - 1;
    }
    std::sort(list.services.begin(), list.services.end(),
              [](auto const& a, auto const& b) { return a.service < b.service; });
    return list;
}

Result<ServiceStatus> Services::status(Service service) const {
    auto const process = supervisor_.process(name_of(service));
    if (!process) {
        if (process.error().code != "supervisor.unknown_program") return process.error();
        return not_found("services.not_there", "This instance does not run " + name_of(service) + ".");
    }
    return to_status(service, *process, ProcessTable::read());
}

Result<ServiceStatus> Services::start(Service service) const {
    if (auto refused = refuse_own(service)) return *refused;
    if (auto const there = status(service); !there) return there.error();
    if (auto const done = supervisor_.start(name_of(service)); !done) return done.error();
    return wait_until_it_answers(service);
}

Result<ServiceStatus> Services::stop(Service service) const {
    if (auto refused = refuse_own(service)) return *refused;
    if (auto const there = status(service); !there) return there.error();
    if (auto const done = supervisor_.stop(name_of(service)); !done) return done.error();
    return status(service);
}

Result<ServiceStatus> Services::restart(Service service) const {
    if (auto refused = refuse_own(service)) return *refused;
    if (auto const there = status(service); !there) return there.error();
    if (auto const done = supervisor_.restart(name_of(service)); !done) return done.error();
    return wait_until_it_answers(service);
}

std::string Services::last_words(Service service) const {
    constexpr int shown = 5;
    auto const page = logs({service, shown, {}, {}});
    return page ? join(page->lines, "\n") : "";
}

Result<ServiceStatus> Services::wait_until_it_answers(Service service) const {
    auto const until = std::chrono::steady_clock::now() + start_deadline;
    std::optional<pid_t> first;
    std::string why;
    do {
        auto const process = supervisor_.process(name_of(service));
        if (!process) return process.error();
        if (process->pid != 0) first = first.value_or(process->pid);
        // The supervisor starts again at once what ends: another number is an end that nobody saw.
        if (process->pid != first.value_or(process->pid) || process->state == "EXITED" ||
            process->state == "FATAL") {
            why = "It ended right after its start.";
            break;
        }
        auto const answered = apply::probe(instance_, name_of(service));
        if (answered) return status(service);
        why = answered.error().detail;
        std::this_thread::sleep_for(between_probes);
    } while (std::chrono::steady_clock::now() < until);
    return upstream("services.did_not_start",
                    name_of(service) + " did not come up: " + why + "\n" + last_words(service));
}

Result<Done> Services::reload(Service service) const {
    auto const live = instance_.live_config();
    switch (service) {
        case Service::postfix:
            return run_reload({"/usr/sbin/postfix", "-c", (live / "postfix").string(), "reload"});
        case Service::dovecot:
            return run_reload({"/usr/bin/doveadm", "-c", (live / "dovecot/dovecot.conf").string(), "reload"});
        case Service::rspamd: {
            if (auto const sent = supervisor_.signal("rspamd", "HUP"); !sent) return sent.error();
            return Done{};
        }
        case Service::redis:
        case Service::directory:
        case Service::api:
        case Service::agent: break;
    }
    return conflict("services.no_reload",
                    name_of(service) + " reads its configuration only when it starts; restart it instead.",
                    "/service");
}

Result<LogPage> Services::logs(ServicesLogs const& wanted) const {
    if (wanted.before && wanted.after)
        return invalid("logs.invalid_cursor", "Either what is before or what is after can be asked for.",
                       "/after");
    auto const file = instance_.log() / (name_of(wanted.service) + ".log");
    if (wanted.after) return read_log_after(file, wanted.lines, *wanted.after);
    return read_log_page(file, wanted.lines, wanted.before);
}

Result<Done> Services::reload_certificates() const {
    for (auto const service : {Service::postfix, Service::dovecot}) {
        auto const now = status(service);
        if (!now && now.error().code != "services.not_there") return now.error();
        if (!now || now->state != ServiceState::running) continue;
        if (auto const done = reload(service); !done) return done;
    }
    return Done{};
}

}  // namespace mailapp::agent
