#pragma once

#include "base/file.hpp"
#include "features/applied/service.hpp"
#include "features/health/types.hpp"
#include "features/services/service.hpp"
#include "features/system/service.hpp"
#include "http/routes.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::health {

/// What is wrong with a server in this state. Pure; each function adds its reasons.
void judge_services(Result<services::ServiceList> const& list, std::vector<HealthReason>& reasons);
void judge_applied(applied::AppliedState const& state, Seconds now, std::vector<HealthReason>& reasons);
void judge_certificate(std::optional<Seconds> valid_until, Seconds now, std::vector<HealthReason>& reasons);
void judge_disk(system::MailDisk const& disk, std::vector<HealthReason>& reasons);
void judge_data_disk(system::MailDisk const& disk, std::vector<HealthReason>& reasons);

/// A damaged replica that the directory set aside.
struct SetAside {
    std::string noticed;  ///< RFC 3339
    std::string problem;
    std::string file;
};
/// Newest first. `is_replaced`: another one was built meanwhile.
void judge_replica(std::vector<SetAside> const& set_aside, bool is_replaced, Seconds now,
                   std::vector<HealthReason>& reasons);

struct ReplicaState {
    std::vector<SetAside> set_aside;
    bool is_there = true;
};

/// Looks at all of it.
class Service {
public:
    /// `certificate_file`: of the server, PEM; without one nothing is said about it.
    /// `data`: the directory of the database.
    Service(system::Service& system, services::Control& control, applied::Service& applied,
            std::function<ReplicaState()> replica, fs::path certificate_file, fs::path data = {})
        : system_(system),
          control_(control),
          applied_(applied),
          replica_(std::move(replica)),
          certificate_file_(std::move(certificate_file)),
          data_(std::move(data)) {}

    Health check();

private:
    system::Service& system_;
    services::Control& control_;
    applied::Service& applied_;
    std::function<ReplicaState()> replica_;
    fs::path certificate_file_;
    fs::path const data_;
};

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::health
