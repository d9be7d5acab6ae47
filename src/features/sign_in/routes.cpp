#include "features/sessions/cookie.hpp"
#include "features/sign_in/service.hpp"

namespace mailapp::sign_in {
namespace {

Result<http::Reply<CurrentSession>> with_cookie(Result<SignInService::SignedIn> signed_in,
                                                http::RawRequest const& request) {
    if (!signed_in) return signed_in.error();
    return http::Reply<CurrentSession>{
        .body = std::move(signed_in->session),
        .headers = {{"Set-Cookie", sessions::set_cookie(request, signed_in->cookie)}}};
}

}  // namespace

void add_routes(http::Routes& routes, SignInService& service) {
    using http::Method;
    using http::None;
    routes.on<None, SignIn, CurrentSession>(
        {.method = Method::post,
         .path = "/api/v2/session",
         .scope = Scope::open,
         .id = "signIn",
         .summary = "Sign in with user name and password; the answer sets the session cookie",
         .errors = {"session.login_failed", "session.throttled", "session.insecure", "server.busy"},
         .answer_is_secret = true,
         .success = 201},
        [&service](http::Request<None, SignIn> request) {
            return with_cookie(service.sign_in(request.body, *request.raw), *request.raw);
        });
    routes.on<None, None, CurrentSession>(
        {.method = Method::get,
         .path = "/api/v2/session",
         .scope = Scope::own_account,
         .id = "getSession",
         .summary = "Who is signed in, and what that allows",
         .errors = {"session.required"}},
        [&service](http::Request<None, None> request) { return service.current(*request.raw); });
    routes.on<None, None, None>(
        {.method = Method::delete_,
         .path = "/api/v2/session",
         .scope = Scope::own_account,
         .id = "signOut",
         .summary = "Sign out",
         .success = 204},
        [&service](http::Request<None, None> request) -> Result<http::Reply<None>> {
            service.sign_out(request.caller);
            return http::Reply<None>{.headers = {{"Set-Cookie", sessions::clear_cookie(*request.raw)}}};
        });
    routes.on<None, PasswordChange, CurrentSession>(
        {.method = Method::put,
         .path = "/api/v2/account/password",
         .scope = Scope::own_account,
         .id = "changeOwnPassword",
         .summary = "Change the own password; ends all other sessions and gives this one a new cookie",
         .errors = {"password.current_wrong", "password.unchanged", "password.too_weak", "password.too_long",
                    "password.invalid", "session.throttled", "server.busy"},
         .answer_is_secret = true},
        [&service](http::Request<None, PasswordChange> request) {
            return with_cookie(service.change_password(request.caller, request.body, *request.raw),
                               *request.raw);
        });
}

}  // namespace mailapp::sign_in
