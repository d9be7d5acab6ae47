#include "db/audit_text.hpp"
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

class AuditSearchTest : public AuditTest {
protected:
    void record(std::string_view object, std::string const& details) {
        auto tx = database->begin();
        log.record(tx, Principal::system("test"), "mailbox.changed", object, details);
        tx.commit();
    }
    std::vector<std::int64_t> found(std::string const& text) {
        AuditFilter filter;
        filter.search = text;
        filter.limit = 1;
        std::vector<std::int64_t> seqs;
        do {
            auto const page = log.list(filter).value();
            for (auto const& entry : page.items) seqs.push_back(entry.seq);
            filter.cursor = page.next_cursor;
        } while (filter.cursor);
        return seqs;
    }
    using Found = std::vector<std::int64_t>;
};

TEST_P(AuditSearchTest, FindsWhatPeopleTypeHoweverItIsWritten) {
    record("anna@xn--bcher-kva.example", R"({"name":["Həsənova","Ob'Leyla \\"]})");
    EXPECT_EQ(found("hesenova"), Found{5});
    EXPECT_EQ(found("HƏSƏN"), Found{5});
    EXPECT_EQ(found("anna@bücher.example"), Found{5});
    EXPECT_EQ(found("anna@bucher.exam"), Found{5});
    EXPECT_EQ(found("xn--bcher"), Found{5});
    EXPECT_EQ(found(R"(b'leyla \\)"), Found{5});
    EXPECT_EQ(found(R"(a "b' & | ! \ c)"), Found{});
}

TEST_P(AuditSearchTest, FindsOneAndTwoLettersAndTellsNearTextsApart) {
    EXPECT_EQ(found("xa"), (Found{4, 3, 2, 1}));
    EXPECT_EQ(found("x"), (Found{4, 3, 2, 1}));
    EXPECT_EQ(found("xq"), Found{});
    // All of its threes stand in the entry, but apart.
    record("abcd-bcde-cdef.example", "{}");
    EXPECT_EQ(found("bcde"), Found{5});
    EXPECT_EQ(found("abcdef"), Found{});
    EXPECT_EQ(found("abcd-bcde-cdef.example"), Found{5});
}

TEST_P(AuditSearchTest, TakesInATrailThatIsOlderThanTheIndex) {
    tamper("DELETE FROM audit_text");
    EXPECT_EQ(found("object"), Found{});
    auto tx = database->begin();
    db::audit_text::add_all(tx);
    tx.commit();
    EXPECT_EQ(found("object"), (Found{4, 3, 2, 1}));
    record("later.example", "{}");
    EXPECT_EQ(found("later"), Found{5});
}

TEST_P(AuditSearchTest, GoesOnToAllOfWhatItDoesNotCount) {
    {
        auto tx = database->begin();
        for (int i = 0; i < 1'100; ++i) log.record(tx, Principal::system("test"), "x.y", "many.example");
        tx.commit();
    }
    AuditFilter filter;
    filter.search = "many.example";
    filter.limit = 500;
    EXPECT_EQ(log.list(filter)->total, 1'001);
    // Who goes on is told of what is behind.
    filter.cursor = "@50";
    EXPECT_EQ(log.list(filter)->total, 1'051);
    filter.cursor = "@500";
    EXPECT_EQ(log.list(filter)->total, 1'100);
    filter.cursor.reset();
    std::size_t read = 0;
    do {
        auto const page = log.list(filter).value();
        read += page.items.size();
        filter.cursor = page.next_cursor;
    } while (filter.cursor);
    EXPECT_EQ(read, 1'100U);
}

INSTANTIATE_TEST_SUITE_P(Engines, AuditSearchTest,
                         ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

INSTANTIATE_TEST_SUITE_P(Engines, AuditTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::audit
