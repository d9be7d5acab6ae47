#pragma once

#include "apply/follower.hpp"
#include "db/database.hpp"
#include "identity/vault.hpp"
#include "instance/instance.hpp"

#include <memory>
#include <string>
#include <vector>

namespace mailapp::app {

/// Everything that follows from a change, off the request: keys to Rspamd, traps to its settings, sessions
/// and mail of mailboxes that lost them; and the change feed kept short. All of it runs on threads of its
/// own, and none of it has to work for mail to flow: what is down is tried again.
class Effects {
public:
    /// Starts at once. `database` and `vault` outlive it. Error: instance.secret_missing.
    static Result<std::unique_ptr<Effects>> create(Instance const& instance, db::Database& database,
                                                   Vault const& vault);
    /// Ends when each effect has done what it is at.
    ~Effects();
    Effects(Effects const&) = delete;
    Effects& operator=(Effects const&) = delete;

    /// Something was committed; never blocks. For Database::observe_changes.
    void wake();
    std::vector<apply::FollowerState> states() const;
    /// The states in Prometheus' text format.
    std::string metrics() const;

private:
    Effects(Instance const& instance, db::Database& database, Vault const& vault, Secret redis_password);
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace mailapp::app
