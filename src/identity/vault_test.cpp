#include "identity/vault.hpp"

#include "base/text.hpp"

#include <gtest/gtest.h>

namespace mailapp {
namespace {

TEST(Vault, OpensWhatItSealed) {
    Vault const vault("key");
    for (std::string const& text :
         {std::string(), std::string("secret"), std::string("a\0b", 3), std::string(100'000, 'x')}) {
        auto const opened = vault.open(vault.seal(Secret(text), "test"), "test");
        ASSERT_TRUE(opened);
        EXPECT_EQ(opened->reveal(), text);
    }
}

TEST(Vault, NeverSealsTheSameWayTwice) {
    Vault const vault("key");
    EXPECT_NE(vault.seal(Secret("secret"), "test"), vault.seal(Secret("secret"), "test"));
}

TEST(Vault, ShowsNothingOfTheSecret) {
    auto const sealed = Vault("key").seal(Secret("secret"), "test");
    EXPECT_TRUE(sealed.starts_with("v1:"));
    EXPECT_EQ(from_base64(sealed.substr(3))->find("secret"), std::string::npos);
}

TEST(Vault, RefusesAnotherPurposeAndAnotherKey) {
    auto const sealed = Vault("key").seal(Secret("secret"), "dkim:one.example");
    EXPECT_EQ(Vault("key").open(sealed, "dkim:two.example").error().code, "vault.unreadable");
    EXPECT_EQ(Vault("other").open(sealed, "dkim:one.example").error().code, "vault.unreadable");
}

TEST(Vault, RefusesEveryAlteredByteAndEveryCutText) {
    Vault const vault("key");
    auto const sealed = vault.seal(Secret("secret"), "test");
    auto const raw = *from_base64(sealed.substr(3));
    for (std::size_t i = 0; i < raw.size(); ++i) {
        auto altered = raw;
        altered[i] = static_cast<char>(altered[i] ^ 1);
        EXPECT_FALSE(vault.open("v1:" + to_base64(altered), "test")) << i;
        EXPECT_FALSE(vault.open("v1:" + to_base64(raw.substr(0, i)), "test")) << i;
    }
    EXPECT_FALSE(vault.open(sealed.substr(3), "test"));
    EXPECT_FALSE(vault.open("v2:" + sealed.substr(3), "test"));
}

}  // namespace
}  // namespace mailapp
