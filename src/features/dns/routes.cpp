#include "features/dns/service.hpp"

namespace mailapp::dns {

void add_routes(http::Routes& routes, Service& service) {
    using http::None;
    routes.on<None, None, ExpectedRecords>(
        {.method = http::Method::get,
         .path = "/api/v2/domains/{domain}/dns-records",
         .scope = Scope::domains_read,
         .id = "listExpectedDnsRecords",
         .summary = "The DNS records that a domain or alias domain should publish",
         .errors = {"domain.not_found"}},
        [&service](http::Request<None, None> request) {
            return service.expected(request.caller, request.param("domain"));
        });
}

}  // namespace mailapp::dns
