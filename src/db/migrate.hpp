#pragma once

#include "base/error.hpp"
#include "db/database.hpp"

namespace mailapp::db {

/// The newest schema version that this program knows.
int newest_version();
/// The version that the database has; 0 when it is empty.
int schema_version(Database& database);
/// Brings the schema to the newest version, each migration in a transaction of its own. Gives the number of
/// migrations that ran. Error: database.newer when the database is newer than the program; nothing is changed
/// then.
Result<int> migrate(Database& database);

}  // namespace mailapp::db
