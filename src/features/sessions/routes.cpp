#include "features/sessions/cookie.hpp"
#include "features/sessions/service.hpp"

namespace mailapp::sessions {

void add_routes(http::Routes& routes, Sessions& sessions) {
    using http::Method;
    using http::None;
    std::vector<std::string> const list_errors{"list.cursor_invalid", "list.limit_invalid",
                                               "list.sort_unknown"};
    routes.on<SessionFilter, None, http::Page<Session>>(
        {.method = Method::get,
         .path = "/api/v2/sessions",
         .scope = Scope::access_read,
         .id = "listSessions",
         .summary = "Sessions of all accounts, newest first",
         .errors = list_errors},
        [&sessions](http::Request<SessionFilter, None> request) {
            return sessions.list(request.caller, request.query);
        });
    routes.on<None, None, None>({.method = Method::delete_,
                                 .path = "/api/v2/sessions/{id}",
                                 .scope = Scope::access_write,
                                 .id = "endSession",
                                 .summary = "End a session of any account",
                                 .errors = {"session.not_found"},
                                 .success = 204},
                                [&sessions](http::Request<None, None> request) -> Result<None> {
                                    auto const ended = sessions.end(request.caller, request.param("id"));
                                    if (!ended) return ended.error();
                                    return None{};
                                });
    routes.on<SessionFilter, None, http::Page<Session>>(
        {.method = Method::get,
         .path = "/api/v2/account/sessions",
         .scope = Scope::own_account,
         .id = "listOwnSessions",
         .summary = "Sessions of the own account, newest first",
         .errors = list_errors},
        [&sessions](http::Request<SessionFilter, None> request) {
            auto filter = request.query;
            filter.account = request.caller.name;
            return sessions.list(request.caller, filter);
        });
    routes.on<None, None, None>({.method = Method::delete_,
                                 .path = "/api/v2/account/sessions/{id}",
                                 .scope = Scope::own_account,
                                 .id = "endOwnSession",
                                 .summary = "End a session of the own account",
                                 .errors = {"session.not_found"},
                                 .success = 204},
                                [&sessions](http::Request<None, None> request) -> Result<None> {
                                    auto const ended = sessions.end(request.caller, request.param("id"),
                                                                    request.caller.name);
                                    if (!ended) return ended.error();
                                    return None{};
                                });
    routes.on<None, None, EndedSessions>(
        {.method = Method::delete_,
         .path = "/api/v2/account/sessions",
         .scope = Scope::own_account,
         .id = "signOutEverywhere",
         .summary = "End all sessions of the own account, this one too"},
        [&sessions](http::Request<None, None> request) -> Result<http::Reply<EndedSessions>> {
            auto const& caller = request.caller;
            return http::Reply<EndedSessions>{
                .body = sessions.end_all(caller, caller.account_id, caller.name),
                .headers = {{"Set-Cookie", clear_cookie(*request.raw)}}};
        });
}

}  // namespace mailapp::sessions
