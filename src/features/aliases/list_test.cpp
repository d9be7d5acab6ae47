#include "features/aliases/rules.hpp"
#include "features/testing/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace mailapp::aliases {
namespace {

using testing::code_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class AliasListTest : public ::testing::TestWithParam<db::Engine> {
protected:
    AliasListTest() {
        names.add_domain("one.example");
        names.add_domain("two.example");
        names.add_alias_domain("alias.example", "one.example");
    }
    std::int64_t add(std::string address, std::vector<std::string> destinations,
                     std::optional<std::string> comment = {}) {
        NewAlias wanted;
        wanted.address = std::move(address);
        wanted.destinations = std::move(destinations);
        if (wanted.destinations.empty()) wanted.delivery = Delivery::discard;
        wanted.private_comment = std::move(comment);
        return names.aliases.create(names.who, wanted).value().id;
    }
    std::vector<std::string> listed(AliasFilter const& filter) {
        auto const page = names.aliases.list(Visibility::all(), filter).value();
        std::vector<std::string> found;
        for (auto const& item : page.items) found.push_back(item.address);
        EXPECT_EQ(page.total, static_cast<std::int64_t>(found.size()));
        return found;
    }
    testing::Names names{GetParam()};
};

TEST_P(AliasListTest, PagesThroughEveryOrderOnceEach) {
    std::vector<std::string> all;
    for (auto const* domain : {"two.example", "alias.example", "one.example"}) {
        for (auto const* local : {"b", "a", "c"}) {
            all.push_back(std::string(local) + "@" + domain);
            add(all.back(), {"x@far.example", "y@far.example"});
        }
    }
    for (std::string const sort : {"address", "domain", "created", "id", "active", "-address", "-domain",
                                   "-created", "-id", "-active"}) {
        AliasFilter filter;
        filter.sort = sort;
        filter.limit = 2;
        std::vector<std::string> seen;
        do {
            auto const page = names.aliases.list(Visibility::all(), filter);
            ASSERT_TRUE(page) << sort << page.error().detail;
            EXPECT_EQ(page->total, 9);
            for (auto const& item : page->items) {
                seen.push_back(item.address);
                EXPECT_THAT(item.destinations, ElementsAre("x@far.example", "y@far.example"));
            }
            filter.cursor = page->next_cursor;
        } while (filter.cursor && seen.size() < 20);
        EXPECT_THAT(seen, ::testing::UnorderedElementsAreArray(all)) << sort;
        auto by_id = seen;
        if (sort == "-id") std::reverse(by_id.begin(), by_id.end());
        if (sort.ends_with("id")) {
            EXPECT_EQ(by_id, all);
        }
    }
}

TEST_P(AliasListTest, ALaterPageIsNotMovedByWhatComesAndGoes) {
    auto const first = add("b@one.example", {});
    add("d@one.example", {});
    add("f@one.example", {});
    AliasFilter filter;
    filter.limit = 2;
    filter.cursor = names.aliases.list(Visibility::all(), filter)->next_cursor;
    add("a@one.example", {});
    add("e@one.example", {});
    ASSERT_TRUE(names.aliases.remove(names.who, first));
    auto const page = names.aliases.list(Visibility::all(), filter);
    ASSERT_TRUE(page);
    ASSERT_EQ(page->items.size(), 2U);
    EXPECT_EQ(page->items[0].address, "e@one.example");
    EXPECT_EQ(page->items[1].address, "f@one.example");
    EXPECT_FALSE(page->next_cursor);
}

TEST_P(AliasListTest, Filters) {
    auto const off = add("off@one.example", {"x@far.example"});
    add("in@alias.example", {"y@far.example", "x@far.example"});
    add("drop@two.example", {});
    AliasPatch patch;
    patch.active = false;
    patch.internal = true;
    ASSERT_TRUE(names.aliases.update(names.who, off, patch));
    AliasFilter filter;
    filter.domain = "ALIAS.example";
    EXPECT_THAT(listed(filter), ElementsAre("in@alias.example"));
    filter = {};
    filter.active = false;
    EXPECT_THAT(listed(filter), ElementsAre("off@one.example"));
    filter = {};
    filter.internal = false;
    EXPECT_THAT(listed(filter), ElementsAre("drop@two.example", "in@alias.example"));
    filter = {};
    filter.delivery = Delivery::discard;
    EXPECT_THAT(listed(filter), ElementsAre("drop@two.example"));
    filter = {};
    filter.destination = "X@far.example";
    EXPECT_THAT(listed(filter), ElementsAre("in@alias.example", "off@one.example"));
    filter.active = true;
    EXPECT_THAT(listed(filter), ElementsAre("in@alias.example"));
    filter.destination = "' OR 1=1--";
    EXPECT_THAT(listed(filter), IsEmpty());
    filter = {};
    filter.domain = "%";
    EXPECT_THAT(listed(filter), IsEmpty());
    filter = {};
    filter.sort = "address; DROP TABLE alias";
    EXPECT_EQ(code_of(names.aliases.list(Visibility::all(), filter)), "list.sort_unknown");
    filter = {};
    filter.limit = 501;
    EXPECT_EQ(code_of(names.aliases.list(Visibility::all(), filter)), "list.limit_invalid");
    filter = {};
    filter.cursor = "id+.1.2";
    EXPECT_EQ(code_of(names.aliases.list(Visibility::all(), filter)), "list.cursor_invalid");
}

TEST_P(AliasListTest, SearchIsLiteralAndFindsDestinationsAndComments) {
    add("first@one.example", {"someone@far.example"}, "100% sure_thing \\ ' OR 1=1--");
    add("second@one.example", {"a%b@far.example", "c@far.example"}, "1000 surely");
    AliasFilter filter;
    auto const search = [&](std::string text) {
        filter.search = std::move(text);
        return listed(filter);
    };
    EXPECT_THAT(search("FIRST@"), ElementsAre("first@one.example"));
    EXPECT_THAT(search("SomeOne@"), ElementsAre("first@one.example"));
    EXPECT_THAT(search("100%"), ElementsAre("first@one.example"));
    EXPECT_THAT(search("e_t"), ElementsAre("first@one.example"));
    EXPECT_THAT(search("\\"), ElementsAre("first@one.example"));
    EXPECT_THAT(search("' OR 1=1--"), ElementsAre("first@one.example"));
    EXPECT_THAT(search("a%b"), ElementsAre("second@one.example"));
    EXPECT_THAT(search("%"), ElementsAre("first@one.example", "second@one.example"));
    EXPECT_THAT(search("far.example"), ElementsAre("first@one.example", "second@one.example"));
    EXPECT_THAT(search("nothing"), IsEmpty());
}

TEST_P(AliasListTest, GoesThroughAllByIdWithTheirDestinations) {
    add("a@one.example", {"x@far.example", "y@far.example"});
    add("b@two.example", {});
    add("c@alias.example", {"z@far.example"});
    std::vector<std::string> seen;
    AliasFilter filter;
    filter.sort = "id";
    filter.limit = 2;
    auto const go_through = [&] {
        filter.cursor.reset();
        do {
            auto const page = names.aliases.part(Visibility::all(), filter).value();
            for (auto const& alias : page.items) {
                auto text = alias.address + " " + alias.primary_domain.value_or("-");
                for (auto const& destination : alias.destinations) text += " " + destination;
                seen.push_back(text);
            }
            filter.cursor = page.next_cursor;
        } while (filter.cursor);
    };
    go_through();
    EXPECT_THAT(seen, ElementsAre("a@one.example - x@far.example y@far.example", "b@two.example -",
                                  "c@alias.example one.example z@far.example"));
    seen.clear();
    filter.destination = "y@far.example";
    go_through();
    EXPECT_THAT(seen, ElementsAre("a@one.example - x@far.example y@far.example"));
}

TEST_P(AliasListTest, APartEndsEarlierWhenItsAliasesHaveManyDestinations) {
    auto const make = [&](std::string address, std::size_t count) {
        std::vector<std::string> destinations;
        for (std::size_t i = 0; i < count; ++i)
            destinations.push_back("d" + std::to_string(i) + "@far.example");
        add(std::move(address), destinations);
    };
    make("a@one.example", 1);
    make("b@one.example", most_destinations);
    make("c@one.example", 2);
    make("d@one.example", most_destinations - 2);
    make("e@one.example", 1);
    for (std::string const sort : {"id", "address", "-address"}) {
        AliasFilter filter;
        filter.sort = sort;
        filter.limit = 500;
        std::vector<std::size_t> seen;
        do {
            auto const page = names.aliases.part(Visibility::all(), filter).value();
            std::size_t in_memory = 0;
            for (auto const& alias : page.items) {
                seen.push_back(alias.destinations.size());
                in_memory += alias.destinations.size();
            }
            EXPECT_LE(in_memory, most_destinations) << sort;
            filter.cursor = page.next_cursor;
        } while (filter.cursor);
        std::vector<std::size_t> all{1, most_destinations, 2, most_destinations - 2, 1};
        if (sort == "-address") std::reverse(all.begin(), all.end());
        EXPECT_EQ(seen, all) << sort;
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, AliasListTest,
                         ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::aliases
