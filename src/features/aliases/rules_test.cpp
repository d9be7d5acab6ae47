#include "features/aliases/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp::aliases {
namespace {

using ::testing::ElementsAre;

std::string address_of(std::string const& text) {
    auto const address = check_address(text);
    return address ? address->text : address.error().code;
}

std::string destinations_code(Delivery delivery, std::vector<std::string> const& destinations) {
    auto const clean = check_destinations(delivery, destinations);
    return clean ? "" : clean.error().code;
}

std::string comment_code(std::string comment) {
    AliasRow row;
    row.private_comment = std::move(comment);
    auto const wrong = check_comments(row);
    return wrong ? wrong->code : "";
}

TEST(AliasRules, AddressesAreCanonical) {
    EXPECT_EQ(address_of(" Info@Example.ORG "), "info@example.org");
    EXPECT_EQ(address_of("Info@BÜCHER.example"), "info@xn--bcher-kva.example");
    EXPECT_EQ(address_of("info@xn--bcher-kva.example"), "info@xn--bcher-kva.example");
    EXPECT_EQ(address_of("@Example.org"), "@example.org");
    EXPECT_EQ(check_address("@Example.org")->domain, "example.org");
    EXPECT_EQ(address_of("o'neil%_{}@example.org"), "o'neil%_{}@example.org");
}

TEST(AliasRules, RefusesWhatIsNoAddress) {
    for (std::string const text :
         {"", "@", "info", "info@", "@@example.org", "a@b@", "in fo@example.org", "a..b@example.org",
          "' OR 1=1--@example.org", "a\\@example.org", "ä@example.org", "a@exa_mple.org", "a@example.org\n.x",
          "\"a b\"@example.org", "a\r\nBcc: x@example.org"}) {
        EXPECT_EQ(address_of(text), "alias.address_invalid") << text;
    }
    EXPECT_EQ(address_of(std::string("a\0b@example.org", 15)), "alias.address_invalid");
    EXPECT_EQ(address_of("a\xff@example.org"), "alias.address_invalid");
    EXPECT_EQ(address_of("a@ex\xff.org"), "alias.address_invalid");
    EXPECT_EQ(check_address("x").error().field, "/address");
}

TEST(AliasRules, TakesATaggedAddress) {
    EXPECT_EQ(address_of("Anna+Shop@example.org"), "anna+shop@example.org");
    EXPECT_EQ(address_of("+shop@example.org"), "+shop@example.org");
    EXPECT_EQ(check_self("anna+shop@example.org", {"anna@example.org"}), std::nullopt);
    EXPECT_TRUE(check_self("anna+shop@example.org", {"anna+shop@example.org"}));
}

TEST(AliasRules, DestinationsAreCleanAndInOrder) {
    auto const clean = check_destinations(
        Delivery::forward, {"B@example.org", " a+tag@far.example ", "b@EXAMPLE.org", "c@BÜCHER.example"});
    ASSERT_TRUE(clean);
    EXPECT_THAT(*clean, ElementsAre("b@example.org", "a+tag@far.example", "c@xn--bcher-kva.example"));
}

TEST(AliasRules, RefusesDestinationsThatAreNone) {
    auto const wrong = check_destinations(Delivery::forward, {"a@example.org", "@example.org"});
    EXPECT_EQ(wrong.error().code, "alias.destination_invalid");
    EXPECT_EQ(wrong.error().field, "/destinations/1");
    EXPECT_EQ(destinations_code(Delivery::forward, {"null@localhost"}), "alias.destination_invalid");
    EXPECT_EQ(destinations_code(Delivery::forward, {"null@LocalHost."}), "alias.destination_invalid");
    EXPECT_EQ(destinations_code(Delivery::forward, {"|/bin/sh"}), "alias.destination_invalid");
    EXPECT_EQ(destinations_code(Delivery::forward, {}), "alias.destinations_empty");
    EXPECT_EQ(destinations_code(Delivery::discard, {"a@example.org"}), "alias.destinations_not_allowed");
    EXPECT_EQ(destinations_code(Delivery::learn_spam, {}), "");
}

TEST(AliasRules, HasABoundForDestinations) {
    std::vector<std::string> many;
    for (std::size_t i = 0; i < most_destinations; ++i) many.push_back(std::to_string(i) + "@example.org");
    EXPECT_EQ(destinations_code(Delivery::forward, many), "");
    many.push_back("0@example.org");
    EXPECT_EQ(destinations_code(Delivery::forward, many), "");
    many.push_back("more@example.org");
    EXPECT_EQ(destinations_code(Delivery::forward, many), "alias.too_many_destinations");
}

TEST(AliasRules, AnAliasIsNotItsOwnDestination) {
    EXPECT_EQ(check_self("a@example.org", {"b@example.org", "a@example.org"})->code,
              "alias.destination_is_self");
    EXPECT_EQ(check_self("a@example.org", {"a+tag@example.org"})->code, "alias.destination_is_self");
    EXPECT_FALSE(check_self("a@example.org", {"aa@example.org", "a@b.example.org"}));
    EXPECT_FALSE(check_self("@example.org", {"a@example.org"}));
}

TEST(AliasRules, CommentsAreCountedInCharacters) {
    std::string umlauts;
    for (int i = 0; i < 160; ++i) umlauts += "ü";
    EXPECT_EQ(comment_code(umlauts), "");
    EXPECT_EQ(comment_code(umlauts + "x"), "alias.comment_too_long");
    EXPECT_EQ(comment_code("' OR 1=1-- % _ \\ {{7*7}}"), "");
    EXPECT_EQ(comment_code("one\r\nX-Header: two"), "alias.comment_invalid");
    EXPECT_EQ(comment_code("\xff"), "alias.comment_invalid");
    EXPECT_EQ(comment_code(std::string("a\0b", 3)), "alias.comment_invalid");
}

}  // namespace
}  // namespace mailapp::aliases
