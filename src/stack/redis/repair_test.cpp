#include "stack/redis/repair.hpp"

#include "stack/redis/client.hpp"
#include "stack/test_daemon.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace mailapp::stack::redis {
namespace {

class RepairTest : public testing::Test {
protected:
    /// What a Redis on this store says to `ask`.
    template <class Ask>
    void with_redis(Ask ask) {
        auto const socket = directory.path() / "redis.sock";
        test::Daemon const daemon({"/usr/bin/redis-server", "--port", "0", "--unixsocket", socket.string(),
                                   "--dir", directory.path().string(), "--save", "", "--appendonly", "yes",
                                   "--appendfsync", "always"});
        Client client({.socket = socket}, Secret(""));
        ASSERT_TRUE(test::wait_until([&] { return bool(client.run({"PING"})); }));
        ask(client);
    }
    fs::path file() const { return directory.path() / "appendonlydir" / "appendonly.aof.1.incr.aof"; }
    void damage(fs::path const& path, std::streamoff at) {
        std::fstream changed(path, std::ios::in | std::ios::out | std::ios::binary);
        changed.seekp(at);
        changed << "XXXXXXXXXXXX";
    }
    void fill() {
        with_redis([](Client& client) {
            ASSERT_TRUE(client.run({"SET", keys_are_there, "here"}));
            ASSERT_TRUE(client.run({"SET", "early", "1"}));
            for (int i = 0; i < 50; ++i) ASSERT_TRUE(client.run({"SET", "late" + std::to_string(i), "1"}));
        });
    }
    test::TemporaryDirectory directory;
};

TEST_F(RepairTest, LeavesAloneWhatIsWhole) {
    EXPECT_EQ(*repair_store(directory.path()), Repair::none);
    fill();
    EXPECT_EQ(*repair_store(directory.path()), Repair::none);
    with_redis([](Client& client) { EXPECT_EQ(client.run({"EXISTS", keys_are_there})->number, 1); });
}

TEST_F(RepairTest, KeepsWhatStandsBeforeTheDamageButNotTheMarkOfTheKeys) {
    fill();
    damage(file(), static_cast<std::streamoff>(fs::file_size(file())) - 200);
    EXPECT_EQ(*repair_store(directory.path()), Repair::cut);
    EXPECT_TRUE(fs::exists(directory.path() / "appendonlydir.damaged"));
    with_redis([](Client& client) {
        EXPECT_EQ(client.run({"EXISTS", "early"})->number, 1);
        EXPECT_EQ(client.run({"EXISTS", "late49"})->number, 0);
        EXPECT_EQ(client.run({"EXISTS", keys_are_there})->number, 0);
    });
    EXPECT_EQ(*repair_store(directory.path()), Repair::none);
}

TEST_F(RepairTest, BeginsAnewWhereNothingCanBeRead) {
    fill();
    damage(directory.path() / "appendonlydir" / "appendonly.aof.1.base.rdb", 0);
    EXPECT_EQ(*repair_store(directory.path()), Repair::set_aside);
    with_redis([](Client& client) { EXPECT_EQ(client.run({"DBSIZE"})->number, 0); });
}

}  // namespace
}  // namespace mailapp::stack::redis
