#pragma once

#include "agent/verbs.hpp"
#include "base/error.hpp"
#include "instance/instance.hpp"
#include "stack/supervisor/client.hpp"

namespace mailapp::agent {

/// The programs of a native instance, as its supervisor runs them. Safe from several threads.
class Services {
public:
    explicit Services(Instance const& instance);

    /// Those that the supervisor has, in the order of the enumeration.
    Result<ServiceList> list() const;
    /// Error: services.not_there when this instance does not run it.
    Result<ServiceStatus> status(Service service) const;
    /// Error: services.agent_cannot_restart_itself.
    Result<ServiceStatus> restart(Service service) const;
    /// Errors: services.no_reload for a service that reads its configuration only at its start;
    /// services.reload_failed with the program's own words.
    Result<Done> reload(Service service) const;
    Result<LogPage> logs(ServicesLogs const& wanted) const;
    /// Reloads those that use certificates and run now; the others read them at their start anyway.
    Result<Done> reload_certificates() const;

private:
    Instance const& instance_;
    stack::supervisor::Client supervisor_;
};

}  // namespace mailapp::agent
