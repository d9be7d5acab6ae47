#include "base/search_text.hpp"

#include <gtest/gtest.h>

namespace mailapp {
namespace {

TEST(SearchText, FoldsLettersOfEveryScript) {
    EXPECT_EQ(fold_case("Plain 100% _A-Z"), "plain 100% _a-z");
    EXPECT_EQ(fold_case("ŞƏHLA Ğ Ö Ü Ç"), "şəhla ğ ö ü ç");
    EXPECT_EQ(fold_case("ЖЁ ΑΒ"), "жё αβ");
    EXPECT_EQ(fold_case(""), "");
}

TEST(SearchText, TakesTheDottedAndTheDotlessIForOne) {
    EXPECT_EQ(fold_case("İsmayıl IŞIQ"), "ismayil işiq");
    EXPECT_EQ(fold_case("ismayil"), fold_case("ISMAYIL"));
}

TEST(SearchText, LeavesWhatIsNoUtf8AsItStands) {
    EXPECT_EQ(fold_case("A\xff\xc3"), "a\xff\xc3");
    EXPECT_EQ(fold_case("\xe2Ş"), "\xe2ş");
    EXPECT_EQ(fold_case("😀A"), "😀a");
}

TEST(SearchText, ShowsEveryDomainInATextAsPeopleKnowIt) {
    EXPECT_EQ(domains_for_display("anna@xn--bcher-kva.example Anna"), "anna@bücher.example Anna");
    EXPECT_EQ(domains_for_display("xn--bcher-kva.example\nxn--bcher-kva.example"),
              "bücher.example\nbücher.example");
    EXPECT_EQ(domains_for_display("plain.example"), "plain.example");
    // What is no such name stays.
    EXPECT_EQ(domains_for_display("xn--, a-xn--b"), "xn--, a-xn--b");
}

}  // namespace
}  // namespace mailapp
