#pragma once

#include "agent/start_counter.hpp"
#include "agent/verbs.hpp"
#include "base/error.hpp"
#include "instance/instance.hpp"
#include "stack/supervisor/client.hpp"

#include <memory>

namespace mailapp::agent {

/// The programs of a native instance, as its supervisor runs them. Safe from several threads.
class Services {
public:
    explicit Services(Instance const& instance);

    /// Those that the supervisor has, in the order of the enumeration.
    Result<ServiceList> list() const;
    /// Error: services.not_there when this instance does not run it.
    Result<ServiceStatus> status(Service service) const;
    /// Each waits until the service answers, or ends again. Errors: services.not_from_here for the agent and
    /// the API; services.did_not_start with the program's own words.
    Result<ServiceStatus> start(Service service) const;
    Result<ServiceStatus> restart(Service service) const;
    /// Error: services.not_from_here.
    Result<ServiceStatus> stop(Service service) const;
    /// Errors: services.no_reload for a service that reads its configuration only at its start;
    /// services.reload_failed with the program's own words.
    Result<Done> reload(Service service) const;
    Result<LogPage> logs(ServicesLogs const& wanted) const;
    /// Reloads those that use certificates and run now; the others read them at their start anyway.
    Result<Done> reload_certificates() const;

private:
    Result<ServiceStatus> wait_until_it_answers(Service service) const;
    /// The last lines that it wrote, for whoever has to find out why it ended.
    std::string last_words(Service service) const;

    Instance const& instance_;
    stack::supervisor::Client supervisor_;
    std::unique_ptr<StartCounter> starts_;
};

}  // namespace mailapp::agent
