#pragma once

#include "features/domains/service.hpp"
#include "features/set_up/types.hpp"

#include <string>

namespace mailapp::set_up {

/// Where the system's mail may go, normalized. Error: set_up.system_mail_invalid.
Result<std::string> checked_system_mail(std::string_view hostname, std::string_view text);
/// Whether it was another one before.
bool change_system_mail(db::Transaction& tx, audit::Log& audit, Principal const& who,
                        std::string const& checked);

/// Whether the way from an empty server to the first message is still to be shown.
class Service {
public:
    Service(db::Database& database, audit::Log& audit, domains::Service& domains, std::string hostname)
        : database_(database), audit_(audit), domains_(domains), hostname_(std::move(hostname)) {}

    Result<SetUpState> state();
    /// Closed, nobody is led there any more; opened, whoever comes to a server without a domain is. Error:
    /// set_up.system_mail_invalid (no address, or one that leads back to the server's own name).
    Result<SetUpState> set(Principal const& who, SetUpChange const& change);

private:
    db::Database& database_;
    audit::Log& audit_;
    domains::Service& domains_;
    std::string hostname_;
};

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::set_up
