#pragma once

#include "apply/follower.hpp"
#include "base/file.hpp"
#include "db/database.hpp"

#include <string>
#include <vector>

namespace mailapp::aliases {

/// Rspamd's settings (its module "settings") that let mail through unseen when every recipient is one of
/// these addresses, with or without a tag. One recipient that is none, and the message is looked at: naming a
/// trap must not smuggle spam to others. Pure.
std::string trap_settings(std::vector<std::string> const& addresses);

/// Keeps the file of trap_settings equal to the aliases that learn (spam or ham). Rspamd sees a change by
/// itself. A catch-all that learns is not among them: whom it gets depends on who else is there, and its mail
/// is filtered.
class TrapPublisher {
public:
    /// The database outlives it. The file's directory must be there.
    TrapPublisher(db::Database& database, fs::path file);

    /// For apply::Follower, which this must outlive.
    apply::Effect effect();

    /// Writes the file when it is other than it should be.
    Result<> publish();

private:
    std::string wanted();

    db::Database& database_;
    fs::path file_;
};

}  // namespace mailapp::aliases
