#include "db/text_index.hpp"

#include "base/text.hpp"
#include "db/testing/databases.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

namespace mailapp::db {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TextIndexTest : public ::testing::TestWithParam<Engine> {
protected:
    TextIndexTest() {
        auto tx = database->begin();
        tx.script("CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL, words TEXT NOT NULL)");
        tx.commit();
    }
    void put(std::int64_t id, std::string const& name, std::string const& words) {
        auto tx = database->begin();
        tx.execute(
            "INSERT INTO thing (id, name, words) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET "
            "name = $2, words = $3",
            id, name, words);
        append_change(tx, topic::alias, name);
        tx.commit();
    }
    void remove(std::string const& name) {
        auto tx = database->begin();
        tx.execute("DELETE FROM thing WHERE name = $1", name);
        append_change(tx, topic::alias, name);
        tx.commit();
    }
    std::vector<std::int64_t> found(std::string const& text) {
        auto session = database->read();
        auto matches = index.containing(session, text);
        EXPECT_TRUE(matches.complete());
        std::sort(matches.ids.begin(), matches.ids.end());
        return matches.ids;
    }
    std::vector<std::int64_t> suggested(std::string const& text, std::size_t at_most = 10) {
        auto session = database->read();
        return index.suggest(session, text, at_most,
                             [](std::string_view key) { return !key.starts_with("hidden"); });
    }

    testing::FreshDatabase database{GetParam()};
    TextIndex index{{topic::alias, "SELECT t.id, t.name, t.name || ' ' || t.words FROM thing t", "t.name"}};
};

TEST_P(TextIndexTest, FindsWhatContainsATextAndFollowsEachChange) {
    EXPECT_THAT(found("a"), IsEmpty());
    put(1, "anna@one.example", "Anna");
    put(2, "bert@two.example", "100% \\_ Bert");
    EXPECT_THAT(found("ANN"), ElementsAre(1));
    EXPECT_THAT(found("e"), ElementsAre(1, 2));
    EXPECT_THAT(found("%"), ElementsAre(2));
    EXPECT_THAT(found("\\_"), ElementsAre(2));
    EXPECT_THAT(found("example anna"), ElementsAre(1));
    // No text goes over from one row into the next.
    EXPECT_THAT(found("anna bert"), IsEmpty());
    EXPECT_THAT(found("anna\nbert"), IsEmpty());
    EXPECT_THAT(found(""), IsEmpty());
    put(1, "anna@one.example", "Cäcilie");
    EXPECT_THAT(found("cäci"), ElementsAre(1));
    EXPECT_THAT(found("e anna"), IsEmpty());
    remove("anna@one.example");
    EXPECT_THAT(found("example"), ElementsAre(2));
}

TEST_P(TextIndexTest, FindsTheSameAsALookAtEachRow) {
    std::mt19937 random(7);  // NOLINT: the same rows every time
    auto const word = [&](int longest) {
        std::string text;
        for (auto length = 1 + random() % static_cast<unsigned>(longest); length > 0; --length) {
            text += "abA"[random() % 3];
        }
        return text;
    };
    std::map<std::int64_t, std::pair<std::string, std::string>> rows;
    for (int step = 0; step < 300; ++step) {
        auto const id = static_cast<std::int64_t>(random() % 40);
        auto const name = "n" + std::to_string(id);
        if (random() % 4 == 0) {
            rows.erase(id);
            remove(name);
        } else {
            rows[id] = {name, word(6)};
            put(id, name, rows[id].second);
        }
        auto const text = word(3);
        std::vector<std::int64_t> expected;
        for (auto const& [key, row] : rows) {
            if (to_lower(row.first + " " + row.second).find(to_lower(text)) != std::string::npos) {
                expected.push_back(key);
            }
        }
        ASSERT_EQ(found(text), expected) << step << " " << text;
    }
}

TEST_P(TextIndexTest, FindsADomainByBothItsNamesAndLettersOfEveryScript) {
    put(1, "xn--bcher-kva.example", "İsmayıl Şəhla");
    put(2, "old.example", "bücher");
    EXPECT_THAT(found("BÜCHER"), ElementsAre(1, 2));
    EXPECT_THAT(found("xn--bcher"), ElementsAre(1));
    EXPECT_THAT(found("şəhla"), ElementsAre(1));
    EXPECT_THAT(found("sehla"), ElementsAre(1));
    EXPECT_THAT(found("ŞƏHLA"), ElementsAre(1));
    EXPECT_THAT(found("ismayil"), ElementsAre(1));
    // The name that people know begins with it; the other's words only do.
    EXPECT_THAT(suggested("bücher"), ElementsAre(1, 2));
    // No text goes over from what the database has into what people know.
    EXPECT_THAT(found("la bü"), IsEmpty());
    put(1, "xn--bcher-kva.example", "");
    EXPECT_THAT(found("şəhla"), IsEmpty());
    EXPECT_THAT(found("bücher"), ElementsAre(1, 2));
}

TEST_P(TextIndexTest, TellsWhatTheDatabaseWouldNotFind) {
    put(1, "xn--bcher-kva.example", "");
    put(2, "two.example", "bücher");
    put(3, "three.example", "BÜCHER");
    put(4, "four.example", "Bucher");
    auto session = database->read();
    auto const matches = index.containing(session, "bücher", 1);
    EXPECT_EQ(matches.total, 4);
    EXPECT_EQ(matches.ids.size(), 1U);
    EXPECT_THAT(matches.beyond_sql, ElementsAre(1, 2, 3));
}

TEST_P(TextIndexTest, GivesTheNumberOfManyAndTheIdsOfFew) {
    for (int i = 0; i < 20; ++i) put(i, "n" + std::to_string(i), "same");
    auto session = database->read();
    auto const matches = index.containing(session, "same", 5);
    EXPECT_FALSE(matches.complete());
    EXPECT_EQ(matches.total, 20);
    EXPECT_EQ(matches.ids.size(), 5U);
}

TEST_P(TextIndexTest, IsMadeAnewWhenTheFeedIsCutOffOrBeginsAnew) {
    put(1, "one", "");
    EXPECT_THAT(found("one"), ElementsAre(1));
    {
        auto tx = database->begin();
        tx.execute("INSERT INTO thing (id, name, words) VALUES (2, 'two', '')");
        append_change(tx, topic::alias, "two");
        append_change(tx, topic::domain, "other.example");
        tx.execute("DELETE FROM change WHERE topic = $1", topic::alias);
        tx.commit();
    }
    EXPECT_THAT(found("two"), ElementsAre(2));
}

TEST_P(TextIndexTest, SuggestsBeginningsFirstAndOnlyWhatMayBeTaken) {
    put(1, "mary@org.example", "Anna");
    put(2, "xanna@org.example", "");
    put(3, "anna@org.example", "");
    put(4, "hidden-anna@org.example", "Anna");
    put(5, "anna.b@org.example", "");
    EXPECT_THAT(suggested("anna"), ElementsAre(5, 3, 1, 2));
    EXPECT_THAT(suggested("anna", 2), ElementsAre(5, 3));
    EXPECT_THAT(suggested("ORG", 1), ElementsAre(5));
    EXPECT_THAT(suggested("nobody"), IsEmpty());
}

TEST_P(TextIndexTest, AListOfIdsIsOneParameter) {
    put(1, "one", "");
    put(2, "two", "");
    auto session = database->read();
    auto condition = one_of_ids(session.engine(), "t.id");
    condition.replace(condition.find('?'), 1, "$1");
    EXPECT_THAT(session.query_with<std::int64_t>("SELECT t.id FROM thing t WHERE " + condition,
                                                 {ids_value(session.engine(), {2, 7})}),
                ElementsAre(2));
    EXPECT_THAT(session.query_with<std::int64_t>("SELECT t.id FROM thing t WHERE " + condition,
                                                 {ids_value(session.engine(), {})}),
                IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Engines, TextIndexTest, ::testing::Values(Engine::sqlite, Engine::postgresql),
                         [](auto const& about) { return testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::db
