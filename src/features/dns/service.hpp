#pragma once

#include "features/alias_domains/service.hpp"
#include "features/dkim/service.hpp"
#include "features/dns/check_gate.hpp"
#include "features/dns/rules.hpp"
#include "features/dns/types.hpp"
#include "features/domains/service.hpp"
#include "features/system/service.hpp"
#include "instance/instance.hpp"

#include <algorithm>

namespace mailapp::dns {

/// What a domain's DNS zone should have so that its mail arrives and is believed.
class Service {
public:
    Service(Instance const& instance, domains::Service& domains, alias_domains::Service& alias_domains,
            dkim::Service& dkim, system::Service& system)
        : instance_(instance),
          domains_(domains),
          alias_domains_(alias_domains),
          dkim_(dkim),
          system_(system),
          // A check waits on a worker: the others go on serving.
          gate_(std::max(1, instance.settings().max_api_threads / 2)) {}

    /// Of a domain or an alias domain. The server's own records are for those who may see everything. Error:
    /// domain.not_found, also for one that the caller may not see.
    Result<ExpectedRecords> expected(Principal const& who, std::string const& domain);

    /// Compares the same records with what the DNS has, which takes some seconds at most: what could not be
    /// found out by then is `unchecked`. Errors: domain.not_found, dns.check_busy, dns.check_limit,
    /// dns.no_resolver.
    Result<CheckedRecords> check(Principal const& who, std::string const& domain);

private:
    Server server();

    Instance const& instance_;
    domains::Service& domains_;
    alias_domains::Service& alias_domains_;
    dkim::Service& dkim_;
    system::Service& system_;
    CheckGate gate_;
};

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::dns
