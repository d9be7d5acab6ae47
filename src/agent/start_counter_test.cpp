#include "agent/start_counter.hpp"

#include "stack/test_daemon.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace mailapp::agent {
namespace {

class StartCounterTest : public testing::Test {
protected:
    void write(std::string const& text) const { std::ofstream(file(), std::ios::app) << text; }
    fs::path file() const { return directory_.path() / "supervisord.log"; }

    test::TemporaryDirectory directory_;
    StartCounter counter_{file()};
};

TEST_F(StartCounterTest, CountsFromTheLastStartOfTheSupervisor) {
    EXPECT_TRUE(counter_.read().empty());
    write(
        "2026-11-23 10:00:00,000 INFO supervisord started with pid 1\n"
        "2026-11-23 10:00:00,001 INFO spawned: 'redis' with pid 2\n"
        "2026-11-23 10:00:00,001 INFO spawned: 'redis' with pid 3\n"
        "2026-11-24 10:00:00,000 INFO supervisord started with pid 4\n"
        "2026-11-24 10:00:00,001 INFO spawned: 'redis' with pid 5\n"
        "2026-11-24 10:00:00,002 INFO spawned: 'api' with pid 6\n");
    EXPECT_EQ(counter_.read(), (std::map<std::string, std::int64_t>{{"redis", 1}, {"api", 1}}));
    write(
        "2026-11-24 10:00:09,001 INFO exited: redis (terminated by SIGKILL; not expected)\n"
        "2026-11-24 10:00:10,001 INFO spawned: 'redis' with pid 7\n");
    EXPECT_EQ(counter_.read().at("redis"), 2);
    EXPECT_EQ(counter_.read().at("redis"), 2);
}

TEST_F(StartCounterTest, GoesOnOverARotation) {
    write("2026-11-24 10:00:00,001 INFO spawned: 'redis' with pid 5\n");
    EXPECT_EQ(counter_.read().at("redis"), 1);
    write("2026-11-24 10:00:01,001 INFO spawned: 'redis' with pid 6\n");
    fs::rename(file(), directory_.path() / "supervisord.log.1");
    EXPECT_EQ(counter_.read().at("redis"), 1);  // between the two files
    write("2026-11-24 10:00:02,001 INFO spawned: 'redis' with pid 7\n");
    EXPECT_EQ(counter_.read().at("redis"), 3);
}

}  // namespace
}  // namespace mailapp::agent
