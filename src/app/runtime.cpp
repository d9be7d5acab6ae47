#include "app/runtime.hpp"

#include "app/commands.hpp"
#include "app/processes.hpp"
#include "apply/probe.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "stack/supervisor/client.hpp"

#include <algorithm>
#include <thread>

namespace mailapp::app {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr auto look_every = 25ms;
constexpr auto gentle_end = 30s;
constexpr auto supervisor_answers_within = 30s;

/// The last lines of a service's log, for a person who asks why.
std::string end_of_log(Instance const& instance, std::string const& service) {
    auto const log = read_file(instance.log() / (service + ".log"), 512 * 1024 * 1024);
    if (!log) return "";
    constexpr std::size_t lines = 5;
    auto position = log->size();
    for (std::size_t line = 0; line <= lines && position != std::string::npos && position > 0; ++line)
        position = log->rfind('\n', position - 1);
    return log->substr(position == std::string::npos ? 0 : position);
}

}  // namespace

bool is_running(Instance const& instance) {
    return stack::supervisor::Client(instance.supervisor_socket()).pid().has_value();
}

bool is_running_or_about_to(Instance const& instance) {
    auto const until = SteadyClock::now() + supervisor_answers_within;
    for (;;) {
        if (is_running(instance)) return true;
        if (supervisors_of_instance(instance.directory().string()).empty()) return false;
        if (SteadyClock::now() > until) return false;
        std::this_thread::sleep_for(look_every);
    }
}

std::vector<std::string> services_of_this_build() {
    auto const programs = long_running_programs();
    std::vector<std::string> services;
    for (auto const* name : {"redis", "rspamd", "directory", "dovecot", "postfix", "agent", "api"}) {
        bool const is_ours = std::find(programs.begin(), programs.end(), name) != programs.end();
        std::string_view const text = name;
        if (is_ours || (text != "directory" && text != "agent" && text != "api")) services.emplace_back(name);
    }
    return services;
}

bool has_leftovers(Instance const& instance) {
    return !processes_of_instance(instance.directory().string()).empty();
}

std::size_t end_leftovers(Instance const& instance) {
    auto const left = processes_of_instance(instance.directory().string());
    if (!left.empty()) end_processes(left, gentle_end);
    return left.size();
}

Result<> start_supervisor(Instance const& instance) {
    auto const file = (instance.live_config() / "supervisor/supervisord.conf").string();
    ProcessOptions marked;
    // It is known by this while nothing that it starts is there yet.
    marked.environment.push_back("MAILAPP_INSTANCE=" + instance.directory().string());
    auto const started = run_process({"/usr/bin/supervisord", "-c", file}, marked);
    if (!started) return started.error();
    if (started->status != 0) {
        return upstream("up.supervisor_failed",
                        "The supervisor does not start: " + std::string(trim(started->output)));
    }
    auto const until = SteadyClock::now() + 10s;
    while (!is_running(instance)) {
        if (SteadyClock::now() > until)
            return upstream("up.supervisor_failed", "The supervisor does not answer on its socket.");
        std::this_thread::sleep_for(look_every);
    }
    return {};
}

Result<> wait_until_healthy(Instance const& instance, Progress& progress, std::chrono::seconds at_most) {
    auto const until = SteadyClock::now() + at_most;
    for (auto const& service : services_of_this_build()) {
        progress.begin("start " + service);
        for (auto healthy = apply::probe(instance, service); !healthy;
             healthy = apply::probe(instance, service)) {
            if (SteadyClock::now() > until) {
                progress.failed();
                return upstream("up.not_healthy",
                                service + " does not get healthy: " + healthy.error().detail +
                                    ". The end of its log:" + end_of_log(instance, service));
            }
            progress.tick();
            std::this_thread::sleep_for(look_every);
        }
        progress.done();
    }
    return {};
}

bool stop_everything(Instance const& instance) {
    stack::supervisor::Client const client(instance.supervisor_socket());
    auto const supervisor = client.pid();
    if (!supervisor) return end_leftovers(instance) > 0;
    auto const all = processes_of_instance(instance.directory().string());
    if (client.shutdown()) wait_until_gone({*supervisor}, 60s);
    if (!wait_until_gone(all, gentle_end)) end_leftovers(instance);
    return true;
}

}  // namespace mailapp::app
