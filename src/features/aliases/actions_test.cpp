#include "features/testing/aliases.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp::aliases {
namespace {

using testing::code_of;
using ::testing::ElementsAre;
using testing::forwarding;
using ::testing::IsEmpty;

class AliasActionsTest : public testing::AliasesTest {};

TEST_P(AliasActionsTest, ExpandsOverAliasDomains) {
    names.add_alias_domain("second.example", "one.example");
    names.add_alias_domain("third.example", "one.example");
    auto wanted = forwarding("info@one.example", {"anna@one.example", "info@third.example"});
    wanted.internal = true;
    wanted.sender_allowed = false;
    wanted.public_comment = "copied";
    auto const original = must_create(wanted);
    must_create(forwarding("info@second.example"));
    auto const expansion = service().expand(names.who, original.id);
    ASSERT_TRUE(expansion) << expansion.error().detail;
    // second.example has one already; in third.example it would be its own destination.
    ASSERT_EQ(expansion->created.size(), 1U);
    auto const& copy = expansion->created.front();
    EXPECT_EQ(copy.address, "info@alias.example");
    EXPECT_EQ(copy.primary_domain, "one.example");
    EXPECT_TRUE(copy.internal);
    EXPECT_FALSE(copy.sender_allowed);
    EXPECT_EQ(copy.public_comment, "copied");
    EXPECT_EQ(copy.destinations, original.destinations);
    EXPECT_EQ(copy.version, 1);
    EXPECT_FALSE(copy.modified);
    EXPECT_EQ(names.alias_count("one.example"), 3);
    EXPECT_THAT(names.changed(db::topic::alias), ElementsAre("info@alias.example"));
    EXPECT_THAT(names.audited(), ElementsAre("alias.created info@alias.example"));
    EXPECT_THAT(service().expand(names.who, original.id)->created, IsEmpty());
    EXPECT_EQ(code_of(service().expand(names.who, copy.id)), "alias.not_in_primary_domain");
    EXPECT_EQ(code_of(service().expand(names.who, 999)), "alias.not_found");
    auto const everything = must_create(forwarding("@one.example"));
    EXPECT_EQ(service().expand(names.who, everything.id)->created.size(), 3U);
}

TEST_P(AliasActionsTest, ExpandsAllOrNothing) {
    names.add_alias_domain("second.example", "two.example");
    names.add_alias_domain("third.example", "two.example");
    auto const original = must_create(forwarding("info@two.example"));
    EXPECT_EQ(code_of(service().expand(names.who, original.id)), "alias.limit_reached");
    EXPECT_EQ(names.alias_count("two.example"), 1);
    EXPECT_THAT(names.changed(db::topic::alias), IsEmpty());
    EXPECT_EQ(code_of(service().find_by_address(Visibility::all(), "info@second.example")),
              "alias.not_found");
}

TEST_P(AliasActionsTest, BulkReportsEachItem) {
    auto const own = must_create(forwarding("own@one.example"));
    auto const foreign = must_create(forwarding("foreign@two.example"));
    auto const inner = must_create(forwarding("inner@alias.example"));
    auto const limited = testing::Names::limited_to({"one.example"});
    auto const run = [&](BulkAction action, std::vector<std::int64_t> ids) {
        AliasBulk wanted;
        wanted.ids = std::move(ids);
        wanted.action = action;
        return service().bulk(limited, wanted);
    };
    auto const hidden = run(BulkAction::hide_in_sogo, {foreign.id, own.id, 999, inner.id});
    ASSERT_TRUE(hidden);
    EXPECT_EQ(hidden->done, 2);
    EXPECT_EQ(hidden->failed, 2);
    ASSERT_EQ(hidden->results.size(), 4U);
    EXPECT_EQ(hidden->results[0].item, std::to_string(foreign.id));
    EXPECT_FALSE(hidden->results[0].done);
    // The answer for what one may not see is that for what is not there.
    EXPECT_EQ(hidden->results[0].error->code, "alias.not_found");
    EXPECT_EQ(reflect::to_json(*hidden->results[0].error), reflect::to_json(*hidden->results[2].error));
    EXPECT_TRUE(hidden->results[1].done);
    EXPECT_FALSE(hidden->results[1].error);
    EXPECT_FALSE(service().get(Visibility::all(), own.id)->sogo_visible);
    EXPECT_TRUE(service().get(Visibility::all(), foreign.id)->sogo_visible);
    ASSERT_TRUE(run(BulkAction::deactivate, {own.id}));
    EXPECT_FALSE(service().get(Visibility::all(), own.id)->active);
    ASSERT_TRUE(run(BulkAction::activate, {own.id}));
    EXPECT_TRUE(service().get(Visibility::all(), own.id)->active);
    ASSERT_TRUE(run(BulkAction::show_in_sogo, {own.id}));
    EXPECT_TRUE(service().get(Visibility::all(), own.id)->sogo_visible);
    auto const expanded = run(BulkAction::expand, {own.id, inner.id, foreign.id});
    EXPECT_EQ(expanded->done, 1);
    EXPECT_EQ(expanded->results[1].error->code, "alias.not_in_primary_domain");
    EXPECT_TRUE(service().find_by_address(Visibility::all(), "own@alias.example"));
    auto const deleted = run(BulkAction::delete_, {own.id, own.id, foreign.id});
    EXPECT_EQ(deleted->done, 1);
    EXPECT_EQ(deleted->results[1].error->code, "alias.not_found");
    EXPECT_TRUE(service().get(Visibility::all(), foreign.id));
    EXPECT_EQ(code_of(run(BulkAction::delete_, std::vector<std::int64_t>(501, foreign.id))),
              "bulk.too_many_items");
}

INSTANTIATE_TEST_SUITE_P(Engines, AliasActionsTest,
                         ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::aliases
