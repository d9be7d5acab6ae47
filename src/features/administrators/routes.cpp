#include "features/administrators/service.hpp"

namespace mailapp::administrators {
namespace {

std::vector<std::string> const password_errors{"password.too_weak", "password.too_long", "password.invalid",
                                               "server.busy"};

std::vector<std::string> with_password_errors(std::vector<std::string> errors) {
    errors.insert(errors.end(), password_errors.begin(), password_errors.end());
    return errors;
}

/// Nothing would ask for it yet: a setting that does not protect must not look as if it did. The compatible
/// API keeps it for its clients.
std::optional<Error> check_second_factor(std::optional<bool> forced) {
    if (!forced.value_or(false)) return std::nullopt;
    return invalid("second_factor.unavailable", "This version has no second factor to ask for.",
                   "/force_second_factor");
}

}  // namespace

void add_routes(http::Routes& routes, Administrators& administrators) {
    using http::Method;
    using http::None;
    routes.on<AdministratorFilter, None, http::Page<Administrator>>(
        {.method = Method::get,
         .path = "/api/v2/administrators",
         .scope = Scope::access_read,
         .id = "listAdministrators",
         .summary = "Administrators by user name",
         .errors = {"list.cursor_invalid", "list.limit_invalid", "list.sort_unknown"}},
        [&administrators](http::Request<AdministratorFilter, None> request) {
            return administrators.list(request.query);
        });
    routes.on<None, None, Administrator>({.method = Method::get,
                                          .path = "/api/v2/administrators/{username}",
                                          .scope = Scope::access_read,
                                          .id = "getAdministrator",
                                          .summary = "One administrator",
                                          .errors = {"administrator.not_found"}},
                                         [&administrators](http::Request<None, None> request) {
                                             return administrators.get(request.param("username"));
                                         });
    routes.on<None, NewAdministrator, Administrator>(
        {.method = Method::post,
         .path = "/api/v2/administrators",
         .scope = Scope::access_write,
         .id = "createAdministrator",
         .summary = "Create an administrator",
         .errors = with_password_errors(
             {"administrator.username_invalid", "administrator.username_taken", "second_factor.unavailable"}),
         .success = 201},
        [&administrators](http::Request<None, NewAdministrator> request) -> Result<Administrator> {
            if (auto wrong = check_second_factor(request.body.force_second_factor)) return *wrong;
            return administrators.create(request.caller, request.body);
        });
    routes.on<None, AdministratorPatch, Administrator>(
        {.method = Method::patch,
         .path = "/api/v2/administrators/{username}",
         .scope = Scope::access_write,
         .id = "changeAdministrator",
         .summary = "Change an administrator; a new password or a deactivation ends the sessions",
         .errors = with_password_errors({"administrator.not_found", "administrator.username_invalid",
                                         "administrator.username_taken", "administrator.last_active",
                                         "administrator.own_password", "second_factor.unavailable",
                                         "version.changed"})},
        [&administrators](http::Request<None, AdministratorPatch> request) -> Result<Administrator> {
            if (auto wrong = check_second_factor(request.body.force_second_factor)) return *wrong;
            return administrators.update(request.caller, request.param("username"), request.body,
                                         request.expected_version);
        });
    routes.on<None, None, None>({.method = Method::delete_,
                                 .path = "/api/v2/administrators/{username}",
                                 .scope = Scope::access_write,
                                 .id = "deleteAdministrator",
                                 .summary = "Delete an administrator and end the sessions",
                                 .errors = {"administrator.not_found", "administrator.last_active",
                                            "administrator.self_removal", "version.changed"},
                                 .success = 204},
                                [&administrators](http::Request<None, None> request) -> Result<None> {
                                    auto const removed = administrators.remove(
                                        request.caller, request.param("username"), request.expected_version);
                                    if (!removed) return removed.error();
                                    return None{};
                                });
    routes.on<None, None, sessions::EndedSessions>({.method = Method::delete_,
                                                    .path = "/api/v2/administrators/{username}/sessions",
                                                    .scope = Scope::access_write,
                                                    .id = "endSessionsOfAdministrator",
                                                    .summary = "End all sessions of an administrator",
                                                    .errors = {"administrator.not_found"}},
                                                   [&administrators](http::Request<None, None> request) {
                                                       return administrators.end_sessions(
                                                           request.caller, request.param("username"));
                                                   });
}

}  // namespace mailapp::administrators
