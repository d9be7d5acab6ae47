#pragma once

#include "features/audit/service.hpp"
#include "features/sessions/store.hpp"
#include "http/routes.hpp"

namespace mailapp::sessions {

/// Sessions of people who signed in. A cookie is 32 random bytes, stored as its SHA-256; every read asks the
/// database, so that a session that is ended is dead at once everywhere.
class Sessions {
public:
    /// `life` is the clock by which sessions grow old; that of the administrators' own times when it is left
    /// out.
    Sessions(db::Database& database, audit::Log& log, Clock clock = system_now, Clock life = {})
        : database_(database), log_(log), clock_(std::move(clock)), life_(life ? std::move(life) : clock_) {}

    struct Started {
        std::string cookie;
        Session session;
    };
    /// A new session in the transaction of a sign-in or a change of password. The cookie that the request
    /// presented is dead then, and the oldest sessions of an account that has very many.
    Started start(db::Transaction& tx, std::int64_t administrator_id, std::string const& account,
                  http::RawRequest const& request);

    /// The live session of a cookie. Notes its use, at most once a minute.
    std::optional<store::Row> find(std::string const& cookie);

    /// Whether a cookie's session lives, and may do more than change its password. Not a use of it.
    bool is_live(std::string const& cookie);

    Result<http::Page<Session>> list(Principal const& who, SessionFilter const& filter);
    /// Ends one session, of that account when it is given. Error: session.not_found.
    Result<void> end(Principal const& who, std::string const& id,
                     std::optional<std::string> const& account = {});
    /// Ends all sessions of an account.
    EndedSessions end_all(Principal const& who, std::int64_t administrator_id, std::string const& account);
    /// As end_all, in the transaction of what makes it necessary.
    std::int64_t end_all(db::Transaction& tx, Principal const& who, std::int64_t administrator_id,
                         std::string const& account);

    Clock const& clock() const { return clock_; }

private:
    db::Database& database_;
    audit::Log& log_;
    Clock clock_;
    Clock life_;
};

/// What is shown of a stored session.
Session to_session(store::Row row, std::string const& current_id);

void add_routes(http::Routes& routes, Sessions& sessions);

}  // namespace mailapp::sessions
