#include "app/known_database.hpp"

#include "base/random.hpp"
#include "db/database.hpp"
#include "db/migrate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace mailapp::app {
namespace {

/// An instance's directory with its database, as `up` leaves it.
class KnownDatabase : public testing::Test {
protected:
    KnownDatabase() {
        fs::create_directories(instance.control_data());
        fs::create_directories(instance.revisions() / "000001");
    }
    ~KnownDatabase() override { fs::remove_all(instance.directory()); }

    void set_up() const {
        db::Database database(instance.database_url(), 1);
        ASSERT_TRUE(db::migrate(database));
        fs::create_directory_symlink("revisions/000001", instance.live_config());
    }

    void expect_vanished() const {
        auto const known = check_known_database(instance);
        ASSERT_FALSE(known);
        EXPECT_EQ(known.error().code, "database.vanished");
        EXPECT_THAT(known.error().detail, testing::HasSubstr(file.string()));
        EXPECT_THAT(known.error().detail, testing::HasSubstr("backup"));
    }

    Instance instance{fs::temp_directory_path() / ("mailapp-known-" + random_hex(8)), Settings{}};
    fs::path file = instance.database_file();
};

TEST_F(KnownDatabase, ANewInstanceMayMakeOne) {
    EXPECT_TRUE(check_known_database(instance));
    set_up();
    EXPECT_TRUE(check_known_database(instance));
}

TEST_F(KnownDatabase, AMissingFileIsRefusedAndNotMade) {
    set_up();
    fs::remove(file);
    expect_vanished();
    EXPECT_FALSE(fs::exists(file));
}

TEST_F(KnownDatabase, AnEmptyFileIsRefused) {
    set_up();
    fs::resize_file(file, 0);
    expect_vanished();
}

TEST_F(KnownDatabase, ADatabaseWithoutOurTablesIsRefused) {
    set_up();
    fs::remove(file);
    {
        db::Database other(instance.database_url(), 1);
        auto tx = other.begin();
        tx.script("CREATE TABLE something (id INTEGER)");
        tx.commit();
    }
    expect_vanished();
}

TEST_F(KnownDatabase, AReplicaAloneSaysThatThereWasOne) {
    fs::create_directories(instance.replica());
    fs::create_directory_symlink("replica-1", instance.replica() / "current");
    expect_vanished();
}

}  // namespace
}  // namespace mailapp::app
