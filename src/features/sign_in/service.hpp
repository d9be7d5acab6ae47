#pragma once

#include "features/administrators/service.hpp"
#include "features/sessions/service.hpp"
#include "features/sign_in/throttle.hpp"
#include "features/sign_in/types.hpp"

namespace mailapp::sign_in {

/// Signing in and out of the panel, and the change of the own password.
class SignInService {
public:
    /// Networks of sessions that live already are familiar.
    SignInService(db::Database& database, audit::Log& log, sessions::Sessions& sessions,
                  administrators::Administrators& administrators, identity::HashGate& gate,
                  SteadyClock steady = steady_now);

    struct SignedIn {
        CurrentSession session;
        std::string cookie;
    };
    /// A wrong password, an unknown user and an inactive account get the same answer after the same work.
    /// Errors: session.insecure, session.throttled, session.login_failed, server.busy.
    Result<SignedIn> sign_in(SignIn const& given, http::RawRequest const& request);
    /// Error: session.required.
    Result<CurrentSession> current(http::RawRequest const& request);
    void sign_out(Principal const& who);
    /// Ends all sessions of the account and begins a new one. Errors: session.throttled,
    /// password.current_wrong, password.unchanged, those of a new password, server.busy.
    Result<SignedIn> change_password(Principal const& who, PasswordChange const& given,
                                     http::RawRequest const& request);

    /// Whether it is the signed-in caller's own password, asked again before something delicate.
    /// Errors: session.throttled, server.busy.
    Result<bool> is_own_password(Principal const& who, Secret const& password);

private:
    std::optional<Error> throttle(std::string_view account, std::string const& remote,
                                  std::string const& request_id, identity::Standing& standing);

    db::Database& database_;
    audit::Log& log_;
    sessions::Sessions& sessions_;
    administrators::Administrators& administrators_;
    identity::HashGate& gate_;
    Throttle throttle_;
};

void add_routes(http::Routes& routes, SignInService& service);

}  // namespace mailapp::sign_in
