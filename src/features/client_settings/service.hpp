#pragma once

#include "features/client_settings/types.hpp"
#include "features/mailboxes/service.hpp"
#include "instance/instance.hpp"

namespace mailapp::client_settings {

/// Pure: the settings of a mailbox on a server with that name and those ports.
ClientSettings settings_of(mailboxes::Mailbox const& mailbox, bool domain_active, std::string const& hostname,
                           Ports const& ports);

/// The settings that mail programs need, as this instance serves them.
class Service {
public:
    Service(Instance const& instance, mailboxes::Service& mailboxes, domains::Service& domains)
        : instance_(instance), mailboxes_(mailboxes), domains_(domains) {}

    /// Error: mailbox.not_found, also for one that the caller may not see.
    Result<ClientSettings> get(Visibility const& visibility, std::string const& address);

private:
    Instance const& instance_;
    mailboxes::Service& mailboxes_;
    domains::Service& domains_;
};

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::client_settings
