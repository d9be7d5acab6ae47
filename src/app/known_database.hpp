#pragma once

#include "base/error.hpp"
#include "instance/instance.hpp"

namespace mailapp::app {

/// Whether the instance was set up before, so that it had a database: its configuration or its replica was
/// made from one.
bool was_set_up(Instance const& instance);

/// Before a database is opened or migrated: for an instance that was set up it must be there and hold tables.
/// An empty one in its place would be taken for the truth, and all mail be refused. Error: database.vanished,
/// which names the file and what to put there. Throws db::DatabaseError when it cannot be asked.
Result<> check_known_database(Instance const& instance);

}  // namespace mailapp::app
