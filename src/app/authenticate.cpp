#include "app/authenticate.hpp"

#include "features/sessions/cookie.hpp"

namespace mailapp::app {
namespace {

/// The API key of a request; "" when there is none.
std::string_view presented_key(http::RawRequest const& request) {
    auto const key = trim(request.header("x-api-key"));
    if (!key.empty()) return key;
    constexpr std::string_view scheme = "bearer ";
    auto const authorization = request.header("authorization");
    if (to_lower(authorization.substr(0, scheme.size())) != scheme) return {};
    return trim(authorization.substr(scheme.size()));
}

void use_session(http::RawRequest const& request, std::string const& cookie,
                 sessions::store::Row const& session, http::Authenticated& who) {
    who.principal.role = Role::administrator;
    who.principal.name = session.account;
    who.principal.account_id = session.administrator_id;
    who.principal.session_id = session.public_id;
    who.csrf_missing = !sessions::has_csrf_token(request, cookie);
    if (session.force_password_change) {
        who.restricted = forbidden("password.change_required",
                                   "The password of this account must be changed before anything else.");
    }
}

}  // namespace

http::Authenticate make_authenticate(sessions::Sessions& sessions, api_keys::ApiKeys& keys) {
    return [&sessions, &keys](http::RawRequest const& request) -> Result<http::Authenticated> {
        http::Authenticated who;
        if (auto const key = presented_key(request); !key.empty()) {
            auto principal = keys.authenticate(key, request.remote);
            if (!principal) return principal.error();
            who.principal = std::move(*principal);
        } else if (auto const cookie = sessions::presented_cookie(request)) {
            if (auto const session = sessions.find(*cookie)) use_session(request, *cookie, *session, who);
        }
        who.principal.remote = request.remote;
        who.principal.request_id = request.id;
        return who;
    };
}

std::function<bool(http::RawRequest const&)> make_still_good(sessions::Sessions& sessions,
                                                             api_keys::ApiKeys& keys) {
    return [&sessions, &keys](http::RawRequest const& request) {
        if (auto const key = presented_key(request); !key.empty())
            return keys.authenticate(key, request.remote).has_value();
        auto const cookie = sessions::presented_cookie(request);
        return cookie && sessions.is_live(*cookie);
    };
}

}  // namespace mailapp::app
