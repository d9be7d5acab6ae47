#include "compat/mailcow/loose.hpp"

#include <boost/json/parse.hpp>

#include <gtest/gtest.h>

namespace mailapp::compat::mailcow::loose {
namespace {

Attributes attributes(char const* text) {
    return Attributes(boost::json::parse(text).as_object());
}

TEST(Loose, ReadsNumbersInEveryForm) {
    auto const given =
        attributes(R"({"a": 5, "b": "5", "c": 5.9, "d": " 5 GB", "e": "abc", "f": "", "g": null,
        "h": true, "i": [1], "j": "99999999999999999999", "k": -3})");
    EXPECT_EQ(given.integer("a"), 5);
    EXPECT_EQ(given.integer("b"), 5);
    EXPECT_EQ(given.integer("c"), 5);
    EXPECT_EQ(given.integer("d"), 5);
    EXPECT_EQ(given.integer("e"), 0);
    EXPECT_EQ(given.integer("f"), std::nullopt);
    EXPECT_EQ(given.integer("g"), std::nullopt);
    EXPECT_EQ(given.integer("h"), 1);
    EXPECT_EQ(given.integer("i"), std::nullopt);
    EXPECT_EQ(given.integer("j"), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(given.integer("absent"), std::nullopt);
    EXPECT_EQ(given.amount("k"), 0);
}

TEST(Loose, TurnsMebibytesIntoBytesWithoutOverflow) {
    auto const given = attributes(R"({"a": "2", "b": 9223372036854775807, "c": -1})");
    EXPECT_EQ(given.mebibytes("a"), 2 * 1024 * 1024);
    EXPECT_EQ(given.mebibytes("b"), std::int64_t{1} << 60);
    EXPECT_EQ(given.mebibytes("c"), 0);
}

TEST(Loose, ReadsFlagsInEveryForm) {
    auto const given = attributes(R"({"a": 0, "b": "0", "c": false, "d": "1", "e": 1, "f": true, "g": "on",
        "h": ["0", "1"], "i": ["0"], "j": "", "k": 2, "l": "TRUE", "m": "no"})");
    for (auto const* name : {"a", "b", "c", "i", "m"}) EXPECT_EQ(given.flag(name), false) << name;
    for (auto const* name : {"d", "e", "f", "g", "h", "k", "l"}) EXPECT_EQ(given.flag(name), true) << name;
    EXPECT_EQ(given.flag("j"), std::nullopt);
    EXPECT_EQ(given.flag("absent"), std::nullopt);
}

TEST(Loose, ReadsListsFromArraysAndText) {
    auto const given =
        attributes(R"({"a": ["x", 2, " y "], "b": "x, y;z\nw  v", "c": "", "d": [], "e": null})");
    using Words = std::vector<std::string>;
    EXPECT_EQ(given.list("a"), (Words{"x", "2", "y"}));
    EXPECT_EQ(given.list("b"), (Words{"x", "y", "z", "w", "v"}));
    EXPECT_EQ(given.list("c"), Words{});
    EXPECT_EQ(given.list("d"), Words{});
    EXPECT_EQ(given.list("e"), std::nullopt);
}

TEST(Loose, ShowsScalarsAsText) {
    auto const given = attributes(R"({"a": 1.0, "b": 1.5, "c": false, "d": {"x": 1}})");
    EXPECT_EQ(given.text("a"), "1");
    EXPECT_EQ(given.text("b"), "1.5");
    EXPECT_EQ(given.text("c"), "");
    EXPECT_EQ(given.text("d"), "");
}

}  // namespace
}  // namespace mailapp::compat::mailcow::loose
