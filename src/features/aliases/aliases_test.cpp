#include "features/testing/aliases.hpp"
#include "features/aliases/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace mailapp::aliases {
namespace {

using testing::AliasesTest;
using testing::code_of;
using ::testing::ElementsAre;
using testing::forwarding;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST_P(AliasesTest, IsCreatedAsAskedFor) {
    auto wanted = forwarding("INFO@One.Example", {"Anna@one.example", "b@far.example", "anna@ONE.example"});
    wanted.internal = true;
    wanted.sender_allowed = false;
    wanted.public_comment = "Öffentlich' OR 1=1-- %_\\";
    wanted.private_comment = "";
    auto const created = service().create(names.who, wanted);
    ASSERT_TRUE(created) << created.error().detail;
    auto const found = service().get(Visibility::all(), created->id);
    ASSERT_TRUE(found);
    EXPECT_EQ(reflect::to_json(*found), reflect::to_json(*created));
    EXPECT_EQ(found->address, "info@one.example");
    EXPECT_EQ(found->domain, "one.example");
    EXPECT_FALSE(found->primary_domain);
    EXPECT_FALSE(found->is_catch_all);
    EXPECT_THAT(found->destinations, ElementsAre("anna@one.example", "b@far.example"));
    EXPECT_TRUE(found->active);
    EXPECT_TRUE(found->internal);
    EXPECT_FALSE(found->sender_allowed);
    EXPECT_TRUE(found->sogo_visible);
    EXPECT_EQ(found->public_comment, wanted.public_comment);
    EXPECT_EQ(found->private_comment, "");
    EXPECT_EQ(found->version, 1);
    EXPECT_EQ(names.alias_count("one.example"), 1);
    EXPECT_THAT(names.changed(db::topic::alias), ElementsAre("info@one.example"));
    EXPECT_THAT(names.audited(), ElementsAre("alias.created info@one.example"));
    EXPECT_EQ(service().find_by_address(Visibility::all(), "Info@ONE.example")->id, created->id);
}

TEST_P(AliasesTest, CountsForTheTargetOfItsAliasDomain) {
    auto const created = service().create(names.who, forwarding("@alias.example"));
    ASSERT_TRUE(created);
    EXPECT_TRUE(created->is_catch_all);
    EXPECT_EQ(created->primary_domain, "one.example");
    EXPECT_EQ(names.alias_count("one.example"), 1);
    EXPECT_EQ(service().find_by_address(Visibility::all(), "@alias.example")->id, created->id);
    ASSERT_TRUE(service().remove(names.who, created->id));
    EXPECT_EQ(names.alias_count("one.example"), 0);
}

TEST_P(AliasesTest, SpecialDeliveriesHaveNoDestinations) {
    auto wanted = forwarding("trap@one.example", {});
    wanted.delivery = Delivery::learn_spam;
    auto const created = service().create(names.who, wanted);
    ASSERT_TRUE(created);
    EXPECT_EQ(created->delivery, Delivery::learn_spam);
    AliasPatch patch;
    patch.destinations = std::vector<std::string>{"b@far.example"};
    EXPECT_EQ(update_code(created->id, patch), "alias.destinations_not_allowed");
    patch.delivery = Delivery::forward;
    EXPECT_EQ(update_code(created->id, patch), "");
    AliasPatch discard;
    discard.delivery = Delivery::discard;
    auto const discarding = service().update(names.who, created->id, discard);
    ASSERT_TRUE(discarding);
    EXPECT_THAT(discarding->destinations, IsEmpty());
    AliasPatch forward;
    forward.delivery = Delivery::forward;
    EXPECT_EQ(update_code(created->id, forward), "alias.destinations_empty");
}

TEST_P(AliasesTest, RefusesWhatCannotBe) {
    must_create(forwarding("info@one.example"));
    EXPECT_EQ(create_code(forwarding("Info@one.example")), "alias.address_taken");
    EXPECT_EQ(create_code(forwarding("anna@one.example")), "alias.address_taken");
    EXPECT_EQ(create_code(forwarding("anna@alias.example")), "alias.address_taken");
    EXPECT_EQ(create_code(forwarding("x@nowhere.example")), "alias.domain_not_found");
    EXPECT_EQ(create_code(forwarding("@")), "alias.address_invalid");
    EXPECT_EQ(create_code(forwarding("x@one.example", {})), "alias.destinations_empty");
    EXPECT_EQ(create_code(forwarding("x@one.example", {"y"})), "alias.destination_invalid");
    EXPECT_EQ(create_code(forwarding("x@one.example", {"X+1@one.example"})), "alias.destination_is_self");
    auto wanted = forwarding("x@one.example");
    wanted.public_comment = std::string(161, 'x');
    EXPECT_EQ(create_code(wanted), "alias.comment_too_long");
    wanted.public_comment = "a\nb";
    EXPECT_EQ(create_code(wanted), "alias.comment_invalid");
    wanted.public_comment.reset();
    wanted.delivery = Delivery::discard;
    EXPECT_EQ(create_code(wanted), "alias.destinations_not_allowed");
    EXPECT_EQ(names.alias_count("one.example"), 1);
    EXPECT_THAT(names.changed(db::topic::alias), IsEmpty());
    EXPECT_THAT(names.audited(), IsEmpty());
}

TEST_P(AliasesTest, HoldsTheLimitOfTheDomain) {
    must_create(forwarding("a@two.example"));
    must_create(forwarding("b@two.example"));
    EXPECT_EQ(create_code(forwarding("c@two.example")), "alias.limit_reached");
    auto const elsewhere = must_create(forwarding("c@one.example"));
    AliasPatch move;
    move.address = "c@two.example";
    EXPECT_EQ(update_code(elsewhere.id, move), "alias.limit_reached");
    EXPECT_EQ(names.alias_count("one.example"), 1);
    EXPECT_EQ(names.alias_count("two.example"), 2);
    auto tx = names.database->begin();
    EXPECT_TRUE(service().create_in(tx, names.who, forwarding("c@two.example"), Limits::do_not_apply));
    tx.commit();
    // More than the limit allows, not only as many: still refused.
    EXPECT_EQ(create_code(forwarding("d@two.example")), "alias.limit_reached");
}

TEST_P(AliasesTest, RefusesTwoThatSendToEachOther) {
    auto const first = must_create(forwarding("a@one.example", {"b@one.example"}));
    EXPECT_EQ(create_code(forwarding("b@one.example", {"anna@one.example", "a@one.example"})),
              "alias.destination_loops");
    auto const second = must_create(forwarding("b@one.example", {"anna@one.example"}));
    AliasPatch patch;
    patch.destinations = std::vector<std::string>{"a@one.example"};
    EXPECT_EQ(update_code(second.id, patch), "alias.destination_loops");
    AliasPatch rename;
    rename.address = "c@one.example";
    EXPECT_EQ(update_code(second.id, rename), "");
    patch.destinations = std::vector<std::string>{"a@one.example"};
    EXPECT_EQ(update_code(second.id, patch), "");
    rename.address = "b@one.example";
    EXPECT_EQ(update_code(second.id, rename), "alias.destination_loops");
    EXPECT_THAT(service().get(Visibility::all(), first.id)->destinations, ElementsAre("b@one.example"));
}

TEST_P(AliasesTest, IsChangedWithItsVersion) {
    auto const alias = must_create(forwarding("info@one.example"));
    AliasPatch patch;
    patch.active = false;
    patch.internal = true;
    patch.public_comment = "seen";
    EXPECT_EQ(code_of(service().update(names.who, alias.id, patch, 2)), "version.changed");
    auto const changed = service().update(names.who, alias.id, patch, 1);
    ASSERT_TRUE(changed);
    EXPECT_FALSE(changed->active);
    EXPECT_TRUE(changed->internal);
    EXPECT_EQ(changed->public_comment, "seen");
    EXPECT_EQ(changed->version, 2);
    EXPECT_TRUE(changed->modified);
    EXPECT_THAT(changed->destinations, ElementsAre("away@far.example"));
    EXPECT_THAT(names.changed(db::topic::alias), ElementsAre("info@one.example"));
    EXPECT_THAT(names.audited(), ElementsAre("alias.changed info@one.example"));
    AliasPatch clear;
    clear.public_comment = "";
    EXPECT_EQ(service().update(names.who, alias.id, clear)->public_comment, "");
    clear.public_comment = std::string(161, 'x');
    EXPECT_EQ(update_code(alias.id, clear), "alias.comment_too_long");
    EXPECT_EQ(update_code(alias.id + 100, patch), "alias.not_found");
}

TEST_P(AliasesTest, MovesToAnotherAddressAndDomain) {
    auto const alias = must_create(forwarding("info@one.example"));
    must_create(forwarding("taken@two.example"));
    names.grant_sender("anna@one.example", "info@one.example");
    AliasPatch patch;
    patch.address = "INFO@one.example";
    EXPECT_EQ(update_code(alias.id, patch), "");
    EXPECT_EQ(names.grants(), 1);
    patch.address = "taken@two.example";
    EXPECT_EQ(update_code(alias.id, patch), "alias.address_taken");
    patch.address = "anna@alias.example";
    EXPECT_EQ(update_code(alias.id, patch), "alias.address_taken");
    patch.address = "away@far.example";
    EXPECT_EQ(update_code(alias.id, patch), "alias.domain_not_found");
    names.mark();
    patch.address = "Office@two.example";
    auto const moved = service().update(names.who, alias.id, patch);
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->address, "office@two.example");
    EXPECT_EQ(moved->domain, "two.example");
    EXPECT_EQ(names.alias_count("one.example"), 0);
    EXPECT_EQ(names.alias_count("two.example"), 2);
    EXPECT_EQ(names.grants(), 0);
    EXPECT_THAT(names.changed(db::topic::alias), ElementsAre("info@one.example", "office@two.example"));
    EXPECT_THAT(names.changed(db::topic::sender_acl), ElementsAre("anna@one.example"));
    EXPECT_THAT(names.audited(), ElementsAre("alias.changed info@one.example"));
    // From one name of a domain to another nothing is counted anew, whatever the limit.
    patch.address = "x@one.example";
    ASSERT_EQ(update_code(alias.id, patch), "");
    patch.address = "x@alias.example";
    ASSERT_EQ(update_code(alias.id, patch), "");
    EXPECT_EQ(names.alias_count("one.example"), 1);
    patch.address = "away@two.example";
    patch.destinations = std::vector<std::string>{"away@two.example"};
    EXPECT_EQ(update_code(alias.id, patch), "alias.destination_is_self");
}

TEST_P(AliasesTest, DeletionLeavesNothing) {
    auto const alias = must_create(forwarding("info@one.example", {"a@far.example", "b@far.example"}));
    names.grant_sender("anna@one.example", "info@one.example");
    EXPECT_EQ(code_of(service().remove(names.who, alias.id, 4)), "version.changed");
    ASSERT_TRUE(service().remove(names.who, alias.id, 1));
    EXPECT_EQ(code_of(service().remove(names.who, alias.id)), "alias.not_found");
    EXPECT_EQ(code_of(service().get(Visibility::all(), alias.id)), "alias.not_found");
    EXPECT_EQ(names.alias_count("one.example"), 0);
    EXPECT_EQ(names.grants(), 0);
    EXPECT_THAT(names.changed(db::topic::alias), ElementsAre("info@one.example"));
    EXPECT_THAT(names.changed(db::topic::sender_acl), ElementsAre("anna@one.example"));
    EXPECT_THAT(names.audited(), ElementsAre("alias.deleted info@one.example"));
    auto session = names.database->read();
    EXPECT_EQ(session.scalar<std::int64_t>("SELECT COUNT(*) FROM alias_destination"), 0);
}

TEST_P(AliasesTest, BelongsToWhoTheDomainBelongsTo) {
    auto const alias = must_create(forwarding("info@one.example"));
    auto const inner = must_create(forwarding("info@alias.example"));
    auto const own = testing::Names::limited_to({"one.example"});
    // The name of the alias domain alone gives no right to it.
    auto const other = testing::Names::limited_to({"two.example", "alias.example"});
    for (auto const id : {alias.id, inner.id}) {
        EXPECT_TRUE(service().get(own.visibility(), id));
        EXPECT_EQ(code_of(service().get(other.visibility(), id)), "alias.not_found");
        EXPECT_EQ(code_of(service().update(other, id, {})), "alias.not_found");
        EXPECT_EQ(code_of(service().remove(other, id)), "alias.not_found");
        EXPECT_EQ(code_of(service().expand(other, id)), "alias.not_found");
    }
    EXPECT_EQ(code_of(service().find_by_address(other.visibility(), "INFO@one.example")), "alias.not_found");
    EXPECT_EQ(code_of(service().create(other, forwarding("x@one.example"))), "alias.domain_not_found");
    EXPECT_EQ(code_of(service().create(other, forwarding("x@alias.example"))), "alias.domain_not_found");
    auto const theirs = must_create(forwarding("theirs@two.example"));
    AliasPatch move;
    move.address = "x@two.example";
    EXPECT_EQ(code_of(service().update(own, alias.id, move)), "alias.domain_not_found");
    // Not "taken": nobody learns what another's domain has.
    move.address = theirs.address;
    EXPECT_EQ(code_of(service().update(own, alias.id, move)), "alias.domain_not_found");
    EXPECT_EQ(service().list(own.visibility(), {}).value().total, 2);
    AliasFilter filter;
    filter.domain = "two.example";
    EXPECT_EQ(service().list(own.visibility(), filter).value().total, 0);
    EXPECT_EQ(service().list(Visibility::of_domains({}), {}).value().total, 0);
    auto const seen = service().list(other.visibility(), {}).value().items;
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen.front().address, "theirs@two.example");
}

TEST_P(AliasesTest, TakesTenThousandDestinations) {
    std::vector<std::string> many;
    for (std::size_t i = 0; i < most_destinations; ++i) {
        many.push_back("member" + std::to_string(i) + "@far.example");
    }
    auto const created = service().create(names.who, forwarding("all@one.example", many));
    ASSERT_TRUE(created) << created.error().detail;
    EXPECT_EQ(created->destinations, many);
    auto more = many;
    more.emplace_back("one-more@far.example");
    EXPECT_EQ(create_code(forwarding("more@one.example", more)), "alias.too_many_destinations");
    EXPECT_EQ(service().list(Visibility::all(), {})->items.at(0).destinations, many);
    AliasPatch patch;
    patch.destinations = std::vector<std::string>(many.rbegin(), many.rend());
    EXPECT_EQ(service().update(names.who, created->id, patch)->destinations, *patch.destinations);
}

TEST_P(AliasesTest, OneOfTwoCreationsAtTheSameTimeWins) {
    std::array<std::string, 2> codes;
    {
        std::jthread first(
            [&] { codes[0] = create_code(forwarding("race@one.example", {"a@far.example"})); });
        std::jthread second(
            [&] { codes[1] = create_code(forwarding("race@one.example", {"b@far.example"})); });
    }
    EXPECT_THAT(codes, UnorderedElementsAre("", "alias.address_taken"));
    EXPECT_EQ(names.alias_count("one.example"), 1);
}

TEST_P(AliasesTest, ForgetsADestination) {
    auto const both = must_create(forwarding("both@one.example", {"anna@one.example", "b@far.example"}));
    auto const only = must_create(forwarding("only@alias.example", {"anna@one.example"}));
    auto const none = must_create(forwarding("none@one.example", {"hanna@one.example"}));
    names.grant_sender("anna@one.example", "only@alias.example");
    names.mark();
    in_transaction([&](auto& tx) { service().forget_destination(tx, names.who, "anna@one.example"); });
    auto const left = service().get(Visibility::all(), both.id);
    ASSERT_TRUE(left);
    EXPECT_THAT(left->destinations, ElementsAre("b@far.example"));
    EXPECT_EQ(left->version, 2);
    EXPECT_EQ(code_of(service().get(Visibility::all(), only.id)), "alias.not_found");
    EXPECT_EQ(service().get(Visibility::all(), none.id)->version, 1);
    EXPECT_EQ(names.alias_count("one.example"), 2);
    EXPECT_EQ(names.grants(), 0);
    EXPECT_THAT(names.changed(db::topic::alias), ElementsAre("both@one.example", "only@alias.example"));
    EXPECT_THAT(names.audited(),
                ElementsAre("alias.changed both@one.example", "alias.deleted only@alias.example"));
    auto session = names.database->read();
    EXPECT_EQ(session.scalar<std::string>("SELECT details FROM audit_entry WHERE action = 'alias.changed'"),
              R"({"destinations":[["anna@one.example"],[]]})");
}

TEST_P(AliasesTest, RenamesADestination) {
    auto const one = must_create(forwarding("a@one.example", {"x@far.example", "anna@one.example"}));
    auto const two =
        must_create(forwarding("b@one.example", {"anna@one.example", "x@far.example", "anne@one.example"}));
    auto const none = must_create(forwarding("c@one.example"));
    in_transaction(
        [&](auto& tx) { service().rename_destination(tx, "anna@one.example", "anne@one.example"); });
    EXPECT_THAT(service().get(Visibility::all(), one.id)->destinations,
                ElementsAre("x@far.example", "anne@one.example"));
    EXPECT_THAT(service().get(Visibility::all(), two.id)->destinations,
                ElementsAre("x@far.example", "anne@one.example"));
    EXPECT_EQ(service().get(Visibility::all(), two.id)->version, 2);
    EXPECT_EQ(service().get(Visibility::all(), none.id)->version, 1);
    EXPECT_THAT(names.changed(db::topic::alias), UnorderedElementsAre("a@one.example", "b@one.example"));
}

INSTANTIATE_TEST_SUITE_P(Engines, AliasesTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::aliases
