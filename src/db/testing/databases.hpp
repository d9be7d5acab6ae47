#pragma once

#include "db/database.hpp"
#include "db/migrate.hpp"

#include <memory>
#include <string>

namespace mailapp::db::testing {

/// A fresh, migrated database for a test, gone after it: SQLite in a temporary directory, or a database of
/// its own in a private PostgreSQL cluster that lives as long as the test program.
class FreshDatabase {
public:
    explicit FreshDatabase(Engine engine, bool migrated = true);
    ~FreshDatabase();
    FreshDatabase(FreshDatabase const&) = delete;
    FreshDatabase& operator=(FreshDatabase const&) = delete;

    Database& operator*() { return *database_; }
    Database* operator->() { return database_.get(); }
    std::string const& url() const { return url_; }

private:
    std::string url_;
    std::string directory_;
    std::unique_ptr<Database> database_;
};

/// For INSTANTIATE_TEST_SUITE_P: the name of an engine.
std::string engine_name(Engine engine);

}  // namespace mailapp::db::testing
