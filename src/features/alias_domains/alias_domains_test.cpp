#include "features/alias_domains/rules.hpp"
#include "features/testing/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp::alias_domains {
namespace {

using testing::code_of;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

NewAliasDomain keyless(std::string name, std::string target) {
    NewAliasDomain wanted;
    wanted.name = std::move(name);
    wanted.target_domain = std::move(target);
    wanted.dkim_bits = 0;
    return wanted;
}

class AliasDomainsTest : public ::testing::TestWithParam<db::Engine> {
protected:
    AliasDomainsTest() {
        names.add_domain("one.example");
        names.add_domain("two.example", 1);
        names.add_domain("relay.example", 400, true);
        names.mark();
    }
    Service& service() { return names.alias_domains; }
    std::string create_code(std::string name, std::string target) {
        return code_of(service().create(names.who, keyless(std::move(name), std::move(target))));
    }
    std::string update_code(std::string const& name, AliasDomainPatch patch,
                            std::optional<std::int64_t> version = {}) {
        return code_of(service().update(names.who, name, std::move(patch), version));
    }
    void add_alias(std::string address, std::string destination = "away@far.example") {
        aliases::NewAlias wanted;
        wanted.address = std::move(address);
        wanted.destinations = {std::move(destination)};
        names.aliases.create(names.who, std::move(wanted)).value();
    }
    testing::Names names{GetParam()};
};

TEST_P(AliasDomainsTest, IsCreatedAsAskedFor) {
    auto wanted = keyless(" Zwei.BÜCHER.example ", "ONE.example");
    wanted.active = false;
    wanted.rate_limit_value = 7;
    wanted.rate_limit_frame = RateFrame::hour;
    auto const created = service().create(names.who, wanted);
    ASSERT_TRUE(created) << created.error().detail;
    auto const found = service().get(Visibility::all(), "zwei.xn--bcher-kva.example");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->name, "zwei.xn--bcher-kva.example");
    EXPECT_EQ(found->display_name, "zwei.bücher.example");
    EXPECT_EQ(found->target_domain, "one.example");
    EXPECT_FALSE(found->active);
    EXPECT_EQ(found->rate_limit_value, 7);
    EXPECT_EQ(found->rate_limit_frame, RateFrame::hour);
    EXPECT_EQ(found->version, 1);
    EXPECT_THAT(names.changed(db::topic::alias_domain), ElementsAre("zwei.xn--bcher-kva.example"));
    EXPECT_THAT(names.audited(), ElementsAre("alias_domain.created zwei.xn--bcher-kva.example"));
}

TEST_P(AliasDomainsTest, MakesItsOwnKeysAndTakesOverOldOnes) {
    auto wanted = keyless("alias.example", "one.example");
    wanted.dkim_bits = 1024;
    wanted.dkim_selector = "mail";
    wanted.dkim_ed25519 = true;
    auto const first = service().create(names.who, wanted);
    ASSERT_TRUE(first) << first.error().detail;
    EXPECT_TRUE(first->dkim_added);
    ASSERT_TRUE(service().remove(names.who, "alias.example"));
    auto const second = service().create(names.who, wanted);
    ASSERT_TRUE(second);
    EXPECT_FALSE(second->dkim_added);
    ASSERT_EQ(second->kept.size(), 2U);
    EXPECT_EQ(second->kept[0].selector, "mail");
    auto session = names.database->read();
    EXPECT_EQ(
        session.scalar<std::int64_t>("SELECT COUNT(*) FROM dkim_key WHERE domain = $1", "alias.example"), 2);
}

TEST_P(AliasDomainsTest, RefusesWhatCannotBe) {
    names.add_alias_domain("alias.example", "one.example");
    names.mark();
    EXPECT_EQ(create_code("no name", "one.example"), "alias_domain.name_invalid");
    EXPECT_EQ(create_code("mail.example.org", "one.example"), "alias_domain.is_hostname");
    EXPECT_EQ(create_code("one.example", "One.Example"), "alias_domain.is_target");
    EXPECT_EQ(create_code("two.example", "one.example"), "alias_domain.exists");
    EXPECT_EQ(create_code("ALIAS.example", "two.example"), "alias_domain.exists");
    EXPECT_EQ(create_code("new.example", "nowhere.example"), "alias_domain.target_not_found");
    EXPECT_EQ(create_code("new.example", "' OR 1=1--"), "alias_domain.target_not_found");
    EXPECT_EQ(create_code("new.example", "alias.example"), "alias_domain.target_not_found");
    EXPECT_EQ(create_code("new.example", "relay.example"), "alias_domain.target_is_relay");
    auto wanted = keyless("new.example", "one.example");
    wanted.rate_limit_value = -1;
    EXPECT_EQ(code_of(service().create(names.who, wanted)), "alias_domain.rate_limit_invalid");
    wanted.rate_limit_value = 0;
    wanted.dkim_bits = 3;
    EXPECT_EQ(code_of(service().create(names.who, wanted)), "dkim.bits_invalid");
    wanted.dkim_bits = 1024;
    wanted.dkim_selector = "no selector";
    EXPECT_EQ(code_of(service().create(names.who, wanted)), "dkim.selector_invalid");
    EXPECT_EQ(code_of(service().get(Visibility::all(), "new.example")), "alias_domain.not_found");
    EXPECT_THAT(names.audited(), IsEmpty());
    EXPECT_THAT(names.changed(db::topic::alias_domain), IsEmpty());
}

TEST_P(AliasDomainsTest, EndsGrantsFromBeforeItWasLocal) {
    names.add_mailbox("anna", "one.example");
    names.grant_sender("anna@one.example", "ceo@bank.example");
    names.grant_sender("anna@one.example", "@bank.example");
    names.grant_sender("anna@one.example", "ceo@my-bank.example");
    names.add_alias_domain("bank.example", "two.example");
    EXPECT_EQ(names.grants(), 1);
    EXPECT_THAT(names.changed(db::topic::sender_acl), Contains("anna@one.example"));
    names.grant_sender("anna@one.example", "ceo@bank.example");
    ASSERT_TRUE(service().remove(names.who, "bank.example"));
    EXPECT_EQ(names.grants(), 1);
}

TEST_P(AliasDomainsTest, IsChangedWithItsVersion) {
    names.add_alias_domain("alias.example", "one.example");
    names.mark();
    AliasDomainPatch patch;
    patch.active = false;
    patch.rate_limit_value = 3;
    patch.rate_limit_frame = RateFrame::day;
    EXPECT_EQ(update_code("alias.example", patch, 7), "version.changed");
    auto const changed = service().update(names.who, "Alias.Example", patch, 1);
    ASSERT_TRUE(changed);
    EXPECT_FALSE(changed->active);
    EXPECT_EQ(changed->rate_limit_frame, RateFrame::day);
    EXPECT_EQ(changed->version, 2);
    EXPECT_TRUE(changed->modified);
    EXPECT_THAT(names.changed(db::topic::alias_domain), ElementsAre("alias.example"));
    EXPECT_THAT(names.audited(), ElementsAre("alias_domain.changed alias.example"));
    EXPECT_EQ(update_code("gone.example", patch), "alias_domain.not_found");
    patch.rate_limit_value = -3;
    EXPECT_EQ(update_code("alias.example", patch), "alias_domain.rate_limit_invalid");
}

TEST_P(AliasDomainsTest, MovesToAnotherTargetWithItsAliases) {
    names.add_alias_domain("alias.example", "one.example");
    add_alias("info@alias.example");
    EXPECT_EQ(names.alias_count("one.example"), 1);
    AliasDomainPatch patch;
    patch.target_domain = "TWO.example";
    ASSERT_EQ(update_code("alias.example", patch), "");
    EXPECT_EQ(names.alias_count("one.example"), 0);
    EXPECT_EQ(names.alias_count("two.example"), 1);
    patch.target_domain = "alias.example";
    EXPECT_EQ(update_code("alias.example", patch), "alias_domain.is_target");
    patch.target_domain = "nowhere.example";
    EXPECT_EQ(update_code("alias.example", patch), "alias_domain.target_not_found");
    patch.target_domain = "no name";
    EXPECT_EQ(update_code("alias.example", patch), "alias_domain.target_not_found");
    patch.target_domain = "relay.example";
    EXPECT_EQ(update_code("alias.example", patch), "alias_domain.target_is_relay");
}

TEST_P(AliasDomainsTest, DoesNotMoveAboveALimitOrBeforeAMailbox) {
    names.add_alias_domain("alias.example", "one.example");
    add_alias("info@alias.example");
    add_alias("only@two.example");
    AliasDomainPatch patch;
    patch.target_domain = "two.example";
    EXPECT_EQ(update_code("alias.example", patch), "alias_domain.alias_limit");
    names.add_domain("three.example");
    names.add_mailbox("info", "three.example");
    patch.target_domain = "three.example";
    EXPECT_EQ(update_code("alias.example", patch), "alias_domain.alias_in_the_way");
    EXPECT_EQ(names.alias_count("one.example"), 1);
}

TEST_P(AliasDomainsTest, TakesItsAliasesAlong) {
    names.add_alias_domain("alias.example", "one.example");
    add_alias("info@alias.example");
    add_alias("@alias.example");
    add_alias("info@one.example");
    names.mark();
    EXPECT_EQ(code_of(service().remove(names.who, "alias.example", 9)), "version.changed");
    ASSERT_TRUE(service().remove(names.who, "ALIAS.example", 1));
    EXPECT_EQ(names.alias_count("one.example"), 1);
    EXPECT_THAT(names.changed(db::topic::alias),
                ::testing::UnorderedElementsAre("info@alias.example", "@alias.example"));
    EXPECT_THAT(names.changed(db::topic::alias_domain), ElementsAre("alias.example"));
    EXPECT_THAT(names.audited(), ElementsAre("alias_domain.deleted alias.example"));
    EXPECT_EQ(code_of(service().remove(names.who, "alias.example")), "alias_domain.not_found");
    auto session = names.database->read();
    EXPECT_EQ(session.scalar<std::int64_t>("SELECT COUNT(*) FROM alias_destination"), 1);
}

TEST_P(AliasDomainsTest, ListsByFilterAndOrderPageByPage) {
    for (auto const* name : {"c.example", "a_b.example", "axb.example"}) {
        // "_" is no host name: put where a hostile row could come from, behind the rules.
        auto tx = names.database->begin();
        tx.execute(
            "INSERT INTO alias_domain (name, target_domain, active, rate_limit_value, rate_limit_frame, "
            "created, version) VALUES ($1, 'one.example', 1, 0, 'second', 5, 1)",
            name);
        tx.commit();
    }
    names.add_alias_domain("d.example", "two.example");
    AliasDomainFilter filter;
    filter.limit = 1;
    for (auto const* sort : {"name", "-name", "target", "-target", "created", "-created"}) {
        filter.sort = sort;
        filter.cursor.reset();
        std::vector<std::string> seen;
        do {
            auto const page = service().list(Visibility::all(), filter);
            ASSERT_TRUE(page) << page.error().detail;
            EXPECT_EQ(page->total, 4);
            for (auto const& item : page->items) seen.push_back(item.name);
            filter.cursor = page->next_cursor;
        } while (filter.cursor && seen.size() < 9);
        EXPECT_THAT(seen,
                    ::testing::UnorderedElementsAre("a_b.example", "axb.example", "c.example", "d.example"))
            << sort;
    }
    auto const listed = [&](AliasDomainFilter const& wanted) {
        std::vector<std::string> found;
        for (auto const& item : service().list(Visibility::all(), wanted).value().items)
            found.push_back(item.name);
        return found;
    };
    AliasDomainFilter by_search;
    by_search.search = "A_B";
    EXPECT_THAT(listed(by_search), ElementsAre("a_b.example"));
    by_search.search = "' OR 1=1--";
    EXPECT_THAT(listed(by_search), IsEmpty());
    AliasDomainFilter by_target;
    by_target.target = "TWO.example";
    EXPECT_THAT(listed(by_target), ElementsAre("d.example"));
    AliasDomainFilter by_state;
    by_state.active = false;
    EXPECT_THAT(listed(by_state), IsEmpty());
    by_state.sort = "name; DROP TABLE alias_domain";
    EXPECT_EQ(code_of(service().list(Visibility::all(), by_state)), "list.sort_unknown");
}

TEST_P(AliasDomainsTest, BelongsToWhoTheTargetBelongsTo) {
    names.add_alias_domain("alias.example", "one.example");
    auto const other = testing::Names::limited_to({"two.example", "alias.example"});
    auto const own = testing::Names::limited_to({"one.example"});
    EXPECT_EQ(code_of(service().get(other.visibility(), "alias.example")), "alias_domain.not_found");
    EXPECT_EQ(code_of(service().update(other, "alias.example", {})), "alias_domain.not_found");
    EXPECT_EQ(code_of(service().remove(other, "alias.example")), "alias_domain.not_found");
    EXPECT_EQ(code_of(service().create(other, keyless("new.example", "one.example"))),
              "alias_domain.target_not_found");
    AliasDomainPatch patch;
    patch.target_domain = "two.example";
    EXPECT_EQ(code_of(service().update(own, "alias.example", patch)), "alias_domain.target_not_found");
    EXPECT_EQ(service().list(other.visibility(), {}).value().total, 0);
    EXPECT_EQ(service().list(own.visibility(), {}).value().total, 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, AliasDomainsTest,
                         ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::alias_domains
