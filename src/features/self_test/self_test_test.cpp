#include "features/self_test/service.hpp"
#include "features/testing/names.hpp"
#include "stack/test_daemon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp::self_test {
namespace {

using mailapp::testing::code_of;
using ::testing::Contains;
using ::testing::IsEmpty;

/// A runner of an instance whose API does not run: its first hop fails.
class SelfTestTest : public ::testing::Test, protected mailapp::testing::Names {
protected:
    SelfTestTest() : Names(db::Engine::sqlite) { mark(); }

    SelfTest finished(std::string const& id) {
        SelfTest test;
        EXPECT_TRUE(test::wait_until([&] {
            test = runner.get(id).value();
            return test.finished.has_value();
        }));
        return test;
    }

    test::TemporaryDirectory directory;
    Instance const instance{directory.path(), {}};
    api_keys::ApiKeys keys{*database, audit};
    std::vector<SelfTest> told;
    Runner runner{*database, audit, keys, instance};
};

TEST_F(SelfTestTest, TellsEachHopAndLeavesNoKey) {
    std::mutex mutex;
    runner.on_change([&](SelfTest const& test) {
        std::lock_guard const lock(mutex);
        told.push_back(test);
    });
    auto const started = runner.start(who).value();
    EXPECT_EQ(started.state, SelfTestState::running);
    ASSERT_EQ(started.hops.size(), 6U);
    EXPECT_EQ(started.hops[0].state, HopState::waiting);
    auto const done = finished(started.id);
    runner.stop();
    EXPECT_EQ(done.state, SelfTestState::failed);
    EXPECT_EQ(done.hops[0].state, HopState::failed);
    EXPECT_FALSE(done.hops[0].detail.empty());
    for (std::size_t i = 1; i < 5; ++i) EXPECT_EQ(done.hops[i].state, HopState::skipped) << done.hops[i].name;
    EXPECT_EQ(done.hops[5].name, "clean up");
    EXPECT_EQ(told.front().hops[0].state, HopState::running);
    EXPECT_EQ(told.back().state, SelfTestState::failed);
    EXPECT_EQ(database->read().scalar<std::int64_t>("SELECT COUNT(*) FROM api_key"), 0);
    EXPECT_THAT(audited(), Contains("self_test.started " + started.id));
}

TEST_F(SelfTestTest, KeepsTheLastTenAndKnowsNoOther) {
    std::string last;
    for (int i = 0; i < 11; ++i) {
        // The one before may still be at its very end.
        Result<SelfTest> started = runner.start(who);
        while (!started && code_of(started) == "self_test.running") started = runner.start(who);
        last = started.value().id;
        finished(last);
    }
    auto const list = runner.list().items;
    ASSERT_EQ(list.size(), 10U);
    EXPECT_EQ(list.front().id, last);
    EXPECT_EQ(code_of(runner.get("nothing")), "self_test.not_found");
}

TEST_F(SelfTestTest, StartsNoneWhenItIsStopping) {
    runner.stop();
    EXPECT_EQ(code_of(runner.start(who)), "self_test.running");
    EXPECT_THAT(audited(), IsEmpty());
}

}  // namespace
}  // namespace mailapp::self_test
