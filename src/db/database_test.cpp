#include "db/changes.hpp"
#include "db/listing.hpp"
#include "db/storage_full.hpp"
#include "db/testing/databases.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include <sys/stat.h>

namespace mailapp::db {
namespace {

struct Pair {
    std::string name;
    std::optional<std::int64_t> value;
};
BOOST_DESCRIBE_STRUCT(Pair, (), (name, value))

class DatabaseTest : public ::testing::TestWithParam<Engine> {
protected:
    testing::FreshDatabase database{GetParam()};
};

TEST_P(DatabaseTest, KeepsTextsAndNumbersAsTheyAre) {
    auto tx = database->begin();
    std::string const hostile = "' OR 1=1-- \\ % _ \" \xC3\xA9 \xF0\x9F\x93\xA7";
    tx.script("CREATE TABLE pair (name TEXT NOT NULL, value BIGINT)");
    tx.execute("INSERT INTO pair (name, value) VALUES ($1, $2)", hostile, std::int64_t{1} << 60);
    tx.execute("INSERT INTO pair (name, value) VALUES ($1, $2)", "none", std::optional<std::int64_t>());
    tx.commit();
    auto session = database->read();
    auto const rows = session.query<Pair>("SELECT name, value FROM pair ORDER BY value IS NULL");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].name, hostile);
    EXPECT_EQ(rows[0].value, std::int64_t{1} << 60);
    EXPECT_FALSE(rows[1].value);
}

TEST_P(DatabaseTest, RollsBackWithoutCommit) {
    {
        auto tx = database->begin();
        append_change(tx, topic::domain, "lost.example");
    }
    auto session = database->read();
    EXPECT_EQ(newest_change(session), 0);
}

TEST_P(DatabaseTest, TellsTheObserverOfEachCommitThatAppendedToTheFeed) {
    std::vector<std::int64_t> told;
    database->observe_changes([&](std::int64_t seq) {
        auto session = database->read();
        EXPECT_EQ(newest_change(session), seq) << "told before others can see it";
        told.push_back(seq);
    });
    {
        auto lost = database->begin();
        append_change(lost, topic::domain, "lost.example");
    }
    auto silent = database->begin();
    silent.execute("INSERT INTO setting (name, value) VALUES ('a', '1')");
    silent.commit();
    auto tx = database->begin();
    append_change(tx, topic::domain, "one.example");
    auto const last = append_change(tx, topic::domain, "two.example");
    tx.commit();
    EXPECT_EQ(told, std::vector<std::int64_t>{last});
}

TEST_P(DatabaseTest, APartOfATransactionFailsAlone) {
    std::vector<std::int64_t> told;
    database->observe_changes([&](std::int64_t seq) { told.push_back(seq); });
    auto tx = database->begin();
    std::int64_t kept = 0;
    for (auto const* name : {"kept", "lost"}) {
        Savepoint savepoint(tx);
        auto const seq = append_change(tx, topic::domain, name);
        tx.execute("INSERT INTO setting (name, value) VALUES ($1, '1')", name);
        if (std::string_view(name) == "lost") continue;
        savepoint.keep();
        kept = seq;
    }
    {
        Savepoint savepoint(tx);
        // PostgreSQL refuses every further statement until the savepoint is taken back.
        EXPECT_THROW(tx.execute("INSERT INTO setting (name, value) VALUES ('kept', '2')"),
                     ConstraintViolation);
    }
    tx.commit();
    // Not that of the entry that was taken back: nobody would ever see it.
    EXPECT_EQ(told, std::vector<std::int64_t>{kept});
    auto session = database->read();
    EXPECT_EQ(session.query<std::string>("SELECT name FROM setting"), std::vector<std::string>{"kept"});
    EXPECT_EQ(changes_after(session, 0).size(), 1U);
}

TEST_P(DatabaseTest, TellsAfterTheCommitOfWhatWasKept) {
    std::vector<std::string> told;
    auto const write = [&](Transaction& tx, std::string const& name) {
        tx.execute("INSERT INTO setting (name, value) VALUES ($1, '1')", name);
        tx.after_commit([&, name] {
            auto session = database->read();
            EXPECT_EQ(session.scalar<int>("SELECT COUNT(*) FROM setting WHERE name = $1", name), 1)
                << "told before others can see it";
            told.push_back(name);
        });
    };
    {
        auto lost = database->begin();
        write(lost, "lost with all");
    }
    auto tx = database->begin();
    write(tx, "first");
    {
        Savepoint const savepoint(tx);
        write(tx, "lost with a part");
    }
    Savepoint part(tx);
    write(tx, "second");
    part.keep();
    EXPECT_TRUE(told.empty());
    tx.commit();
    EXPECT_EQ(told, (std::vector<std::string>{"first", "second"}));
}

TEST_P(DatabaseTest, TellsConstraintsFromOtherFailures) {
    auto tx = database->begin();
    tx.execute("INSERT INTO setting (name, value) VALUES ('a', '1')");
    EXPECT_THROW(tx.execute("INSERT INTO setting (name, value) VALUES ('a', '2')"), ConstraintViolation);
    auto other = [&] { (void)database->read().query<Pair>("SELECT nothing FROM nowhere"); };
    EXPECT_THROW(other(), DatabaseError);
}

TEST_P(DatabaseTest, TellsAFullDiskFromOtherFailures) {
    if (GetParam() != Engine::sqlite) GTEST_SKIP() << "the switches that refuse writes are SQLite's";
    auto const write = [this] {
        auto tx = database->begin();
        append_change(tx, topic::domain, std::string(3000, 'a'));
        tx.commit();
    };
    auto const why = [&]() -> std::optional<StorageFull::Why> {
        try {
            for (int i = 0; i < 100; ++i) write();
        } catch (StorageFull const& full) {
            return full.why();
        }
        return std::nullopt;
    };
    // No page more than there are.
    database->read().script("PRAGMA max_page_count = 1");
    EXPECT_EQ(why(), StorageFull::Why::full);
    database->read().script("PRAGMA max_page_count = 1000000");
    EXPECT_EQ(why(), std::nullopt);
    database->read().script("PRAGMA query_only = 1");
    EXPECT_EQ(why(), StorageFull::Why::read_only);
    // What is there can be read all the while.
    auto session = database->read();
    EXPECT_GT(newest_change(session), 0);
}

TEST_P(DatabaseTest, WritersOfTheFeedCommitInTheOrderOfTheirNumbers) {
    constexpr int writers = 4;
    constexpr int each = 25;
    std::vector<std::thread> threads;
    for (int w = 0; w < writers; ++w) {
        threads.emplace_back([&] {
            for (int i = 0; i < each; ++i) {
                auto tx = database->begin();
                append_change(tx, topic::mailbox, "x");
                tx.commit();
            }
        });
    }
    std::int64_t seen = 0;
    std::int64_t count = 0;
    while (count < writers * each) {
        auto session = database->read();
        for (auto const& change : changes_after(session, seen)) {
            ASSERT_GT(change.seq, seen);
            seen = change.seq;
            ++count;
        }
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(count, writers * each);
}

TEST_P(DatabaseTest, StreamsInsideAnotherStatementOfTheSameText) {
    auto tx = database->begin();
    for (int i = 0; i < 3; ++i) append_change(tx, topic::domain, std::to_string(i));
    tx.commit();
    if (GetParam() == Engine::postgresql) return;  // one statement at a time on a connection there
    auto session = database->read();
    int inner = 0;
    session.for_each<std::int64_t>("SELECT seq FROM change ORDER BY seq", {}, [&](std::int64_t) {
        inner += static_cast<int>(session.query<std::int64_t>("SELECT seq FROM change ORDER BY seq").size());
    });
    EXPECT_EQ(inner, 9);
}

TEST_P(DatabaseTest, RefusesADatabaseThatIsNewer) {
    auto tx = database->begin();
    tx.execute("INSERT INTO schema_migration (version, name, at) VALUES (9999, 'future', 0)");
    tx.commit();
    auto const again = migrate(*database);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "database.newer");
}

TEST_P(DatabaseTest, MigratesOnceOnly) {
    EXPECT_EQ(schema_version(*database), newest_version());
    EXPECT_EQ(migrate(*database).value(), 0);
}

TEST_P(DatabaseTest, PagesThroughAListByKey) {
    constexpr std::array keys{SortKey{"topic", "topic"}, SortKey{"seq", "seq", false}};
    {
        auto tx = database->begin();
        for (int i = 0; i < 25; ++i)
            append_change(tx, i % 2 == 0 ? "even" : "odd", "50%_\\x" + std::to_string(i));
        tx.commit();
    }
    for (auto const* sort : {"topic", "-topic", "seq", "-seq"}) {
        std::vector<std::int64_t> seen;
        std::optional<std::string> cursor;
        do {
            auto listing = Listing::create(keys, sort, "seq", cursor, 10);
            ASSERT_TRUE(listing) << listing.error().detail;
            listing->where_contains("key", "50%_\\X");
            auto session = database->read();
            auto rows = session.query_with<Change>("SELECT seq, topic, key FROM change" + listing->page(),
                                                   listing->page_parameters());
            cursor.reset();
            if (listing->has_more(rows.size())) {
                rows.pop_back();
                auto const& last = rows.back();
                auto const key = listing->key().is_text ? Value(last.topic) : Value(last.seq);
                cursor = listing->cursor_after(key, std::to_string(last.seq));
            }
            for (auto const& row : rows) seen.push_back(row.seq);
        } while (cursor);
        ASSERT_EQ(seen.size(), 25U) << sort;
        std::sort(seen.begin(), seen.end());
        EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end()) << sort;
    }
    auto listing = Listing::create(keys, "seq", "seq", "@20", 10);
    ASSERT_TRUE(listing) << listing.error().detail;
    auto const tail = database->read().query<Change>("SELECT seq, topic, key FROM change" + listing->page());
    ASSERT_EQ(tail.size(), 5U);
    EXPECT_EQ(tail.front().key, "50%_\\x20");
    EXPECT_FALSE(listing->is_first_page());
    for (auto const* wrong : {"garbage", "@", "@-1", "@1x", "@99999999999999999999"}) {
        EXPECT_FALSE(Listing::create(keys, "seq", "seq", wrong, 10)) << wrong;
    }
    EXPECT_FALSE(Listing::create(keys, "seq; DROP TABLE change", "seq", {}, 10));
    EXPECT_FALSE(Listing::create(keys, "seq", "seq", {}, 501));
}

TEST(SqliteFile, IsForItsOwnerAndGroupAlone) {
    auto const before = ::umask(0);
    testing::FreshDatabase database(Engine::sqlite, false);
    auto const migrated = migrate(*database);
    ::umask(before);
    ASSERT_TRUE(migrated) << migrated.error().detail;
    std::filesystem::path const file = database.url().substr(7);
    using std::filesystem::perms;
    for (auto const& name : {file.string(), file.string() + "-wal"}) {
        EXPECT_EQ(std::filesystem::status(name).permissions() & perms::others_all, perms::none) << name;
    }
}

TEST(SqliteFile, IsNeverMadeByWhoOnlyFollowsAndIsFoundAgainWhenItWasReplaced) {
    testing::FreshDatabase const fresh(Engine::sqlite);
    auto const file = fresh.url().substr(7);
    auto const copy = file + ".copy";
    {
        Database writer(fresh.url());
        auto tx = writer.begin();
        append_change(tx, topic::domain, "kept.example");
        tx.commit();
    }
    Database follower(fresh.url(), 2, Missing::refuse);
    auto const newest = [&] {
        auto session = follower.read();
        return newest_change(session);
    };
    EXPECT_EQ(newest(), 1);
    std::filesystem::rename(file, file + ".away");
    EXPECT_THROW(newest(), DatabaseError);
    EXPECT_FALSE(std::filesystem::exists(file));
    std::filesystem::copy_file(file + ".away", copy);
    std::filesystem::rename(copy, file);
    EXPECT_EQ(newest(), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, DatabaseTest, ::testing::Values(Engine::sqlite, Engine::postgresql),
                         [](auto const& about) { return testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::db
