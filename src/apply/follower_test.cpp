#include "apply/follower.hpp"

#include "db/testing/databases.hpp"

#include <gmock/gmock.h>

#include <future>

namespace mailapp::apply {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::int64_t change(db::Database& database, std::string_view topic, std::string_view key) {
    auto tx = database.begin();
    auto const seq = db::append_change(tx, topic, key);
    tx.commit();
    return seq;
}

/// An effect that remembers what it was asked for, and fails while it is told to.
struct Recorder {
    std::vector<std::string> applied;
    std::vector<std::int64_t> rebuilt;
    std::optional<Error> failure;
    bool is_intact = true;

    Effect effect() {
        Effect made;
        made.name = "test";
        made.topics = {db::topic::dkim, db::topic::alias};
        made.apply = [this](std::vector<db::Change> const& changes) -> Result<> {
            if (failure) return *failure;
            for (auto const& one : changes) applied.push_back(one.topic + ":" + one.key);
            return {};
        };
        made.rebuild = [this](std::int64_t position) -> Result<> {
            if (failure) return *failure;
            rebuilt.push_back(position);
            return {};
        };
        made.intact = [this]() -> Result<bool> { return is_intact; };
        return made;
    }
};

class FollowerTest : public ::testing::TestWithParam<db::Engine> {
protected:
    std::int64_t saved_position() {
        auto session = database->read();
        return session.first<std::int64_t>("SELECT seq FROM change_follower WHERE name = 'test'")
            .value_or(-1);
    }
    void run(std::string_view sql) {
        auto tx = database->begin();
        tx.execute(sql);
        tx.commit();
    }
    void must_follow(Follower& follower) {
        for (;;) {
            auto const more = follower.follow();
            if (!more) throw std::runtime_error(more.error().detail);
            if (!*more) return;
        }
    }

    db::testing::FreshDatabase database{GetParam()};
    Recorder recorder;
};

TEST_P(FollowerTest, RebuildsAtItsVeryFirstLookAndFollowsFromThere) {
    auto const before = change(*database, db::topic::dkim, "one.example");
    Follower follower(*database, recorder.effect());
    must_follow(follower);
    EXPECT_THAT(recorder.rebuilt, ElementsAre(before));
    EXPECT_THAT(recorder.applied, IsEmpty());
    auto const after = change(*database, db::topic::dkim, "two.example");
    must_follow(follower);
    EXPECT_THAT(recorder.applied, ElementsAre("dkim:two.example"));
    EXPECT_EQ(follower.state().position, after);
    EXPECT_EQ(follower.state().lag, 0);
    EXPECT_EQ(saved_position(), after);
}

TEST_P(FollowerTest, FoldsDoublesOntoTheirLastEntryAndLeavesOtherTopicsOut) {
    Follower follower(*database, recorder.effect());
    must_follow(follower);
    change(*database, db::topic::dkim, "one.example");
    change(*database, db::topic::mailbox, "anna@one.example");
    change(*database, db::topic::alias, "info@one.example");
    change(*database, db::topic::dkim, "one.example");
    must_follow(follower);
    EXPECT_THAT(recorder.applied, ElementsAre("alias:info@one.example", "dkim:one.example"));
}

TEST_P(FollowerTest, GoesOnAfterARestartWithoutRebuilding) {
    {
        Follower follower(*database, recorder.effect());
        must_follow(follower);
    }
    change(*database, db::topic::dkim, "one.example");
    Follower follower(*database, recorder.effect());
    must_follow(follower);
    EXPECT_EQ(recorder.rebuilt.size(), 1U);
    EXPECT_THAT(recorder.applied, ElementsAre("dkim:one.example"));
}

TEST_P(FollowerTest, TellsItsPositionAfterARestartAlsoWhenNothingIsNew) {
    auto const newest = change(*database, db::topic::dkim, "one.example");
    {
        Follower follower(*database, recorder.effect());
        must_follow(follower);
    }
    Follower again(*database, recorder.effect());
    must_follow(again);
    EXPECT_EQ(again.state().position, newest);
    EXPECT_EQ(again.state().lag, 0);
}

TEST_P(FollowerTest, LosesAndReordersNothingWhenABatchFails) {
    Follower follower(*database, recorder.effect());
    must_follow(follower);
    auto const held = saved_position();
    recorder.failure = upstream("redis.unreachable", "Redis does not answer.");
    change(*database, db::topic::dkim, "one.example");
    EXPECT_FALSE(follower.follow());
    EXPECT_FALSE(follower.follow());
    change(*database, db::topic::dkim, "two.example");
    EXPECT_FALSE(follower.follow());
    auto const failing = follower.state();
    EXPECT_EQ(failing.last_error, "Redis does not answer.");
    EXPECT_EQ(failing.attempts, 3);
    EXPECT_EQ(failing.lag, 2);
    EXPECT_TRUE(failing.failing_since);
    EXPECT_EQ(saved_position(), held);
    recorder.failure.reset();
    must_follow(follower);
    EXPECT_THAT(recorder.applied, ElementsAre("dkim:one.example", "dkim:two.example"));
    EXPECT_EQ(follower.state().last_error, "");
    EXPECT_FALSE(follower.state().failing_since);
}

TEST_P(FollowerTest, TakesAnExceptionForAFailure) {
    auto effect = recorder.effect();
    effect.rebuild = [](std::int64_t) -> Result<> { throw std::runtime_error("disk full"); };
    Follower follower(*database, std::move(effect));
    EXPECT_EQ(follower.follow().error().detail, "disk full");
    EXPECT_EQ(saved_position(), -1);
}

TEST_P(FollowerTest, RebuildsWhenTheEffectIsGone) {
    FollowerTimes times;
    times.poll = std::chrono::milliseconds(0);
    Follower follower(*database, recorder.effect(), times);
    must_follow(follower);
    must_follow(follower);
    EXPECT_EQ(recorder.rebuilt.size(), 1U);
    recorder.is_intact = false;
    must_follow(follower);
    EXPECT_EQ(recorder.rebuilt.size(), 2U);
    EXPECT_EQ(follower.state().rebuilds, 2);
}

TEST_P(FollowerTest, RebuildsWhenEntriesAreMissingOrTheDatabaseIsAnOlderOne) {
    for (int i = 0; i < 5; ++i) change(*database, db::topic::dkim, "one.example");
    run("INSERT INTO change_follower (name, seq, at) VALUES ('test', 2, 0)");
    run("DELETE FROM change WHERE seq < 5");
    {
        Follower follower(*database, recorder.effect());
        must_follow(follower);
        EXPECT_EQ(recorder.rebuilt.size(), 1U);
    }
    run("UPDATE change_follower SET seq = 100 WHERE name = 'test'");
    Follower follower(*database, recorder.effect());
    must_follow(follower);
    EXPECT_EQ(recorder.rebuilt.size(), 2U);
    EXPECT_EQ(follower.state().position, 5);
}

TEST_P(FollowerTest, FollowsMoreThanOneBatch) {
    Follower follower(*database, recorder.effect());
    must_follow(follower);
    auto tx = database->begin();
    for (int i = 0; i < 2500; ++i) db::append_change(tx, db::topic::dkim, std::to_string(i));
    tx.commit();
    must_follow(follower);
    ASSERT_EQ(recorder.applied.size(), 2500U);
    EXPECT_EQ(recorder.applied.back(), "dkim:2499");
}

TEST_P(FollowerTest, IsWokenAndStops) {
    std::promise<void> applied;
    auto effect = recorder.effect();
    effect.apply = [&](std::vector<db::Change> const&) -> Result<> {
        applied.set_value();
        return {};
    };
    FollowerTimes times;
    times.poll = std::chrono::hours(1);  // only being woken makes it look
    times.gather = std::chrono::milliseconds(1);
    Follower follower(*database, std::move(effect), times);
    must_follow(follower);
    follower.start();
    change(*database, db::topic::dkim, "one.example");
    follower.wake();
    EXPECT_EQ(applied.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
    follower.stop();
    EXPECT_EQ(saved_position(), 1);
}

TEST_P(FollowerTest, RetriesByItself) {
    std::promise<void> applied;
    int calls = 0;
    auto effect = recorder.effect();
    effect.apply = [&](std::vector<db::Change> const&) -> Result<> {
        if (++calls < 4) return upstream("test.down", "down");
        applied.set_value();
        return {};
    };
    FollowerTimes times;
    times.first_retry = std::chrono::milliseconds(1);
    times.last_retry = std::chrono::milliseconds(4);
    Follower follower(*database, std::move(effect), times);
    must_follow(follower);
    change(*database, db::topic::dkim, "one.example");
    follower.start();
    EXPECT_EQ(applied.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
    follower.stop();
    EXPECT_EQ(calls, 4);
}

class PruneTest : public FollowerTest {
protected:
    void stand(std::string_view name, std::int64_t seq, Seconds at) {
        auto tx = database->begin();
        tx.execute("INSERT INTO change_follower (name, seq, at) VALUES ($1, $2, $3)", name, seq, at);
        tx.commit();
    }
    std::int64_t oldest() {
        auto session = database->read();
        return db::oldest_change(session);
    }
    Seconds const now = system_now();
    Seconds const in_two_days = now + std::chrono::hours(48);
};

TEST_P(PruneTest, KeepsWhatAFollowerHasNotPassedAndWhatIsYoung) {
    for (int i = 0; i < 10; ++i) change(*database, db::topic::dkim, "one.example");
    EXPECT_EQ(prune_changes(*database, in_two_days), 0);
    stand("directory", 8, now);
    stand("slow", 4, now);
    EXPECT_EQ(prune_changes(*database, now), 0);
    EXPECT_EQ(prune_changes(*database, in_two_days), 3);
    EXPECT_EQ(oldest(), 4);
}

TEST_P(PruneTest, DoesNotWaitForAFollowerThatIsGone) {
    for (int i = 0; i < 10; ++i) change(*database, db::topic::dkim, "one.example");
    stand("directory", 10, now);
    stand("gone", 2, now - std::chrono::hours(24 * 10));
    EXPECT_EQ(prune_changes(*database, in_two_days), 9);
    EXPECT_EQ(oldest(), 10);
}

INSTANTIATE_TEST_SUITE_P(Engines, FollowerTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });
INSTANTIATE_TEST_SUITE_P(Engines, PruneTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::apply
