#include "base/search_text.hpp"

#include <gtest/gtest.h>

namespace mailapp {
namespace {

TEST(SearchText, FoldsLettersOfEveryScript) {
    EXPECT_EQ(fold_for_search("Plain 100% _A-Z"), "plain 100% _a-z");
    EXPECT_EQ(fold_for_search("ЖЯ ΑΒ"), "жя αβ");
    EXPECT_EQ(fold_for_search(""), "");
}

TEST(SearchText, LeavesOutWhatOtherKeyboardsDoNotHave) {
    EXPECT_EQ(fold_for_search("Həsənova ŞƏHLA Ğ Ö Ü Ç"), "hesenova sehla g o u c");
    EXPECT_EQ(fold_for_search("Łódź Ærø Straße Đặng Ñandú"), "lodz aero strasse dang nandu");
    EXPECT_EQ(fold_for_search("ёлка ᾅ"), "елка α");
    // Written in pieces, it is the same.
    EXPECT_EQ(fold_for_search("Mu\u0308ller"), fold_for_search("Müller"));
    EXPECT_EQ(fold_for_search("한국 日本 ישראל"), fold_for_search("한국 日本 ישראל"));
    EXPECT_NE(fold_for_search("한국"), fold_for_search("한구"));
}

TEST(SearchText, TakesTheDottedAndTheDotlessIForOne) {
    EXPECT_EQ(fold_for_search("İsmayıl IŞIQ"), "ismayil isiq");
    EXPECT_EQ(fold_for_search("ismayil"), fold_for_search("ISMAYIL"));
}

TEST(SearchText, LeavesWhatIsNoUtf8AsItStands) {
    EXPECT_EQ(fold_for_search("A\xff\xc3"), "a\xff\xc3");
    EXPECT_EQ(fold_for_search("\xe2Ş"), "\xe2s");
    EXPECT_EQ(fold_for_search("😀A"), "😀a");
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
