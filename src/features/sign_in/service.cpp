#include "features/sign_in/service.hpp"

#include "base/log.hpp"
#include "features/events/types.hpp"
#include "features/sessions/cookie.hpp"
#include "identity/password.hpp"
#include "identity/password_policy.hpp"

#include <exception>

namespace mailapp::sign_in {
namespace {

/// Stands in for the hash of an account that does not exist: the same work, and no password belongs to it
/// (the hash is all zeros, whose preimage nobody has).
std::string const& nobodys_hash() {
    static auto const hash = "{ARGON2ID}$argon2id$v=19$m=" + std::to_string(identity::argon2_memory_kib) +
                             ",t=" + std::to_string(identity::argon2_passes) +
                             ",p=" + std::to_string(identity::argon2_lanes) + "$" + std::string(22, 'A') +
                             "$" + std::string(43, 'A');
    return hash;
}

Error login_failed() {
    return {
        ErrorKind::unauthenticated, "session.login_failed", "The user name or the password is wrong.", {}};
}

/// What a log may show of a user name that somebody typed: it may be a password in the wrong field.
std::string shown_account(std::string_view typed) {
    return administrators::normalize_username(typed).value_or("(no user name)");
}

CurrentSession to_current(sessions::Session const& session, std::string const& cookie,
                          bool force_password_change, std::int64_t newest_entry) {
    CurrentSession current;
    current.id = session.id;
    current.account = session.account;
    current.role = reflect::enum_name(Role::administrator);
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Scope>>([&](auto scope) {
        if (may(Role::administrator, scope.value)) current.permissions.emplace_back(scope.name);
    });
    current.csrf_token = sessions::csrf_token(cookie);
    current.force_password_change = force_password_change;
    current.created = session.created;
    current.expires = session.expires;
    current.idle_life = sessions::idle_life.count();
    current.events_position = events::position_of_change(newest_entry);
    return current;
}

Principal principal_of(administrators::store::Row const& account, http::RawRequest const& request,
                       std::string const& session_id) {
    return {Role::administrator, account.username, account.id, session_id, request.remote, request.id};
}

/// Takes a try back when it ends by an exception.
class NotCounted {
public:
    NotCounted(Throttle& throttle, std::string_view account, std::string const& remote)
        : throttle_(throttle), account_(account), remote_(remote) {}
    ~NotCounted() {
        if (std::uncaught_exceptions() > thrown_before_) throttle_.cancelled(account_, remote_);
    }
    NotCounted(NotCounted const&) = delete;
    NotCounted& operator=(NotCounted const&) = delete;

private:
    Throttle& throttle_;
    std::string const account_;
    std::string const remote_;
    int const thrown_before_ = std::uncaught_exceptions();
};

}  // namespace

SignInService::SignInService(db::Database& database, audit::Log& log, sessions::Sessions& sessions,
                             administrators::Administrators& administrators, identity::HashGate& gate,
                             SteadyClock steady)
    : database_(database),
      log_(log),
      sessions_(sessions),
      administrators_(administrators),
      gate_(gate),
      throttle_(std::move(steady)) {
    sessions::SessionFilter newest;
    newest.limit = 500;
    auto const page = sessions_.list(Principal::system("start"), newest);
    for (auto const& session : page.value().items) throttle_.remember(session.account, session.remote);
}

std::optional<Error> SignInService::throttle(std::string_view account, std::string const& remote,
                                             std::string const& request_id, identity::Standing& standing) {
    auto const admission = throttle_.admit(account, remote);
    standing = admission.standing;
    if (admission.wait.count() == 0) return std::nullopt;
    log::warn("session.throttled", {{"account", shown_account(account)},
                                    {"remote", remote},
                                    {"wait", admission.wait.count()},
                                    {"request", request_id}});
    return too_many_requests(
        "session.throttled",
        "Too many wrong passwords; try again in " + std::to_string(admission.wait.count()) + " seconds.",
        admission.wait.count());
}

Result<SignInService::SignedIn> SignInService::sign_in(SignIn const& given, http::RawRequest const& request) {
    if (!sessions::is_safe_connection(request)) {
        return forbidden("session.insecure",
                         "Signing in over plain HTTP is only possible on the machine itself; use HTTPS.");
    }
    identity::Standing standing{};
    if (auto refused = throttle(given.username, request.remote, request.id, standing)) return *refused;
    auto const account = [&] {
        auto session = database_.read();
        return administrators::Administrators::find(session, given.username);
    }();
    Secret const password{std::string(given.password)};
    bool matches = false;
    std::string new_hash;
    bool const checked = gate_.run(standing, [&] {
        matches = identity::verify_password(password, account ? account->password_hash : nobodys_hash());
        if (matches && account && account->active && identity::needs_rehash(account->password_hash))
            new_hash = identity::hash_password(password);
    });
    if (!checked) {
        throttle_.cancelled(given.username, request.remote);
        return administrators::server_busy();
    }
    auto const failed = [&]() -> Error {
        log::warn("session.login_failed", {{"account", shown_account(given.username)},
                                           {"remote", request.remote},
                                           {"request", request.id}});
        return login_failed();
    };
    if (!matches || !account || !account->active) return failed();

    // The password is right: when the session cannot be written, that is no failure of who asks.
    NotCounted const when_it_breaks(throttle_, given.username, request.remote);
    auto tx = database_.begin();
    // The account may have changed while the password was being checked.
    auto const now = administrators::Administrators::find(tx, given.username);
    if (!now || !now->active || now->password_hash != account->password_hash) return failed();
    if (!new_hash.empty()) administrators::Administrators::rehash(tx, *now, new_hash);
    auto started = sessions_.start(tx, now->id, now->username, request);
    log_.record(tx, principal_of(*now, request, started.session.id), "session.started", now->username,
                "{\"session\":" + json_string(started.session.id) + "}");
    tx.commit();
    throttle_.succeeded(given.username, request.remote);
    return SignedIn{to_current(started.session, started.cookie, now->force_password_change, log_.newest()),
                    started.cookie};
}

Result<CurrentSession> SignInService::current(http::RawRequest const& request) {
    auto const cookie = sessions::presented_cookie(request);
    auto row = cookie ? sessions_.find(*cookie) : std::nullopt;
    if (!row) return Error{ErrorKind::unauthenticated, "session.required", "Sign in first.", {}};
    bool const force = row->force_password_change;
    auto const id = row->public_id;
    return to_current(sessions::to_session(std::move(*row), id), *cookie, force, log_.newest());
}

void SignInService::sign_out(Principal const& who) {
    // Nothing to do when it ended meanwhile: the caller is signed out either way.
    (void)sessions_.end(who, who.session_id, who.name);
}

Result<bool> SignInService::is_own_password(Principal const& who, Secret const& password) {
    identity::Standing standing{};
    if (auto refused = throttle(who.name, who.remote, who.request_id, standing)) return *refused;
    auto const account = [&] {
        auto session = database_.read();
        return administrators::Administrators::find(session, who.name);
    }();
    if (!account) return login_failed();
    bool matches = false;
    bool const checked = gate_.run(identity::Standing::familiar, [&] {
        matches = identity::verify_password(password, account->password_hash);
    });
    if (!checked) {
        throttle_.cancelled(who.name, who.remote);
        return administrators::server_busy();
    }
    if (matches) throttle_.succeeded(who.name, who.remote);
    return matches;
}

Result<SignInService::SignedIn> SignInService::change_password(Principal const& who,
                                                               PasswordChange const& given,
                                                               http::RawRequest const& request) {
    auto const policy = identity::password_policy(identity::PasswordOwner::administrator);
    if (auto problem = identity::check_new_password(given.new_password, policy, "/new_password"))
        return *problem;
    auto const account = [&] {
        auto session = database_.read();
        return administrators::Administrators::find(session, who.name);
    }();
    if (!account) return login_failed();
    auto const matches = is_own_password(who, Secret{std::string(given.current_password)});
    if (!matches) return matches.error();
    if (!*matches)
        return invalid("password.current_wrong", "The present password is wrong.", "/current_password");
    if (given.new_password == given.current_password) {
        return invalid("password.unchanged", "The new password must differ from the present one.",
                       "/new_password");
    }
    auto hash = administrators_.hash_new_password(given.new_password, "/new_password");
    if (!hash) return hash.error();

    auto tx = database_.begin();
    auto const now = administrators::Administrators::find(tx, who.name);
    if (!now || !now->active || now->password_hash != account->password_hash) return login_failed();
    administrators_.change_password(tx, who, *now, std::move(*hash));
    auto started = sessions_.start(tx, now->id, now->username, request);
    tx.commit();
    return SignedIn{to_current(started.session, started.cookie, false, log_.newest()), started.cookie};
}

}  // namespace mailapp::sign_in
