#include "base/mail_address.hpp"
#include "features/mailboxes/service.hpp"
#include "features/testing/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp::mailboxes {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

/// m0 to m5 in two domains; number n has n tens of percent of its quota in use and signed in at n hours.
class MailboxListTest : public ::testing::TestWithParam<db::Engine> {
protected:
    MailboxListTest() {
        for (auto const* domain : {"one.example", "two.example"}) names.add_domain(domain);
        for (int n = 0; n < 6; ++n) {
            NewMailbox wanted;
            wanted.local_part = "m" + std::to_string(n);
            wanted.domain = n % 2 == 0 ? "one.example" : "two.example";
            wanted.name = "Person " + std::to_string(5 - n);
            wanted.password = "{PLAIN}secret-secret";
            wanted.quota = 100 * mebibyte;
            wanted.pop3_access = n != 1;
            wanted.sieve_access = n != 2;
            wanted.tags = std::vector<std::string>{n < 3 ? "low" : "high", "all"};
            auto const made = service.create(names.who, wanted).value();
            all.push_back(made.address);
            auto tx = names.database->begin();
            tx.execute(
                "UPDATE mailbox_usage SET bytes = $2, messages = $3, last_login = $4 WHERE address = $1",
                made.address, n * 10 * mebibyte, n, n * 3600);
            tx.commit();
        }
    }
    std::vector<std::string> listed(MailboxFilter const& filter) {
        auto const page = service.list(Visibility::all(), filter).value();
        std::vector<std::string> found;
        for (auto const& item : page.items) found.push_back(item.local_part);
        EXPECT_EQ(page.total, static_cast<std::int64_t>(found.size()));
        return found;
    }

    testing::Names names{GetParam()};
    Service service{*names.database, names.audit, names.templates, names.domains, names.aliases};
    std::vector<std::string> all;
};

TEST_P(MailboxListTest, PagesThroughEveryOrderOnceEach) {
    for (std::string const sort : {"address", "name", "domain", "state", "quota", "created", "bytes_used",
                                   "message_count", "quota_used", "last_login"}) {
        for (auto const& order : {sort, "-" + sort}) {
            MailboxFilter filter;
            filter.sort = order;
            filter.limit = 2;
            std::vector<std::string> seen;
            do {
                auto const page = service.list(Visibility::all(), filter);
                ASSERT_TRUE(page) << order << page.error().detail;
                EXPECT_EQ(page->total, 6) << order;
                for (auto const& item : page->items) seen.push_back(item.address);
                filter.cursor = page->next_cursor;
            } while (filter.cursor && seen.size() < 20);
            EXPECT_THAT(seen, UnorderedElementsAreArray(all)) << order;
        }
    }
    MailboxFilter filter;
    filter.sort = "-quota_used";
    EXPECT_THAT(listed(filter), ElementsAre("m5", "m4", "m3", "m2", "m1", "m0"));
    filter.sort = "name";
    EXPECT_THAT(listed(filter), ElementsAre("m5", "m4", "m3", "m2", "m1", "m0"));
}

TEST_P(MailboxListTest, NobodySignedInInTheFuture) {
    {
        auto tx = names.database->begin();
        auto const later = system_now() + std::chrono::hours(24 * 400);
        for (auto const& [service_name, at] :
             {std::pair{"imap", later}, std::pair{"pop3", Seconds(std::chrono::seconds(86'400))}})
            tx.execute("INSERT INTO mailbox_login (address, service, at, remote) VALUES ($1, $2, $3, '')",
                       all[0], service_name, at);
        tx.commit();
    }
    auto const shown = service.get(Visibility::all(), all[0]).value();
    EXPECT_LE(*shown.last_imap_login, system_now());
    EXPECT_EQ(*shown.last_pop3_login, Seconds(std::chrono::seconds(86'400)));
    EXPECT_FALSE(shown.last_smtp_login);
    auto const page = service.list(Visibility::all(), {}).value();
    EXPECT_LE(*page.items.at(0).last_imap_login, system_now());
}

TEST_P(MailboxListTest, FiltersByWhatThePanelShows) {
    MailboxFilter filter;
    filter.quota_used_over = 30;
    EXPECT_THAT(listed(filter), ElementsAre("m3", "m4", "m5"));
    filter.domain = "one.example";
    EXPECT_THAT(listed(filter), ElementsAre("m4"));
    filter = {};
    filter.last_login_before = 2 * 3600;
    EXPECT_THAT(listed(filter), ElementsAre("m0", "m1"));
    filter = {};
    filter.pop3_access = false;
    EXPECT_THAT(listed(filter), ElementsAre("m1"));
    filter.sieve_access = false;
    EXPECT_THAT(listed(filter), IsEmpty());
    filter = {};
    filter.tags = {"high", "nothing"};
    EXPECT_THAT(listed(filter), ElementsAre("m3", "m4", "m5"));
    filter.imap_access = true;
    filter.smtp_access = true;
    filter.search = "PERSON 1";
    EXPECT_THAT(listed(filter), ElementsAre("m4"));
}

TEST_P(MailboxListTest, QuotaInUseFollowsTheQuota) {
    MailboxPatch patch;
    patch.quota = 20 * mebibyte;
    ASSERT_TRUE(service.update(names.who, "m1@two.example", patch));
    MailboxFilter filter;
    filter.quota_used_over = 50;
    EXPECT_THAT(listed(filter), ElementsAre("m1", "m5"));
    patch.quota = 0;
    ASSERT_TRUE(service.update(names.who, "m5@two.example", patch));
    EXPECT_THAT(listed(filter), ElementsAre("m1"));
}

TEST_P(MailboxListTest, ASearchThatFindsManyIsPagedInTheListsOrder) {
    // More than an index gives ids of.
    domains::DomainPatch limits;
    limits.max_mailboxes = 2000;
    ASSERT_TRUE(names.domains.update(names.who, "one.example", limits));
    std::vector<std::string> many;
    for (int n = 0; n < 1100; ++n) many.push_back("many" + std::to_string(10000 + n));
    ASSERT_TRUE(service.create_many(names.who, "one.example", many, "{PLAIN}x"));
    auto tx = names.database->begin();
    tx.execute("UPDATE mailbox SET name = 'ŞƏHLA' WHERE local_part LIKE 'many%'");
    tx.execute(
        "INSERT INTO mailbox_tag (address, tag) SELECT address, 'Bulk' FROM mailbox WHERE local_part LIKE "
        "'many%'");
    tx.commit();
    MailboxFilter filter;
    filter.limit = 500;
    // By the address, by a tag, and by a name whose letters not every database folds.
    for (auto const* const text : {"MANY1", "bulk", "şəhla", "Sehla"}) {
        filter.search = text;
        std::vector<std::string> seen;
        do {
            auto const page = service.list(Visibility::all(), filter).value();
            EXPECT_EQ(page.total, 1100) << text;
            for (auto const& item : page.items) seen.push_back(item.local_part);
            filter.cursor = page.next_cursor;
        } while (filter.cursor);
        EXPECT_EQ(seen, many) << text;
    }
    filter.domain = "two.example";
    EXPECT_THAT(listed(filter), IsEmpty());
}

TEST_P(MailboxListTest, TheDomainsSumsLoseWhatADeletedMailboxHad) {
    auto tx = names.database->begin();
    tx.execute("UPDATE domain SET bytes_used = $1, message_count = 9 WHERE name = 'two.example'",
               90 * mebibyte);
    tx.commit();
    ASSERT_TRUE(service.remove(names.who, "m5@two.example"));
    auto const domain = names.domains.get(Visibility::all(), "two.example").value();
    EXPECT_EQ(domain.bytes_used, 40 * mebibyte);
    EXPECT_EQ(domain.message_count, 4);
}

TEST_P(MailboxListTest, ADamagedRowDoesNotTakeTheOthersWithIt) {
    auto tx = names.database->begin();
    tx.execute(
        "UPDATE mailbox SET quarantine_category = 'nonsense', auth_source = '', custom_attributes = '[' "
        "WHERE address = 'm1@two.example'");
    tx.commit();
    EXPECT_THAT(listed({}), ElementsAre("m0", "m1", "m2", "m3", "m4", "m5"));
    auto const mailbox = service.get(Visibility::all(), "m1@two.example");
    ASSERT_TRUE(mailbox);
    EXPECT_EQ(mailbox->quarantine_category, NotifyCategory::reject);
}

INSTANTIATE_TEST_SUITE_P(Engines, MailboxListTest,
                         ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::mailboxes
