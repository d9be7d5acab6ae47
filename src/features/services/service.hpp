#pragma once

#include "agent/client.hpp"
#include "base/guarded.hpp"
#include "features/audit/service.hpp"
#include "features/services/types.hpp"
#include "http/routes.hpp"

#include <map>

namespace mailapp::services {

/// The programs of this instance, through the agent.
class Control {
public:
    /// `agent` outlives it.
    Control(db::Database& database, audit::Log& audit, agent::Client const& agent, Clock clock = system_now)
        : database_(database), audit_(audit), agent_(agent), clock_(std::move(clock)) {}

    /// A sample that is younger than a second is given again, so that many who ask cost the agent nothing.
    Result<ServiceList> list();

    /// Waits for the outcome. Errors: services.not_there, services.not_from_here, services.did_not_start with
    /// the program's words, services.busy while another one is being started or stopped.
    Result<Service> act(Principal const& who, std::string const& name, ServiceAction action);

    /// Errors: services.not_there, logs.missing, logs.invalid_lines, logs.invalid_cursor,
    /// logs.cursor_expired.
    Result<LogLines> logs(std::string const& name, LogQuery const& query) const;

private:
    using Moment = std::chrono::steady_clock::time_point;
    struct Usage {
        std::int64_t pid = 0;
        double processor_seconds = 0;
        Moment taken;
        std::optional<double> percent;
    };
    struct Sample {
        std::optional<Moment> taken;
        ServiceList list;
        std::map<ServiceName, Usage> usage;
    };
    static Service shown(agent::ServiceStatus const& status, std::optional<double> processor_percent);
    Result<agent::ServiceStatus> ask_for(Principal const& who, ServiceName service,
                                         ServiceAction action) const;

    db::Database& database_;
    audit::Log& audit_;
    agent::Client const& agent_;
    Clock clock_;
    Guarded<Sample> sample_;
    std::mutex acting_;
};

void add_routes(http::Routes& routes, Control& control);

}  // namespace mailapp::services
