#include "agent/storage.hpp"

#include "stack/test_daemon.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace mailapp::agent {
namespace {

class StorageCounterTest : public testing::Test {
protected:
    void write(std::string const& path, std::size_t bytes) const {
        fs::create_directories((directory_.path() / path).parent_path());
        std::ofstream(directory_.path() / path) << std::string(bytes, 'x');
    }
    Storage counted() {
        Instance const instance(directory_.path(), {});
        StorageCounter counter(instance, [] { return Seconds(std::chrono::seconds(1'000)); });
        Storage storage;
        EXPECT_TRUE(test::wait_until([&] {
            storage = counter.show();
            return storage.measured.has_value();
        }));
        return storage;
    }

    test::TemporaryDirectory directory_;
};

TEST_F(StorageCounterTest, TellsThePartsApart) {
    write("mail/example.org/anna-1/cur/one", 100'000);
    write("queue/deferred/A/one", 50'000);
    write("log/postfix.log", 40'000);
    write("data/control/mailapp.db", 30'000);
    write("data/control/mailapp.db-wal", 30'000);
    write("data/directory/data.mdb", 20'000);
    write("data/redis/appendonly.aof", 90'000);
    auto const storage = counted();
    EXPECT_EQ(storage.measured, 1'000);
    // With the directories on the way and whole blocks of the file system.
    auto const near = [](std::int64_t bytes, std::int64_t wanted) {
        return bytes >= wanted && bytes < wanted + 40'000;
    };
    EXPECT_PRED2(near, storage.mail, 100'000);
    EXPECT_PRED2(near, storage.queue, 50'000);
    EXPECT_PRED2(near, storage.logs, 40'000);
    EXPECT_PRED2(near, storage.database, 80'000);
    EXPECT_PRED2(near, storage.other, 90'000);
}

TEST_F(StorageCounterTest, CountsAMessageWithTwoNamesOnceAndFollowsNoLink) {
    test::TemporaryDirectory outside;
    std::ofstream(outside.path() / "large") << std::string(1'000'000, 'x');
    write("mail/one", 200'000);
    fs::create_hard_link(directory_.path() / "mail/one", directory_.path() / "mail/two");
    fs::create_directory_symlink(outside.path(), directory_.path() / "mail/elsewhere");
    auto const storage = counted();
    EXPECT_GE(storage.mail, 200'000);
    EXPECT_LT(storage.mail, 300'000);
}

TEST_F(StorageCounterTest, AnInstanceThatIsNotThereTakesNothing) {
    Instance const instance(directory_.path() / "not-there", {});
    StorageCounter counter(instance);
    ASSERT_TRUE(test::wait_until([&] { return counter.show().measured.has_value(); }));
    EXPECT_EQ(counter.show().other, 0);
}

}  // namespace
}  // namespace mailapp::agent
