#include "features/aliases/service.hpp"

namespace mailapp::aliases {
namespace {

using http::Method;
using http::None;
using http::Request;

void add_actions(http::Routes& routes, Service& service) {
    routes.on<None, None, AliasExpansion>(
        {.method = Method::post,
         .path = "/api/v2/aliases/{id}/expand",
         .scope = Scope::aliases_write,
         .id = "expandAlias",
         .summary = "Copy an alias into the alias domains of its domain where its address is free",
         .errors = {"alias.not_found", "alias.not_in_primary_domain", "alias.limit_reached"}},
        [&service](Request<None, None> request) -> Result<AliasExpansion> {
            auto const id = request.id();
            if (!id) return id.error();
            return service.expand(request.caller, *id);
        });
    routes.on<None, AliasBulk, BulkAnswer>(
        {.method = Method::post,
         .path = "/api/v2/aliases/bulk",
         .scope = Scope::aliases_write,
         .id = "bulkAliases",
         .summary = "One action on several aliases, with a result for each",
         .errors = {"bulk.too_many_items"}},
        [&service](Request<None, AliasBulk> request) { return service.bulk(request.caller, request.body); });
}

}  // namespace

void add_routes(http::Routes& routes, Service& service) {
    routes.on<AliasFilter, None, http::Page<Alias>>(
        {.method = Method::get,
         .path = "/api/v2/aliases",
         .scope = Scope::aliases_read,
         .id = "listAliases",
         .summary = "Aliases, a page at a time",
         .errors = {"list.sort_unknown", "list.cursor_invalid", "list.limit_invalid"}},
        [&service](Request<AliasFilter, None> request) {
            return service.list(request.caller.visibility(), request.query);
        });
    routes.on<None, None, Alias>({.method = Method::get,
                                  .path = "/api/v2/aliases/{id}",
                                  .scope = Scope::aliases_read,
                                  .id = "getAlias",
                                  .summary = "One alias",
                                  .errors = {"alias.not_found"}},
                                 [&service](Request<None, None> request) -> Result<Alias> {
                                     auto const id = request.id();
                                     if (!id) return id.error();
                                     return service.get(request.caller.visibility(), *id);
                                 });
    routes.on<None, NewAlias, Alias>(
        {.method = Method::post,
         .path = "/api/v2/aliases",
         .scope = Scope::aliases_write,
         .id = "createAlias",
         .summary = "Create an alias",
         .errors = {"alias.address_invalid", "alias.domain_not_found", "alias.address_taken",
                    "alias.limit_reached", "alias.destination_invalid", "alias.destination_is_self",
                    "alias.destination_loops", "alias.destinations_empty", "alias.destinations_not_allowed",
                    "alias.too_many_destinations", "alias.comment_invalid", "alias.comment_too_long"},
         .success = 201},
        [&service](Request<None, NewAlias> request) {
            return service.create(request.caller, std::move(request.body));
        });
    routes.on<None, AliasPatch, Alias>(
        {.method = Method::patch,
         .path = "/api/v2/aliases/{id}",
         .scope = Scope::aliases_write,
         .id = "updateAlias",
         .summary = "Change an alias; members that are not sent stay",
         .errors = {"alias.not_found", "alias.address_invalid", "alias.domain_not_found",
                    "alias.address_taken", "alias.limit_reached", "alias.destination_invalid",
                    "alias.destination_is_self", "alias.destination_loops", "alias.destinations_empty",
                    "alias.destinations_not_allowed", "alias.too_many_destinations", "alias.comment_invalid",
                    "alias.comment_too_long", "version.changed"}},
        [&service](Request<None, AliasPatch> request) -> Result<Alias> {
            auto const id = request.id();
            if (!id) return id.error();
            return service.update(request.caller, *id, std::move(request.body), request.expected_version);
        });
    routes.on<None, None, None>({.method = Method::delete_,
                                 .path = "/api/v2/aliases/{id}",
                                 .scope = Scope::aliases_write,
                                 .id = "deleteAlias",
                                 .summary = "Delete an alias",
                                 .errors = {"alias.not_found", "version.changed"},
                                 .success = 204},
                                [&service](Request<None, None> request) -> Result<None> {
                                    auto const id = request.id();
                                    if (!id) return id.error();
                                    auto const done =
                                        service.remove(request.caller, *id, request.expected_version);
                                    if (!done) return done.error();
                                    return None{};
                                });
    add_actions(routes, service);
}

}  // namespace mailapp::aliases
