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
    routes.on<None, None, CheckedRecords>(
        {.method = http::Method::get,
         .path = "/api/v2/domains/{domain}/dns-check",
         .scope = Scope::domains_read,
         .id = "checkDnsRecords",
         .summary =
             "What the DNS has in the place of each record that a domain or alias domain should publish",
         .errors = {"domain.not_found", "dns.check_busy", "dns.check_limit", "dns.no_resolver"}},
        [&service](http::Request<None, None> request) {
            return service.check(request.caller, request.param("domain"));
        });
}

}  // namespace mailapp::dns
