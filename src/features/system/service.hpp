#pragma once

#include "base/file.hpp"
#include "base/guarded.hpp"
#include "features/system/readings.hpp"
#include "features/system/types.hpp"
#include "http/routes.hpp"

namespace mailapp::system {

/// What this installation runs on.
class Service {
public:
    /// `hostname`: of the mail server. `mail`: where the mail lies.
    Service(std::string hostname, fs::path mail) : hostname_(std::move(hostname)), mail_(std::move(mail)) {}

    Host host();
    MailDisk mail_disk() const;
    SystemStatus status() { return {MAILAPP_VERSION, host(), mail_disk()}; }

private:
    std::string hostname_;
    fs::path mail_;
    Guarded<ProcessorTime> last_;
};

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::system
