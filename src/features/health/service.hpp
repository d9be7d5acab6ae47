#pragma once

#include "features/applied/service.hpp"
#include "features/health/types.hpp"
#include "features/services/service.hpp"
#include "features/system/service.hpp"
#include "http/routes.hpp"

namespace mailapp::health {

/// What is wrong with a server in this state. Pure; each function adds its reasons.
void judge_services(Result<services::ServiceList> const& list, std::vector<HealthReason>& reasons);
void judge_applied(applied::AppliedState const& state, Seconds now, std::vector<HealthReason>& reasons);
void judge_disk(system::MailDisk const& disk, std::vector<HealthReason>& reasons);

/// Looks at all of it.
class Service {
public:
    Service(system::Service& system, services::Control& control, applied::Service& applied)
        : system_(system), control_(control), applied_(applied) {}

    Health check();

private:
    system::Service& system_;
    services::Control& control_;
    applied::Service& applied_;
};

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::health
