#include "features/domains/service.hpp"

namespace mailapp::domains {

namespace {

using http::Method;
using http::None;
using http::Request;

void add_actions_on_several(http::Routes& routes, Service& service) {
    routes.on<None, DomainBulk, BulkAnswer>(
        {.method = Method::post,
         .path = "/api/v2/domains/bulk",
         .scope = Scope::domains_write,
         .id = "bulkDomains",
         .summary = "One action on several domains, with a result for each",
         .errors = {"bulk.too_many_items"}},
        [&service](Request<None, DomainBulk> request) { return service.bulk(request.caller, request.body); });
    routes.on<DomainSelection, None, Deletion>({.method = Method::get,
                                                .path = "/api/v2/deletion/domains",
                                                .scope = Scope::domains_read,
                                                .id = "lookAtDomainDeletion",
                                                .summary = "What deleting these domains would take with it",
                                                .errors = {"bulk.too_many_items"}},
                                               [&service](Request<DomainSelection, None> request) {
                                                   return service.deletion(request.caller.visibility(),
                                                                           request.query);
                                               });
}

}  // namespace

void add_routes(http::Routes& routes, Service& service) {
    add_actions_on_several(routes, service);
    routes.on<DomainFilter, None, http::Page<Domain>>(
        {.method = Method::get,
         .path = "/api/v2/domains",
         .scope = Scope::domains_read,
         .id = "listDomains",
         .summary = "Domains, a page at a time",
         .errors = {"list.sort_unknown", "list.cursor_invalid", "list.limit_invalid"}},
        [&service](Request<DomainFilter, None> request) {
            return service.list(request.caller.visibility(), request.query);
        });
    routes.on<None, None, Domain>({.method = Method::get,
                                   .path = "/api/v2/domains/{domain}",
                                   .scope = Scope::domains_read,
                                   .id = "getDomain",
                                   .summary = "One domain",
                                   .errors = {"domain.not_found"}},
                                  [&service](Request<None, None> request) {
                                      return service.get(request.caller.visibility(),
                                                         request.param("domain"));
                                  });
    routes.on<None, NewDomain, CreatedDomain>(
        {.method = Method::post,
         .path = "/api/v2/domains",
         .scope = Scope::domains_write,
         .id = "createDomain",
         .summary = "Create a domain, with a DKIM key unless told otherwise",
         .errors = {"domain.name_invalid", "domain.exists", "domain.is_hostname", "domain.limit_invalid",
                    "domain.default_quota_empty", "domain.max_quota_empty", "domain.default_quota_above_max",
                    "domain.max_quota_above_quota", "domain.description_invalid", "tags.too_many",
                    "tags.invalid", "template.not_found", "dkim.selector_invalid", "dkim.bits_invalid"},
         .success = 201},
        [&service](Request<None, NewDomain> request) -> Result<CreatedDomain> {
            auto created = service.create(request.caller, std::move(request.body));
            if (!created) return created.error();
            return CreatedDomain{std::move(created->domain), std::move(created->kept)};
        });
    routes.on<None, DomainPatch, Domain>(
        {.method = Method::patch,
         .path = "/api/v2/domains/{domain}",
         .scope = Scope::domains_write,
         .id = "updateDomain",
         .summary = "Change a domain; members that are not sent stay",
         .errors = {"domain.not_found", "domain.limit_invalid", "domain.default_quota_empty",
                    "domain.max_quota_empty", "domain.default_quota_above_max",
                    "domain.max_quota_above_quota", "domain.description_invalid", "domain.mailboxes_in_use",
                    "domain.aliases_in_use", "domain.quota_in_use", "domain.max_quota_in_use",
                    "domain.has_alias_domains", "tags.too_many", "tags.invalid", "version.changed"}},
        [&service](Request<None, DomainPatch> request) {
            return service.update(request.caller, request.param("domain"), std::move(request.body),
                                  request.expected_version);
        });
    routes.on<None, None, None>(
        {.method = Method::delete_,
         .path = "/api/v2/domains/{domain}",
         .scope = Scope::domains_write,
         .id = "deleteDomain",
         .summary = "Delete a domain without mailboxes, with its aliases and alias domains",
         .errors = {"domain.not_found", "domain.not_empty", "version.changed"},
         .success = 204},
        [&service](Request<None, None> request) -> Result<None> {
            auto const done =
                service.remove(request.caller, request.param("domain"), request.expected_version);
            if (!done) return done.error();
            return None{};
        });
}

}  // namespace mailapp::domains
