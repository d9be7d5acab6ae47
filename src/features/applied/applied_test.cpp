#include "db/changes.hpp"
#include "features/applied/service.hpp"
#include "features/testing/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp::applied {
namespace {

using mailapp::testing::code_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class AppliedTest : public ::testing::TestWithParam<db::Engine> {
protected:
    std::int64_t change(std::string const& kind, std::string const& object) {
        auto tx = database->begin();
        auto const seq = db::append_change(tx, kind, object);
        tx.commit();
        return seq;
    }
    AppliedObject object(std::string const& kind, std::string const& name) {
        return applied.state({kind, name}).value().object.value();
    }

    db::testing::FreshDatabase database{GetParam()};
    std::optional<std::int64_t> directory;
    std::vector<apply::FollowerState> followers;
    Service applied{*database, [this] { return directory; }};
};

TEST_P(AppliedTest, AnObjectIsInForceWhenEveryPartHasPassedItsChange) {
    applied.set_followers([this] { return followers; });
    auto const first = change("mailbox", "anna@example.org");
    auto const second = change("mailbox", "anna@example.org");
    change("domain", "example.org");
    directory = first;
    followers.push_back({.name = "dkim", .position = second});
    EXPECT_EQ(object("mailbox", "anna@example.org").change, second);
    EXPECT_FALSE(object("mailbox", "anna@example.org").applied);
    EXPECT_THAT(object("mailbox", "anna@example.org").waiting_for, ElementsAre("directory"));
    EXPECT_THAT(object("domain", "example.org").waiting_for, ElementsAre("directory", "dkim"));
    directory = second;
    EXPECT_TRUE(object("mailbox", "anna@example.org").applied);
    EXPECT_FALSE(applied.state().applied);
}

TEST_P(AppliedTest, PartsTellHowFarTheyAreBehindAndSinceWhen) {
    auto const first = change("domain", "a.example");
    change("domain", "b.example");
    directory = first;
    auto const behind = applied.state().parts.at(0);
    EXPECT_EQ(behind.behind, 1);
    EXPECT_TRUE(behind.waiting_since);
    directory = first + 1;
    auto const state = applied.state();
    EXPECT_TRUE(state.applied);
    EXPECT_EQ(state.newest, first + 1);
    EXPECT_FALSE(state.parts.at(0).waiting_since);
    EXPECT_FALSE(state.object);
}

TEST_P(AppliedTest, ADirectoryThatDoesNotAnswerHasNothingThatWeKnowOf) {
    change("domain", "a.example");
    auto const state = applied.state();
    EXPECT_FALSE(state.applied);
    EXPECT_FALSE(state.parts.at(0).problem.empty());
    EXPECT_FALSE(object("domain", "a.example").applied);
}

TEST_P(AppliedTest, AnObjectWithoutAnEntryIsInForce) {
    auto const unknown = object("mailbox", "nobody@example.org");
    EXPECT_TRUE(unknown.applied);
    EXPECT_FALSE(unknown.change);
    EXPECT_THAT(unknown.waiting_for, IsEmpty());
}

TEST_P(AppliedTest, TakesKindAndObjectTogether) {
    EXPECT_EQ(code_of(applied.state({"mailbox", std::nullopt})), "applied.query_incomplete");
    EXPECT_EQ(code_of(applied.state({std::nullopt, "x"})), "applied.query_incomplete");
}

INSTANTIATE_TEST_SUITE_P(Engines, AppliedTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::applied
