#pragma once

#include "base/secret.hpp"
#include "directory/hash_gate.hpp"
#include "directory/replicas.hpp"
#include "directory/throttle.hpp"
#include "directory/verified_cache.hpp"
#include "http/message.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace mailapp::directory {

struct AuthSettings {
    std::string token;     ///< what Dovecot shows as "Authorization: Bearer TOKEN"
    fs::path mail;         ///< mailbox stores lie below
    fs::path script_logs;  ///< Dovecot writes there why a mailbox's Sieve script failed at delivery
    std::size_t hashes_at_once = 2;
    std::size_t hashes_waiting = 16;  ///< in each lane of the gate
    /// Told of every allowed sign-in over SMTP: Dovecot itself notes those of IMAP and POP3, which have a
    /// session with it. Must not throw.
    std::function<void(std::string const& address, std::string_view remote)> on_submission;
};

/// Answers Dovecot over HTTP: POST /auth/verify (user, password, service, remote) and POST /auth/user (user),
/// both form-encoded, answered by lines "key=value". See docs/reference/directory-auth.md for the statuses.
class AuthService {
public:
    AuthService(Replicas& replicas, AuthSettings settings, Ticks now = std::chrono::steady_clock::now);

    /// Called by the HTTP server's workers, many at a time. Never throws.
    http::RawResponse handle(http::RawRequest const& request);

private:
    using Form = std::map<std::string, std::string, std::less<>>;
    http::RawResponse route(http::RawRequest const& request);
    http::RawResponse verify(Form const& form);
    http::RawResponse find_user(Form const& form);

    Replicas& replicas_;
    AuthSettings const settings_;
    std::string const
        hash_of_nobody_;  ///< unknown users are checked against this one, so that they take as long
    VerifiedCache cache_;
    Throttle throttle_;
    HashGate gate_;
};

/// How many requests of a server may wait in the gate; it needs more workers than that, so that remembered
/// logins always find one.
std::size_t workers_for(AuthSettings const& settings);

/// The members of a form (application/x-www-form-urlencoded); nothing when an escape is broken or a name
/// comes twice.
std::optional<std::map<std::string, std::string, std::less<>>> parse_form(std::string_view body);

}  // namespace mailapp::directory
