#pragma once

#include "instance/instance.hpp"

namespace mailapp::app {

/// Before a command opens the database of an instance: a process of root becomes, for good, the user who owns
/// the directory of the SQLite file, whose files and links it would follow else. Error: database.rights.
Result<> take_database_rights(Instance const& instance);

}  // namespace mailapp::app
