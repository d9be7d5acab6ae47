#pragma once

#include "apply/follower.hpp"
#include "db/database.hpp"

#include <functional>
#include <string>
#include <vector>

namespace mailapp::mailboxes {

/// What is asked of the privileged side, wired by the composition. A refusal of ErrorKind::upstream is tried
/// again; any other is final.
struct AgentCalls {
    /// Ends the live sessions over these protocols: "imap", "pop3", "sieve".
    std::function<Result<>(std::string const& address, std::vector<std::string> const& services)> kick;
    std::function<Result<>(std::string const& store)> discard_store;    ///< takes a mailbox's mail away
    std::function<Result<>(std::string const& domain)> discard_domain;  ///< its directory, when it is empty
};

/// Ends the live sessions of mailboxes whose rights to sign in shrank (disabled, another password, deleted,
/// renamed, domain disabled: all sessions; a protocol taken away: those over it), and takes the mail of
/// deleted ones away. The table mailbox_session_right holds what was allowed when it was last looked at, and
/// which sessions are still to be ended: a crash or a stopped Dovecot loses none.
class SessionEnder {
public:
    /// `directory_has`: whether the directory has applied the feed up to there. Nobody is kicked before: the
    /// client would be back at once, with what it lost.
    SessionEnder(db::Database& database, AgentCalls agent,
                 std::function<bool(std::int64_t seq)> directory_has);

    /// For apply::Follower, which this must outlive.
    apply::Effect effect();

    Result<> apply(std::vector<db::Change> const& changes);
    Result<> rebuild(std::int64_t position);

private:
    Result<> wait_for_directory(std::int64_t seq) const;
    Result<> kick_pending();
    Result<> discard_stores(std::vector<std::string> const& stores);
    Result<> discard_domains(std::vector<std::string> const& domains);

    db::Database& database_;
    AgentCalls agent_;
    std::function<bool(std::int64_t)> directory_has_;
};

}  // namespace mailapp::mailboxes
