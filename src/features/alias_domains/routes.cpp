#include "features/alias_domains/service.hpp"

namespace mailapp::alias_domains {

namespace {

using http::Method;
using http::None;
using http::Request;

void add_actions_on_several(http::Routes& routes, Service& service) {
    routes.on<None, AliasDomainBulk, BulkAnswer>(
        {.method = Method::post,
         .path = "/api/v2/alias-domains/bulk",
         .scope = Scope::domains_write,
         .id = "bulkAliasDomains",
         .summary = "One action on several alias domains, with a result for each",
         .errors = {"bulk.too_many_items"}},
        [&service](Request<None, AliasDomainBulk> request) {
            return service.bulk(request.caller, request.body);
        });
    routes.on<AliasDomainSelection, None, Deletion>(
        {.method = Method::get,
         .path = "/api/v2/deletion/alias-domains",
         .scope = Scope::domains_read,
         .id = "lookAtAliasDomainDeletion",
         .summary = "What deleting these alias domains would take with it",
         .errors = {"bulk.too_many_items"}},
        [&service](Request<AliasDomainSelection, None> request) {
            return service.deletion(request.caller.visibility(), request.query);
        });
}

}  // namespace

void add_routes(http::Routes& routes, Service& service) {
    add_actions_on_several(routes, service);
    routes.on<AliasDomainFilter, None, http::Page<AliasDomain>>(
        {.method = Method::get,
         .path = "/api/v2/alias-domains",
         .scope = Scope::domains_read,
         .id = "listAliasDomains",
         .summary = "Alias domains, a page at a time",
         .errors = {"list.sort_unknown", "list.cursor_invalid", "list.limit_invalid"}},
        [&service](Request<AliasDomainFilter, None> request) {
            return service.list(request.caller.visibility(), request.query);
        });
    routes.on<None, None, AliasDomain>({.method = Method::get,
                                        .path = "/api/v2/alias-domains/{domain}",
                                        .scope = Scope::domains_read,
                                        .id = "getAliasDomain",
                                        .summary = "One alias domain",
                                        .errors = {"alias_domain.not_found"}},
                                       [&service](Request<None, None> request) {
                                           return service.get(request.caller.visibility(),
                                                              request.param("domain"));
                                       });
    routes.on<None, NewAliasDomain, CreatedAliasDomain>(
        {.method = Method::post,
         .path = "/api/v2/alias-domains",
         .scope = Scope::domains_write,
         .id = "createAliasDomain",
         .summary = "Create an alias domain, with a DKIM key unless told otherwise",
         .errors = {"alias_domain.name_invalid", "alias_domain.exists", "alias_domain.is_hostname",
                    "alias_domain.is_target", "alias_domain.target_not_found", "alias_domain.target_is_relay",
                    "alias_domain.rate_limit_invalid", "dkim.selector_invalid", "dkim.bits_invalid"},
         .success = 201},
        [&service](Request<None, NewAliasDomain> request) -> Result<CreatedAliasDomain> {
            auto created = service.create(request.caller, std::move(request.body));
            if (!created) return created.error();
            return CreatedAliasDomain{std::move(created->alias_domain), std::move(created->kept)};
        });
    routes.on<None, AliasDomainPatch, AliasDomain>(
        {.method = Method::patch,
         .path = "/api/v2/alias-domains/{domain}",
         .scope = Scope::domains_write,
         .id = "updateAliasDomain",
         .summary = "Change an alias domain; members that are not sent stay",
         .errors = {"alias_domain.not_found", "alias_domain.is_target", "alias_domain.target_not_found",
                    "alias_domain.target_is_relay", "alias_domain.alias_limit",
                    "alias_domain.alias_in_the_way", "alias_domain.rate_limit_invalid", "version.changed"}},
        [&service](Request<None, AliasDomainPatch> request) {
            return service.update(request.caller, request.param("domain"), std::move(request.body),
                                  request.expected_version);
        });
    routes.on<None, None, None>({.method = Method::delete_,
                                 .path = "/api/v2/alias-domains/{domain}",
                                 .scope = Scope::domains_write,
                                 .id = "deleteAliasDomain",
                                 .summary = "Delete an alias domain with the aliases in it",
                                 .errors = {"alias_domain.not_found", "version.changed"},
                                 .success = 204},
                                [&service](Request<None, None> request) -> Result<None> {
                                    auto const done = service.remove(request.caller, request.param("domain"),
                                                                     request.expected_version);
                                    if (!done) return done.error();
                                    return None{};
                                });
}

}  // namespace mailapp::alias_domains
