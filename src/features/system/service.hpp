#pragma once

#include "agent/client.hpp"
#include "base/file.hpp"
#include "base/guarded.hpp"
#include "features/system/readings.hpp"
#include "features/system/types.hpp"
#include "http/routes.hpp"

namespace mailapp::system {

/// What this installation runs on.
class Service {
public:
    /// `hostname`: of the mail server. `mail`: where the mail lies. `agent` outlives it.
    Service(std::string hostname, fs::path mail, agent::Client const& agent)
        : hostname_(std::move(hostname)), mail_(std::move(mail)), agent_(agent) {}

    Host host();
    MailDisk mail_disk() const { return disk_of(mail_); }
    /// The file system that a path lies on, or will lie on.
    static MailDisk disk_of(fs::path const& where);
    /// How busy the machine is, and was since the moment that who follows it keeps.
    SystemSample sample(ProcessorTime& since) const;
    /// Asks the agent at most every few seconds. Nothing while the agent does not answer.
    std::optional<DiskParts> disk_parts();
    SystemStatus status() { return {MAILAPP_VERSION, host(), mail_disk(), disk_parts()}; }

private:
    struct Known {
        std::optional<DiskParts> parts;
        std::optional<std::chrono::steady_clock::time_point> asked;
    };
    std::string hostname_;
    fs::path mail_;
    agent::Client const& agent_;
    Guarded<ProcessorTime> last_;
    Guarded<Known> known_;
};

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::system
