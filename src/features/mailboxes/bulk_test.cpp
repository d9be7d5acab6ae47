#include "base/mail_address.hpp"
#include "features/mailboxes/service.hpp"
#include "features/testing/names.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace mailapp::mailboxes {
namespace {

using testing::code_of;

/// Mailboxes a and b in one.example, c in two.example.
class BulkTest : public ::testing::TestWithParam<db::Engine> {
protected:
    BulkTest() {
        for (auto const* domain : {"one.example", "two.example"}) names.add_domain(domain);
        names.add_alias_domain("alias.example", "one.example");
        for (auto const* address : {"a@one.example", "b@one.example", "c@two.example"}) {
            auto const parts = normalize_address(address).value();
            NewMailbox wanted;
            wanted.local_part = parts.local_part;
            wanted.domain = parts.domain;
            wanted.password = "{PLAIN}secret-secret";
            wanted.quota = 10 * mebibyte;
            service.create(names.who, wanted).value();
        }
    }
    Result<BulkAnswer> run(BulkAction action, std::vector<std::string> addresses,
                           std::optional<std::int64_t> quota = {}) {
        MailboxBulk wanted;
        wanted.addresses = std::move(addresses);
        wanted.action = action;
        wanted.quota = quota;
        return service.bulk(own, wanted);
    }
    Mailbox get(std::string const& address) { return service.get(Visibility::all(), address).value(); }
    void set_usage(std::string const& address, std::int64_t bytes, std::int64_t messages) {
        auto tx = names.database->begin();
        tx.execute("UPDATE domain SET bytes_used = bytes_used + $2 WHERE name = $1",
                   address.substr(address.find('@') + 1), bytes);
        tx.execute("UPDATE mailbox_usage SET bytes = $2, messages = $3 WHERE address = $1", address, bytes,
                   messages);
        tx.commit();
    }
    void add_alias(std::string address, std::vector<std::string> destinations) {
        aliases::NewAlias alias;
        alias.address = std::move(address);
        alias.destinations = std::move(destinations);
        names.aliases.create(names.who, alias).value();
    }

    testing::Names names{GetParam()};
    Service service{*names.database, names.audit, names.templates, names.domains, names.aliases};
    Principal own = testing::Names::limited_to({"one.example"});
};

TEST_P(BulkTest, EachActionDoesWhatItSaysToTheCallersMailboxesAlone) {
    struct Case {
        BulkAction action;
        bool (*holds)(Mailbox const&);
    };
    Case const cases[] = {
        {BulkAction::deactivate, [](Mailbox const& m) { return m.state == MailboxState::inactive; }},
        {BulkAction::disable_login, [](Mailbox const& m) { return m.state == MailboxState::no_login; }},
        {BulkAction::activate, [](Mailbox const& m) { return m.state == MailboxState::active; }},
        {BulkAction::disable_imap, [](Mailbox const& m) { return !m.imap_access && m.pop3_access; }},
        {BulkAction::enable_imap, [](Mailbox const& m) { return m.imap_access; }},
        {BulkAction::disable_pop3, [](Mailbox const& m) { return !m.pop3_access && m.smtp_access; }},
        {BulkAction::enable_pop3, [](Mailbox const& m) { return m.pop3_access; }},
        {BulkAction::disable_smtp, [](Mailbox const& m) { return !m.smtp_access && m.sieve_access; }},
        {BulkAction::enable_smtp, [](Mailbox const& m) { return m.smtp_access; }},
        {BulkAction::disable_sieve, [](Mailbox const& m) { return !m.sieve_access && m.imap_access; }},
        {BulkAction::enable_sieve, [](Mailbox const& m) { return m.sieve_access; }},
        {BulkAction::disable_eas, [](Mailbox const& m) { return !m.eas_access && m.dav_access; }},
        {BulkAction::enable_eas, [](Mailbox const& m) { return m.eas_access; }},
        {BulkAction::disable_dav, [](Mailbox const& m) { return !m.dav_access && m.eas_access; }},
        {BulkAction::enable_dav, [](Mailbox const& m) { return m.dav_access; }},
        {BulkAction::enforce_tls_in, [](Mailbox const& m) { return m.tls_enforce_in && !m.tls_enforce_out; }},
        {BulkAction::relax_tls_in, [](Mailbox const& m) { return !m.tls_enforce_in; }},
        {BulkAction::enforce_tls_out,
         [](Mailbox const& m) { return m.tls_enforce_out && !m.tls_enforce_in; }},
        {BulkAction::relax_tls_out, [](Mailbox const& m) { return !m.tls_enforce_out; }},
    };
    auto const foreign = get("c@two.example");
    for (auto const& one : cases) {
        auto const answer = run(one.action, {"A@one.example", "c@two.example", "b@one.example"});
        ASSERT_TRUE(answer) << answer.error().detail;
        EXPECT_EQ(answer->done, 2);
        EXPECT_EQ(answer->failed, 1);
        EXPECT_EQ(answer->results.at(1).item, "c@two.example");
        EXPECT_EQ(answer->results.at(1).error->code, "mailbox.not_found");
        EXPECT_TRUE(one.holds(get("a@one.example"))) << reflect::enum_name(one.action);
        EXPECT_TRUE(one.holds(get("b@one.example"))) << reflect::enum_name(one.action);
    }
    EXPECT_EQ(reflect::to_json(get("c@two.example")), reflect::to_json(foreign));
}

TEST_P(BulkTest, ARefusedItemLeavesNothingBehindAndStopsNoOther) {
    domains::DomainPatch limits;
    limits.default_quota = limits.max_quota = 50 * mebibyte;
    limits.quota = 70 * mebibyte;
    ASSERT_TRUE(names.domains.update(names.who, "one.example", limits));
    // Both have 10 MiB: the first can have 50, then 10 are left for the second.
    names.mark();
    auto const answer = run(BulkAction::set_quota, {"a@one.example", "b@one.example"}, 50 * mebibyte);
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->results.at(0).done);
    EXPECT_EQ(answer->results.at(1).error->code, "mailbox.quota_above_left");
    EXPECT_EQ(get("a@one.example").quota, 50 * mebibyte);
    EXPECT_EQ(get("b@one.example").quota, 10 * mebibyte);
    EXPECT_EQ(names.domains.get(Visibility::all(), "one.example")->assigned_quota, 60 * mebibyte);
    EXPECT_EQ(names.changed(db::topic::mailbox), std::vector<std::string>{"a@one.example"});
    EXPECT_EQ(names.audited(), std::vector<std::string>{"mailbox.changed a@one.example"});
    EXPECT_TRUE(names.audit.verify().intact);
}

TEST_P(BulkTest, SetsHowOftenAndOfWhatTheQuarantineTells) {
    names.mark();
    MailboxBulk wanted;
    wanted.addresses = {"a@one.example", "c@two.example"};
    wanted.action = BulkAction::set_quarantine_notification;
    wanted.quarantine_notification = NotifyFrequency::weekly;
    auto const often = service.bulk(own, wanted);
    ASSERT_TRUE(often);
    EXPECT_EQ(often->done, 1);
    EXPECT_EQ(often->results.at(1).error->code, "mailbox.not_found");
    EXPECT_EQ(get("a@one.example").quarantine_notification, NotifyFrequency::weekly);
    EXPECT_EQ(get("c@two.example").quarantine_notification, NotifyFrequency::hourly);
    wanted.action = BulkAction::set_quarantine_category;
    wanted.quarantine_category = NotifyCategory::all;
    ASSERT_EQ(service.bulk(own, wanted)->done, 1);
    EXPECT_EQ(get("a@one.example").quarantine_category, NotifyCategory::all);
    EXPECT_EQ(get("b@one.example").quarantine_category, NotifyCategory::reject);
    EXPECT_EQ(names.audited(),
              (std::vector<std::string>{"mailbox.changed a@one.example", "mailbox.changed a@one.example"}));
}

TEST_P(BulkTest, AddsAndRemovesTagsAndLeavesTheOthers) {
    MailboxPatch own_tags;
    own_tags.tags = {"staff", "north"};
    service.update(names.who, "a@one.example", own_tags).value();
    MailboxBulk wanted;
    wanted.addresses = {"A@one.example", "b@one.example", "c@two.example"};
    wanted.action = BulkAction::add_tags;
    wanted.tags = {{" staff ", "2026"}};
    auto const added = service.bulk(own, wanted);
    ASSERT_TRUE(added);
    EXPECT_EQ(added->done, 2);
    EXPECT_EQ(added->results.at(2).error->code, "mailbox.not_found");
    using Tags = std::vector<std::string>;
    auto const sorted = [&](std::string const& address) {
        auto tags = get(address).tags;
        std::sort(tags.begin(), tags.end());
        return tags;
    };
    EXPECT_EQ(sorted("a@one.example"), (Tags{"2026", "north", "staff"}));
    EXPECT_EQ(sorted("b@one.example"), (Tags{"2026", "staff"}));
    EXPECT_EQ(sorted("c@two.example"), Tags{});
    wanted.action = BulkAction::remove_tags;
    ASSERT_EQ(service.bulk(own, wanted)->done, 2);
    EXPECT_EQ(sorted("a@one.example"), Tags{"north"});
    EXPECT_EQ(sorted("b@one.example"), Tags{});
    // One with too many is refused alone.
    own_tags.tags = Tags{};
    for (int i = 0; i < 24; ++i) own_tags.tags->push_back("tag " + std::to_string(i));
    service.update(names.who, "a@one.example", own_tags).value();
    wanted.action = BulkAction::add_tags;
    auto const full = service.bulk(own, wanted);
    EXPECT_EQ(full->results.at(0).error->code, "tags.too_many");
    EXPECT_TRUE(full->results.at(1).done);
    EXPECT_EQ(get("a@one.example").tags.size(), 24U);
}

TEST_P(BulkTest, RefusesTooManyAndAValueThatIsNotThere) {
    EXPECT_EQ(code_of(run(BulkAction::delete_, std::vector<std::string>(501, "a@one.example"))),
              "bulk.too_many_items");
    for (auto const action :
         {BulkAction::set_quota, BulkAction::set_quarantine_notification, BulkAction::set_quarantine_category,
          BulkAction::add_tags, BulkAction::remove_tags}) {
        EXPECT_EQ(code_of(run(action, {"a@one.example"})), "bulk.value_missing");
    }
    EXPECT_TRUE(service.get(Visibility::all(), "a@one.example"));
}

TEST_P(BulkTest, DeletionSaysWhatGoesAndThenThatGoes) {
    set_usage("a@one.example", 1000, 3);
    set_usage("b@one.example", 200, 1);
    set_usage("c@two.example", 5000, 7);
    add_alias("one@one.example", {"a@one.example"});
    add_alias("both@one.example", {"a@one.example", "b@one.example"});
    add_alias("stays@one.example", {"a@one.example", "x@far.example"});
    auto const looked = service.deletion(own.visibility(),
                                         {{"a@one.example", "B@one.example", "c@two.example", "no address"}});
    ASSERT_TRUE(looked);
    EXPECT_EQ(looked->deletable, 2);
    EXPECT_EQ(looked->mailboxes, 2);
    EXPECT_EQ(looked->bytes_used, 1200);
    EXPECT_EQ(looked->message_count, 4);
    EXPECT_EQ(looked->aliases, 2);
    ASSERT_EQ(looked->items.size(), 4U);
    EXPECT_EQ(looked->items[0].aliases, 1);
    EXPECT_EQ(looked->items[1].bytes_used, 200);
    // What another's mailbox holds is nobody's business.
    EXPECT_EQ(looked->items[2].refused->code, "mailbox.not_found");
    EXPECT_EQ(looked->items[2].bytes_used, 0);
    EXPECT_EQ(looked->items[3].refused->code, "mailbox.not_found");

    auto const before = names.alias_count("one.example");
    ASSERT_EQ(run(BulkAction::delete_, {"a@one.example", "b@one.example"})->done, 2);
    EXPECT_EQ(names.alias_count("one.example"), before - looked->aliases);
    EXPECT_EQ(service.list(Visibility::all(), {})->total, 1);
    EXPECT_TRUE(service.deletion(own.visibility(), {})->items.empty());
}

TEST_P(BulkTest, DomainsGoOnlyWithoutMailboxesAndTheirPreviewSaysSo) {
    set_usage("a@one.example", 1000, 3);
    names.add_domain("empty.example");
    add_alias("x@alias.example", {"x@far.example"});
    auto const all = Visibility::all();
    auto const looked = names.domains.deletion(all, {{"one.example", "empty.example", "none.example"}});
    ASSERT_TRUE(looked);
    EXPECT_EQ(looked->deletable, 1);
    EXPECT_EQ(looked->items[0].refused->code, "domain.not_empty");
    EXPECT_EQ(looked->items[0].mailboxes, 2);
    EXPECT_EQ(looked->items[0].alias_domains, 1);
    EXPECT_EQ(looked->items[0].aliases, 1);
    EXPECT_EQ(looked->items[0].bytes_used, 1000);
    EXPECT_FALSE(looked->items[1].refused);
    EXPECT_EQ(looked->items[2].refused->code, "domain.not_found");
    EXPECT_EQ(looked->bytes_used, 0);

    domains::DomainBulk wanted{{"one.example", "empty.example"}, domains::BulkAction::deactivate};
    EXPECT_EQ(names.domains.bulk(names.who, wanted)->done, 2);
    EXPECT_FALSE(names.domains.get(all, "one.example")->active);
    wanted.action = domains::BulkAction::activate;
    EXPECT_EQ(names.domains.bulk(own, wanted)->done, 1);
    EXPECT_TRUE(names.domains.get(all, "one.example")->active);
    EXPECT_FALSE(names.domains.get(all, "empty.example")->active);
    wanted.action = domains::BulkAction::delete_;
    auto const deleted = names.domains.bulk(names.who, wanted);
    EXPECT_EQ(deleted->results[0].error->code, "domain.not_empty");
    EXPECT_TRUE(deleted->results[1].done);
    EXPECT_EQ(code_of(names.domains.get(all, "empty.example")), "domain.not_found");
}

TEST_P(BulkTest, AliasDomainsToo) {
    add_alias("x@alias.example", {"x@far.example"});
    names.add_alias_domain("other.example", "two.example");
    auto const looked = names.alias_domains.deletion(own.visibility(), {{"alias.example", "other.example"}});
    ASSERT_TRUE(looked);
    EXPECT_EQ(looked->deletable, 1);
    EXPECT_EQ(looked->alias_domains, 1);
    EXPECT_EQ(looked->aliases, 1);
    EXPECT_EQ(looked->items[1].refused->code, "alias_domain.not_found");
    alias_domains::AliasDomainBulk wanted{{"alias.example", "other.example"},
                                          alias_domains::BulkAction::deactivate};
    EXPECT_EQ(names.alias_domains.bulk(own, wanted)->done, 1);
    EXPECT_FALSE(names.alias_domains.get(Visibility::all(), "alias.example")->active);
    EXPECT_TRUE(names.alias_domains.get(Visibility::all(), "other.example")->active);
    wanted.action = alias_domains::BulkAction::delete_;
    EXPECT_EQ(names.alias_domains.bulk(names.who, wanted)->done, 2);
    EXPECT_EQ(names.alias_domains.list(Visibility::all(), {})->total, 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, BulkTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& engine) { return db::testing::engine_name(engine.param); });

}  // namespace
}  // namespace mailapp::mailboxes
