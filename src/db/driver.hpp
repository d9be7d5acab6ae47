#pragma once

#include "db/database.hpp"

#include <memory>
#include <string>

namespace mailapp::db {

/// Opens one connection. `path` is a file or ":memory:". Throws DatabaseError.
std::unique_ptr<Connection> connect_sqlite(std::string const& path, Missing missing);
/// Opens one connection by a libpq URI. Throws DatabaseError.
std::unique_ptr<Connection> connect_postgresql(std::string const& uri);

}  // namespace mailapp::db
