#include "compat/mailcow/loose.hpp"

#include <boost/json/parse.hpp>

#include <gtest/gtest.h>

#include <array>

namespace mailapp::compat::mailcow::loose {
namespace {

Attributes attributes(char const* text) {
    return Attributes(boost::json::parse(text).as_object());
}

TEST(Loose, ReadsNumbersInTheFormsThatClientsSend) {
    auto const given = attributes(R"({"a": 5, "b": "5", "c": 5.0, "d": " 5 ", "e": 1e3, "f": "007", "g": null,
        "h": "", "i": 9223372036854775807})");
    EXPECT_EQ(given.number("a"), 5);
    EXPECT_EQ(given.number("b"), 5);
    EXPECT_EQ(given.number("c"), 5);
    EXPECT_EQ(given.number("d"), 5);
    EXPECT_EQ(given.number("e"), 1000);
    EXPECT_EQ(given.number("f"), 7);
    EXPECT_EQ(given.number("g"), std::nullopt);
    EXPECT_EQ(given.number("h"), std::nullopt);
    EXPECT_EQ(given.number_or_none("h"), 0);
    EXPECT_EQ(given.number_or_none("g"), std::nullopt);
    EXPECT_EQ(given.number("i"), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(given.number_or_none("absent"), std::nullopt);
}

struct OddNumber {
    char const* json;
    NumberFault fault;
};

constexpr std::array odd_numbers{
    OddNumber{"-1", NumberFault::negative},
    OddNumber{"-0.5", NumberFault::negative},
    OddNumber{"\"-1\"", NumberFault::negative},
    OddNumber{"\"-1e3\"", NumberFault::negative},
    OddNumber{"0.5", NumberFault::not_whole},
    OddNumber{"5.9", NumberFault::not_whole},
    OddNumber{"\"5.9\"", NumberFault::not_whole},
    OddNumber{"\"1e3\"", NumberFault::not_whole},
    OddNumber{"\"1e999\"", NumberFault::not_whole},
    OddNumber{"1e300", NumberFault::too_large},
    OddNumber{"9223372036854775808", NumberFault::too_large},
    OddNumber{"99999999999999999999999", NumberFault::too_large},
    OddNumber{"\"99999999999999999999\"", NumberFault::too_large},
    OddNumber{"\"abc\"", NumberFault::not_numeric},
    OddNumber{"\"5 GB\"", NumberFault::not_numeric},
    OddNumber{"\"0x10\"", NumberFault::not_numeric},
    OddNumber{"\"NaN\"", NumberFault::not_numeric},
    OddNumber{"\"Infinity\"", NumberFault::not_numeric},
    OddNumber{"\"1,5\"", NumberFault::not_numeric},
    OddNumber{"\"٣\"", NumberFault::not_numeric},
    OddNumber{"true", NumberFault::no_scalar},
    OddNumber{"false", NumberFault::no_scalar},
    OddNumber{"[1]", NumberFault::no_scalar},
    OddNumber{"[[[1]]]", NumberFault::no_scalar},
    OddNumber{"{\"a\":1}", NumberFault::no_scalar},
};

TEST(Loose, MakesNoNumberOfWhatIsNone) {
    for (auto const& odd : odd_numbers) {
        auto const value = boost::json::parse(odd.json);
        EXPECT_EQ(read_number(value).value, std::nullopt) << odd.json;
        EXPECT_EQ(read_number(value).fault, odd.fault) << odd.json;
        EXPECT_EQ(read_mebibytes(value).value, std::nullopt) << odd.json;
    }
}

TEST(Loose, TurnsMebibytesIntoBytesWithoutOverflow) {
    EXPECT_EQ(attributes(R"({"a": "2"})").mebibytes("a"), 2 * 1024 * 1024);
    EXPECT_EQ(read_mebibytes(std::int64_t{1} << 40).value, std::int64_t{1} << 60);
    EXPECT_EQ(read_mebibytes((std::int64_t{1} << 40) + 1).fault, NumberFault::too_large);
    EXPECT_EQ(read_mebibytes(std::numeric_limits<std::int64_t>::max()).fault, NumberFault::too_large);
}

TEST(Loose, ReadsFlagsInEveryForm) {
    auto const given = attributes(R"({"a": 0, "b": "0", "c": false, "d": "1", "e": 1, "f": true, "g": "on",
        "h": ["0", "1"], "i": ["0"], "j": "", "l": "TRUE", "m": "no", "n": [], "o": 0.0, "p": 1.0})");
    for (auto const* name : {"a", "b", "c", "i", "j", "m", "n", "o"})
        EXPECT_EQ(given.flag(name), false) << name;
    for (auto const* name : {"d", "e", "f", "g", "h", "l", "p"}) EXPECT_EQ(given.flag(name), true) << name;
    EXPECT_EQ(given.flag("absent"), std::nullopt);
}

TEST(Loose, MakesNoFlagOfWhatIsNone) {
    for (auto const* odd : {"2", "-1", "0.5", "1e300", "\"abc\"", "\"01\"", "[[0]]", "[{}]", "{}", "null"}) {
        EXPECT_EQ(flag(boost::json::parse(odd)), std::nullopt) << odd;
    }
    EXPECT_EQ(state(boost::json::parse("2")), 2);
    EXPECT_EQ(state(boost::json::parse("\"2\"")), 2);
    for (auto const* odd : {"3", "-1", "2.5", "[2]", "{}"}) {
        EXPECT_EQ(state(boost::json::parse(odd)), std::nullopt) << odd;
    }
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

TEST(Loose, TellsOffFromAbsent) {
    auto const given =
        attributes(R"({"a": "", "b": "0", "c": 0, "d": false, "e": null, "f": "dkim", "g": " "})");
    for (auto const* name : {"a", "b", "c", "d", "g"}) EXPECT_TRUE(given.is_off(name)) << name;
    for (auto const* name : {"e", "f", "absent"}) EXPECT_FALSE(given.is_off(name)) << name;
    EXPECT_FALSE(given.has("e"));
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
