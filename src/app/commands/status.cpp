#include "app/commands.hpp"
#include "app/processes.hpp"
#include "app/runtime.hpp"
#include "apply/probe.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "stack/supervisor/client.hpp"
#include "stack/tls/certificate.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <unistd.h>

#include <cstdio>
#include <optional>

namespace mailapp::app {
namespace {

/// Exit statuses as systemctl(1) has them: 3 says "not running".
constexpr int not_running = 3;

struct ServiceStatus {
    std::string name;
    std::string state;  ///< "healthy", "not healthy", or the supervisor's word in lower case
    std::string detail;
    pid_t pid = 0;
    std::string since;  ///< RFC 3339; "" when it does not run
    std::uint64_t resident_bytes = 0;
};

ServiceStatus status_of(Instance const& instance, stack::supervisor::ProcessState const& process,
                        std::vector<Process> const& all) {
    ServiceStatus status{process.name, to_lower(process.state), process.problem, process.pid, "", 0};
    if (process.pid == 0) return status;
    status.since = to_rfc3339(process.since);
    status.resident_bytes = resident_of_tree(all, process.pid);
    if (process.state != "RUNNING") return status;
    auto const healthy = apply::probe(instance, process.name);
    status.state = healthy ? "healthy" : "not healthy";
    if (!healthy) status.detail = healthy.error().detail;
    return status;
}

void print_table(std::vector<ServiceStatus> const& services) {
    std::printf("%-10s  %-12s  %-20s  %9s  %s\n", "SERVICE", "STATE", "SINCE", "MEMORY", "");
    for (auto const& one : services) {
        std::printf("%-10s  %-12s  %-20s  %5.1f MiB  %s\n", one.name.c_str(), one.state.c_str(),
                    one.since.empty() ? "-" : one.since.c_str(),
                    static_cast<double>(one.resident_bytes) / (1024.0 * 1024.0), one.detail.c_str());
    }
}

/// When the server's certificate ends.
std::optional<Seconds> certificate_end(Instance const& instance) {
    auto const certificate = read_file(instance.tls() / "server.pem");
    return certificate ? stack::tls::valid_until(*certificate) : std::nullopt;
}

void print_certificate(std::optional<Seconds> until) {
    if (!until) return;
    std::printf("The server's certificate %s on %s.\n", *until <= system_now() ? "ENDED" : "ends",
                to_rfc3339(*until).c_str());
}

void print_json(Instance const& instance, bool running, std::vector<ServiceStatus> const& services,
                std::optional<Seconds> certificate) {
    boost::json::array list;
    for (auto const& one : services) {
        list.push_back(boost::json::object{
            {"name", one.name},
            {"state", one.state},
            {"detail", one.detail},
            {"pid", one.pid == 0 ? boost::json::value(nullptr) : boost::json::value(one.pid)},
            {"since", one.since.empty() ? boost::json::value(nullptr) : boost::json::value(one.since)},
            {"memory_bytes", one.resident_bytes}});
    }
    boost::json::object const whole{
        {"instance", instance.directory().string()},
        {"running", running},
        {"certificate_ends",
         certificate ? boost::json::value(to_rfc3339(*certificate)) : boost::json::value(nullptr)},
        {"services", list}};
    std::printf("%s\n", boost::json::serialize(whole).c_str());
}

int status(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    if (::geteuid() != 0) return fail("The state of the services is for root to see.");
    auto const processes = stack::supervisor::Client(instance->supervisor_socket()).processes();
    std::vector<ServiceStatus> services;
    bool all_healthy = processes.has_value();
    if (processes) {
        auto const all = all_processes();
        for (auto const& process : *processes) services.push_back(status_of(*instance, process, all));
        for (auto const& one : services) all_healthy = all_healthy && one.state == "healthy";
    }
    auto const certificate = certificate_end(*instance);
    all_healthy = all_healthy && (!certificate || *certificate > system_now());
    if (arguments.has("--json")) {
        print_json(*instance, processes.has_value(), services, certificate);
    } else if (processes) {
        print_table(services);
        print_certificate(certificate);
    } else {
        std::printf("The instance in %s does not run.\n", instance->directory().c_str());
    }
    if (!processes) return not_running;
    return all_healthy ? 0 : 1;
}

}  // namespace

Command status_command() {
    Command command;
    command.name = "status";
    command.summary = "Show each service: state, since when, memory";
    command.description =
        "Exit status: 0 all healthy, 1 something is not or the certificate has ended, 3 the instance does "
        "not run.\n"
        "Memory is the resident memory of the service's processes, shared pages counted in "
        "each.";
    command.options = {instance_option(), {"--json", "", "One line of JSON on standard output"}};
    command.run = status;
    return command;
}

}  // namespace mailapp::app
