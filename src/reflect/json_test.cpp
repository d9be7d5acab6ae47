#include "reflect/json_read.hpp"
#include "reflect/schema.hpp"

#include <gtest/gtest.h>

namespace mailapp::reflect {
namespace {

enum class Color { red, blue_ };
BOOST_DESCRIBE_ENUM(Color, red, blue_)

struct Inner {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (text))

struct Sample {
    static constexpr std::array required_members{"name"};
    std::string name;
    std::int64_t count = 7;
    bool on = true;
    std::optional<std::string> note;
    std::vector<Inner> inner;
    Color color = Color::red;
};
BOOST_DESCRIBE_STRUCT(Sample, (), (name, count, on, note, inner, color))

TEST(Json, WritesWhatItReads) {
    std::string const text =
        R"({"name":"a\"\\\u0001é","count":-3,"on":false,"note":"x","inner":[{"text":"t"}],"color":"blue"})";
    auto const read = from_json_text<Sample>(text);
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(to_json(*read), text);
}

TEST(Json, KeepsDefaultsOfAbsentMembers) {
    auto const read = from_json_text<Sample>(R"({"name":"n"})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->count, 7);
    EXPECT_TRUE(read->on);
    EXPECT_FALSE(read->note);
}

TEST(Json, NamesTheMemberAtFault) {
    EXPECT_EQ(from_json_text<Sample>(R"({})").error().field, "/name");
    EXPECT_EQ(from_json_text<Sample>(R"({"name":1})").error().field, "/name");
    EXPECT_EQ(from_json_text<Sample>(R"({"name":"n","inner":[{"text":"t"},{"text":2}]})").error().field,
              "/inner/1/text");
    EXPECT_EQ(from_json_text<Sample>(R"({"name":"n","colour":"red"})").error().code,
              "request.unknown_member");
    EXPECT_EQ(from_json_text<Sample>(R"({"name":"n","color":"green"})").error().detail,
              "This must be red or blue.");
    EXPECT_EQ(from_json_text<Sample>(R"({"name":"n","count":1.5})").error().field, "/count");
    EXPECT_EQ(from_json_text<Sample>(R"({"name":"n","count":99999999999999999999})").error().field, "/count");
    EXPECT_EQ(from_json_text<Sample>("{\"name\":\"a\\u0000b\"}").error().field, "/name");
}

TEST(Json, RefusesDeepAndBrokenDocuments) {
    EXPECT_EQ(from_json_text<Sample>(std::string(100'000, '[')).error().code, "request.invalid_json");
    EXPECT_EQ(from_json_text<Sample>("{").error().code, "request.invalid_json");
    EXPECT_EQ(from_json_text<Sample>("{\"name\":\"\xff\"}").error().code, "request.invalid_json");
}

TEST(Json, RefusesNumbersThatNothingHolds) {
    auto const field = [](std::string const& number) {
        auto const read = from_json_text<std::map<std::string, double>>("{\"size\":" + number + "}");
        return read ? to_json(*read) : read.error().code + " " + read.error().field;
    };
    EXPECT_EQ(field("1e3"), "{\"size\":1000}");
    EXPECT_EQ(field("1e999"), "request.invalid_type /size");
    EXPECT_EQ(field("-1e999"), "request.invalid_type /size");
    EXPECT_TRUE((from_json_text<std::map<std::string, RawJson>>(R"({"a":[1,{"b":1e3}]})")));
    EXPECT_EQ((from_json_text<std::map<std::string, RawJson>>(R"({"a":[1,{"b":1e999}]})").error().field),
              "/a");
    EXPECT_EQ(from_json_text<Sample>(R"({"name":"n","count":1e999})").error().field, "/count");
    EXPECT_EQ(from_json_text<Sample>(R"({"name":"n","count":1e1})").error().field, "/count");
}

TEST(Json, RefusesAMemberThatStandsTwiceAtEveryDepth) {
    auto const twice = [](std::string_view text) -> std::string {
        auto const read = parse_strict_json(text);
        if (read) return "";
        EXPECT_EQ(read.error().code, "request.member_twice") << text;
        return read.error().field;
    };
    EXPECT_EQ(twice(R"({"a":1,"a":1})"), "/a");
    EXPECT_EQ(twice(R"({"a":1,"b":{"c":[0,{"d":1,"e":2,"d":3}]}})"), "/b/c/1/d");
    EXPECT_EQ(twice(R"([{"a":1},{"a":[]},[[],{"x":{},"x":{}}]])"), "/2/1/x");
    // Written in another way, it is the same name.
    EXPECT_EQ(twice(R"({"a\/b~":1,"\u0061/b~":2})"), "/a~1b~0");
    EXPECT_EQ(
        twice("{\"" + std::string(100'000, 'k') + "\":1,\"" + std::string(100'000, 'k') + "\":2}").size(),
        100'001U);
    EXPECT_EQ(twice(R"({"":1,"":2})"), "/");
    // Names of other objects are others.
    EXPECT_EQ(twice(R"({"a":{"a":{"a":[{"a":1},{"a":2}]}},"A":"a"})"), "");
    EXPECT_EQ(parse_strict_json(R"({"a":1,"a":)").error().code, "request.invalid_json");
    EXPECT_EQ(from_json_text<Sample>(R"({"name":"n","inner":[{"text":"a","text":"b"}]})").error().field,
              "/inner/0/text");
    // What others write is read as they mean it.
    EXPECT_TRUE(parse_json(R"({"a":1,"a":2})"));
}

TEST(Json, BearsAMillionMembers) {
    std::string many = "{";
    for (int i = 0; i < 1'000'000; ++i) many += "\"k" + std::to_string(i) + "\":0,";
    many += "\"name\":\"n\"}";
    EXPECT_EQ(from_json_text<Sample>(many).error().code, "request.unknown_member");
    std::string same = "{";
    for (int i = 0; i < 100'000; ++i) same += "\"name\":\"x\",";
    EXPECT_EQ(from_json_text<Sample>(same + "\"name\":\"n\"}").error().code, "request.member_twice");
}

TEST(Json, ReplacesBytesThatAreNotUtf8) {
    EXPECT_EQ(json_string("a\xff\xc3\xa9"), "\"a\xEF\xBF\xBD\xc3\xa9\"");
}

TEST(Schema, DescribesStructsAsComponents) {
    SchemaBook book;
    EXPECT_EQ(boost_json_text(book.schema<Sample>()), R"({"$ref":"#/components/schemas/Sample"})");
    auto const sample = boost_json_text(book.components().at("Sample"));
    EXPECT_NE(sample.find(R"("required":["name"])"), std::string::npos);
    EXPECT_NE(sample.find(R"("note":{"type":["string","null"]})"), std::string::npos);
    EXPECT_NE(sample.find(R"("color":{"type":"string","enum":["red","blue"]})"), std::string::npos);
}

}  // namespace
}  // namespace mailapp::reflect
