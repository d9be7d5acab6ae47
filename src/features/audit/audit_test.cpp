#include "db/testing/databases.hpp"
#include "features/audit/service.hpp"

#include <gtest/gtest.h>

namespace mailapp::audit {
namespace {

class AuditTest : public ::testing::TestWithParam<db::Engine> {
protected:
    AuditTest() {
        for (auto const* action : {"domain.created", "mailbox.created", "mailbox.changed", "alias.created"}) {
            auto tx = database->begin();
            log.record(tx, Principal::system("test"), action, "object.example", R"({"quota":[1,2]})");
            tx.commit();
        }
    }
    void tamper(std::string const& sql) {
        auto tx = database->begin();
        tx.execute(sql);
        tx.commit();
    }
    db::testing::FreshDatabase database{GetParam()};
    Log log{*database, "key"};
};

TEST_P(AuditTest, IsIntactAsWritten) {
    auto const check = log.verify();
    EXPECT_TRUE(check.intact) << check.finding;
    EXPECT_EQ(check.entries, 4);
}

TEST_P(AuditTest, FindsAnAlteredEntry) {
    tamper("UPDATE audit_entry SET object = 'other.example' WHERE seq = 2");
    EXPECT_EQ(log.verify().broken_at, 2);
}

TEST_P(AuditTest, FindsAMissingEntry) {
    tamper("DELETE FROM audit_entry WHERE seq = 3");
    EXPECT_EQ(log.verify().broken_at, 3);
}

TEST_P(AuditTest, FindsEntriesThatChangedPlaces) {
    tamper("UPDATE audit_entry SET seq = 100 WHERE seq = 2");
    tamper("UPDATE audit_entry SET seq = 2 WHERE seq = 3");
    tamper("UPDATE audit_entry SET seq = 3 WHERE seq = 100");
    EXPECT_EQ(log.verify().broken_at, 2);
}

TEST_P(AuditTest, FindsThatTheEndWasCutOff) {
    tamper("DELETE FROM audit_entry WHERE seq = 4");
    EXPECT_EQ(log.verify().broken_at, 4);
    tamper("DELETE FROM audit_entry");
    EXPECT_FALSE(log.verify().intact);
}

TEST_P(AuditTest, FiltersAndPages) {
    AuditFilter filter;
    filter.action = "mailbox.";
    filter.limit = 1;
    auto const first = log.list(filter);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->total, 2);
    EXPECT_EQ(first->items.at(0).action, "mailbox.changed");
    filter.cursor = first->next_cursor;
    auto const second = log.list(filter);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->items.at(0).action, "mailbox.created");
    EXPECT_FALSE(second->next_cursor);
}

TEST_P(AuditTest, AListUpToANumberStaysAsItIsAndWhatCameLaterIsCounted) {
    AuditFilter shown;
    shown.up_to = 3;
    AuditFilter news;
    news.after = 3;
    news.limit = 1;
    auto const numbers = [&](AuditFilter const& filter) {
        std::vector<std::int64_t> seqs;
        auto const page = log.list(filter).value();
        for (auto const& entry : page.items) seqs.push_back(entry.seq);
        return std::pair(page.total, seqs);
    };
    using Found = std::pair<std::int64_t, std::vector<std::int64_t>>;
    EXPECT_EQ(numbers(shown), (Found{3, {3, 2, 1}}));
    EXPECT_EQ(numbers(news), (Found{1, {4}}));
    {
        auto tx = database->begin();
        log.record(tx, Principal::system("test"), "mailbox.deleted", "object.example");
        tx.commit();
    }
    EXPECT_EQ(numbers(shown), (Found{3, {3, 2, 1}}));
    EXPECT_EQ(numbers(news), (Found{2, {5}}));
    shown.action = news.action = "mailbox.";
    EXPECT_EQ(numbers(shown), (Found{2, {3, 2}}));
    EXPECT_EQ(numbers(news), (Found{1, {5}}));
    shown.search = news.search = "object";
    EXPECT_EQ(numbers(shown), (Found{2, {3, 2}}));
    EXPECT_EQ(numbers(news), (Found{1, {5}}));
    AuditFilter none;
    none.after = 90;
    EXPECT_EQ(numbers(none), (Found{0, {}}));
    none.after = -5;
    none.up_to = 1;
    EXPECT_EQ(numbers(none), (Found{1, {1}}));
}

TEST_P(AuditTest, SearchesAllThatAnEntrySays) {
    auto const found = [&](char const* text) {
        AuditFilter filter;
        filter.search = text;
        return log.list(filter).value().total;
    };
    EXPECT_EQ(found("OBJECT.example"), 4);
    EXPECT_EQ(found("mailbox."), 2);
    EXPECT_EQ(found("\"quota\""), 4);
    EXPECT_EQ(found("%"), 0);
    EXPECT_EQ(found(""), 4);
    AuditFilter before_all;
    before_all.search = "mailbox";
    before_all.until = 1;
    EXPECT_EQ(log.list(before_all)->total, 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, AuditTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::audit
