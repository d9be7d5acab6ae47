#pragma once

#include "base/clock.hpp"
#include "db/database.hpp"

#include <optional>

namespace mailapp::set_up::store {

std::optional<Seconds> closed(db::Session& session);
/// Both tell whether it was not so before.
bool close(db::Transaction& tx, Seconds now);
bool open(db::Transaction& tx);

}  // namespace mailapp::set_up::store
