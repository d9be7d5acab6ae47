#pragma once

#include "features/domains/service.hpp"
#include "features/set_up/types.hpp"

namespace mailapp::set_up {

/// Whether the way from an empty server to the first message is still to be shown.
class Service {
public:
    Service(db::Database& database, audit::Log& audit, domains::Service& domains)
        : database_(database), audit_(audit), domains_(domains) {}

    Result<SetUpState> state();
    /// Closed, nobody is led there any more; opened, whoever comes to a server without a domain is.
    Result<SetUpState> set(Principal const& who, SetUpChange const& change);

private:
    db::Database& database_;
    audit::Log& audit_;
    domains::Service& domains_;
};

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::set_up
