#pragma once

#include "apply/follower.hpp"
#include "db/database.hpp"
#include "features/dkim/store.hpp"
#include "identity/vault.hpp"
#include "stack/redis/client.hpp"

#include <set>
#include <string>
#include <vector>

namespace mailapp::dkim {

/// Brings the keys to where Rspamd looks for them at each message, so that a key signs from the moment on
/// that Redis has it, without a reload. The hashes:
///     DKIM_KEYS       "<selector>.<domain>"  RSA: PEM; Ed25519: base64 of the 32-byte seed
///     DKIM_SELECTORS  domain                 the selectors that sign, divided by spaces
///     ARC_SELECTORS   domain                 the one that seals: RSA, the only kind that ARC verifiers know
class Publisher {
public:
    /// The vault and the database outlive it.
    Publisher(db::Database& database, Vault const& vault, stack::redis::Client redis);

    /// For apply::Follower, which this must outlive.
    apply::Effect effect();

    Result<> apply(std::vector<db::Change> const& changes);
    Result<> rebuild(std::int64_t position);
    /// Whether Redis still has what was written last: it may have been emptied, or have lost its last second.
    Result<bool> intact();

private:
    /// Everything of one domain, beside each other so that no message meets half of it.
    std::vector<stack::redis::Command> commands_for(std::string const& domain,
                                                    std::vector<store::SealedKey> const& keys,
                                                    std::set<std::string>& fields);
    Result<> write_all(std::set<std::string>& fields, std::set<std::string>& domains);
    Result<> remove_others(std::string const& hash, std::set<std::string> const& kept);
    stack::redis::Command mark(std::int64_t position);
    /// The same where there is a mark, nothing else.
    stack::redis::Command move_mark(std::int64_t position);
    std::string const& database_id();

    db::Database& database_;
    Vault const& vault_;
    stack::redis::Client redis_;
    std::string database_id_;
    /// Which run of Redis it is that answers: each start has an id of its own.
    Result<std::string> run_of_redis();

    std::string written_into_;             ///< the run of Redis that has got everything
    std::optional<std::int64_t> written_;  ///< the position of the last write
};

}  // namespace mailapp::dkim
