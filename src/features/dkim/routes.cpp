#include "features/dkim/service.hpp"

namespace mailapp::dkim {
namespace {

using http::Method;
using http::None;

void add_reads(http::Routes& routes, Service& service) {
    routes.on<DkimFilter, None, http::Page<DkimDomain>>(
        {.method = Method::get,
         .path = "/api/v2/dkim",
         .scope = Scope::dkim_read,
         .id = "listDkim",
         .summary = "Domains and alias domains with and without DKIM keys, and keys of other names",
         .errors = {"list.sort_unknown", "list.cursor_invalid", "list.limit_invalid"}},
        [&service](http::Request<DkimFilter, None> request) {
            return service.list(request.caller, request.query);
        });
    routes.on<None, None, DkimDomain>({.method = Method::get,
                                       .path = "/api/v2/dkim/{domain}",
                                       .scope = Scope::dkim_read,
                                       .id = "getDkim",
                                       .summary = "The DKIM keys of a domain and their DNS records",
                                       .errors = {"dkim.not_found"}},
                                      [&service](http::Request<None, None> request) {
                                          return service.get(request.caller, request.param("domain"));
                                      });
}

void add_creations(http::Routes& routes, Service& service) {
    routes.on<None, NewDkimKeys, DkimKeys>(
        {.method = Method::post,
         .path = "/api/v2/dkim",
         .scope = Scope::dkim_write,
         .id = "createDkimKeys",
         .summary = "Make a new DKIM key for each of some domains",
         .errors = {"dkim.domains_invalid", "domain.name_invalid", "dkim.selector_invalid",
                    "dkim.bits_invalid", "dkim.domain_unknown", "dkim.key_exists", "dkim.selector_taken"},
         .success = 201},
        [&service](http::Request<None, NewDkimKeys> request) {
            return service.create(request.caller, request.body);
        });
    routes.on<None, ImportedDkimKey, DkimKey>(
        {.method = Method::post,
         .path = "/api/v2/dkim/import",
         .scope = Scope::dkim_write,
         .id = "importDkimKey",
         .summary = "Store a DKIM key that was made elsewhere",
         .errors = {"domain.name_invalid", "dkim.selector_invalid", "dkim.private_key_invalid",
                    "dkim.private_key_unsupported", "dkim.key_exists", "dkim.selector_taken"},
         .success = 201},
        [&service](http::Request<None, ImportedDkimKey> request) {
            return service.import(request.caller, request.body);
        });
    routes.on<None, DuplicateDkimKeys, DkimKeys>(
        {.method = Method::post,
         .path = "/api/v2/dkim/{domain}/duplicate",
         .scope = Scope::dkim_write,
         .id = "duplicateDkimKeys",
         .summary = "Give other domains the same DKIM keys, in place of their own",
         .errors = {"dkim.domains_invalid", "domain.name_invalid", "dkim.selector_invalid", "dkim.not_found",
                    "vault.unreadable"},
         .success = 201},
        [&service](http::Request<None, DuplicateDkimKeys> request) {
            return service.duplicate(request.caller, request.param("domain"), request.body);
        });
}

void add_removals(http::Routes& routes, Service& service) {
    routes.on<None, None, None>({.method = Method::delete_,
                                 .path = "/api/v2/dkim/{domain}",
                                 .scope = Scope::dkim_write,
                                 .id = "deleteDkimKeys",
                                 .summary = "Delete all DKIM keys of a domain",
                                 .errors = {"dkim.not_found"},
                                 .success = 204},
                                [&service](http::Request<None, None> request) -> Result<None> {
                                    auto const done = service.remove(request.caller, request.param("domain"));
                                    if (!done) return done.error();
                                    return None{};
                                });
    routes.on<None, None, None>({.method = Method::delete_,
                                 .path = "/api/v2/dkim/{domain}/{selector}",
                                 .scope = Scope::dkim_write,
                                 .id = "deleteDkimKey",
                                 .summary = "Delete one DKIM key of a domain",
                                 .errors = {"dkim.not_found"},
                                 .success = 204},
                                [&service](http::Request<None, None> request) -> Result<None> {
                                    auto const done = service.remove_key(
                                        request.caller, request.param("domain"), request.param("selector"));
                                    if (!done) return done.error();
                                    return None{};
                                });
}

}  // namespace

void add_routes(http::Routes& routes, Service& service, CheckPassword check_password) {
    add_reads(routes, service);
    add_creations(routes, service);
    add_removals(routes, service);
    routes.on<None, RevealDkimKey, DkimPrivateKey>(
        {.method = Method::post,
         .path = "/api/v2/dkim/{domain}/{selector}/private-key",
         .scope = Scope::private_keys_read,
         .id = "revealDkimKey",
         .summary = "Show the private half of a DKIM key, after the password was asked again",
         .errors = {"dkim.password_wrong", "dkim.not_found", "vault.unreadable"},
         .answer_is_secret = true},
        [&service, check_password = std::move(check_password)](
            http::Request<None, RevealDkimKey> request) -> Result<DkimPrivateKey> {
            auto const own = check_password(request.caller, Secret(std::move(request.body.password)));
            if (!own) return own.error();
            if (!*own) return invalid("dkim.password_wrong", "This is not your password.", "/password");
            return service.private_key(request.caller, request.param("domain"), request.param("selector"));
        });
}

}  // namespace mailapp::dkim
