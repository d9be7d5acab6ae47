#include "base/from_field.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp {
namespace {

using testing::ElementsAre;

std::vector<std::string> addresses(std::string_view value) {
    return read_from_field(value).value_or(std::vector<std::string>{"(not readable)"});
}

TEST(FromField, NamesItsAddresses) {
    EXPECT_THAT(addresses(" anna@a.test"), ElementsAre("anna@a.test"));
    EXPECT_THAT(addresses("<anna@a.test>"), ElementsAre("anna@a.test"));
    EXPECT_THAT(addresses("Anna <anna@a.test>"), ElementsAre("anna@a.test"));
    EXPECT_THAT(addresses("\"Boss, boss@b.test\" < anna@a.test >"), ElementsAre("anna@a.test"));
    EXPECT_THAT(addresses("Anna Q. Public\r\n <anna.q@a.test>"), ElementsAre("anna.q@a.test"));
    EXPECT_THAT(addresses("=?utf-8?q?Gr=C3=BC=C3=9Fe?= <anna@a.test>"), ElementsAre("anna@a.test"));
    EXPECT_THAT(addresses("Gr\xc3\xbc\xc3\x9f"
                          "e <anna@a.test>"),
                ElementsAre("anna@a.test"));
    EXPECT_THAT(addresses("anna@a.test (Anna (at work))"), ElementsAre("anna@a.test"));
    EXPECT_THAT(addresses("(Anna) anna@a.test"), ElementsAre("anna@a.test"));
    EXPECT_THAT(addresses("\"anna\"@a.test"), ElementsAre("anna@a.test"));
}

TEST(FromField, NamesAllOfThem) {
    EXPECT_THAT(addresses("anna@a.test, Boss <boss@b.test>,\r\n\t\"C\" <c@c.test>"),
                ElementsAre("anna@a.test", "boss@b.test", "c@c.test"));
}

TEST(FromField, NamesAnAddressThatStandsAsTheNameToo) {
    EXPECT_THAT(addresses("anna@a.test <anna@a.test>"), ElementsAre("anna@a.test", "anna@a.test"));
    EXPECT_THAT(addresses("boss@b.test <anna@a.test>, c@c.test"),
                ElementsAre("anna@a.test", "boss@b.test", "c@c.test"));
}

TEST(FromField, IsNotReadWhereReadersDiffer) {
    for (auto const* const value : {"",
                                    " ",
                                    ",",
                                    "anna",
                                    "anna@a.test,",
                                    ",anna@a.test",
                                    "anna@a.test,,boss@b.test",
                                    "anna@a.test boss@b.test",
                                    "boss@b.test Boss <anna@a.test>",
                                    "Boss boss@b.test <anna@a.test>",
                                    "boss@b.test <anna@a.test> x",
                                    "<boss@b.test> <anna@a.test>",
                                    "<anna@a.test> boss@b.test",
                                    "Anna <anna@a.test",
                                    "Anna anna@a.test>",
                                    "<<anna@a.test>>",
                                    "<@b.test:anna@a.test>",
                                    "<@b.test,@c.test:anna@a.test>",
                                    "Team: anna@a.test, boss@b.test;",
                                    "Undisclosed recipients:;",
                                    "anna@a.test (boss@b.test)",
                                    "(<boss@b.test>) anna@a.test",
                                    "anna(comment)@a.test",
                                    "anna@a.test(",
                                    "<anna(x)@a.test>",
                                    "anna @a.test",
                                    "anna@ a.test",
                                    "anna@a. test",
                                    "anna@a..test",
                                    "anna.@a.test",
                                    ".anna@a.test",
                                    "anna@a.test.",
                                    "anna@[192.0.2.1]",
                                    "\"anna@a.test",
                                    "\"anna\\",
                                    "anna@b\xc3\xbc"
                                    "cher.test",
                                    "\xc3\xa4nna@a.test",
                                    "anna@a.test\x01",
                                    "anna@a.test;boss@b.test",
                                    "<>",
                                    "Anna <>",
                                    "anna@a.test%b.test@"}) {
        EXPECT_EQ(read_from_field(value), std::nullopt) << value;
    }
    using namespace std::string_view_literals;
    EXPECT_EQ(read_from_field("anna@a.test\0"sv), std::nullopt);
    EXPECT_EQ(read_from_field("anna@a.test\0,boss@b.test"sv), std::nullopt);
}

}  // namespace
}  // namespace mailapp
