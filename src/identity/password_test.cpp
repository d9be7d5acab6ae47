#include "identity/password.hpp"

#include "base/process.hpp"
#include "base/text.hpp"

#include <gtest/gtest.h>

namespace mailapp::identity {
namespace {

constexpr char const* phrase = "pass phrase";

bool verifies(std::string_view password, std::string_view stored) {
    return verify_password(Secret(std::string(password)), stored);
}

TEST(Password, NewHashVerifiesAndIsSaltedAndCurrent) {
    auto const first = hash_password(Secret("correct horse"));
    auto const second = hash_password(Secret("correct horse"));
    EXPECT_TRUE(first.starts_with("{ARGON2ID}$argon2id$v=19$m=65536,t=1,p=1$"));
    EXPECT_NE(first, second);
    EXPECT_TRUE(verifies("correct horse", first));
    EXPECT_FALSE(verifies("correct horsf", first));
    EXPECT_FALSE(verifies("Correct horse", first));
    EXPECT_FALSE(needs_rehash(first));
    EXPECT_EQ(check_scheme(first), std::nullopt);
}

TEST(Password, TheSameLettersAreTheSamePasswordInEveryForm) {
    // "Müller-Straße7-ok" composed and decomposed; the sign and the letter Å; an ideographic space for a
    // space.
    std::string const composed = "M\u00fcller-Stra\u00dfe7-ok";
    std::string const decomposed = "Mu\u0308ller-Stra\u00dfe7-ok";
    ASSERT_NE(composed, decomposed);
    EXPECT_TRUE(verifies(decomposed, hash_password(Secret(composed))));
    EXPECT_TRUE(verifies(composed, hash_password(Secret(decomposed))));
    auto const angstrom = hash_password(Secret("\u212bngstr\u00f6m-4711-x"));
    EXPECT_TRUE(verifies("\u00c5ngstr\u00f6m-4711-x", angstrom));
    EXPECT_TRUE(verifies("A\u030angstro\u0308m-4711-x", angstrom));
    EXPECT_TRUE(verifies("two words", hash_password(Secret("two\u3000words"))));
    // Not what only looks alike: compatibility forms and letters without their marks are other passwords.
    EXPECT_FALSE(verifies("Muller-Stra\u00dfe7-ok", hash_password(Secret(composed))));
    EXPECT_FALSE(verifies("\ufb01ne words", hash_password(Secret("fine words"))));
}

TEST(Password, AHashOfTheBytesAsTheyCameStaysValid) {
    std::string const decomposed = "Mu\u0308ller-Stra\u00dfe7-ok";
    EXPECT_TRUE(verifies(decomposed, "{PLAIN}" + decomposed));
    EXPECT_TRUE(verifies("\xff\xfe no text", "{PLAIN}\xff\xfe no text"));
    EXPECT_FALSE(verifies("M\u00fcller-Stra\u00dfe7-ok", "{PLAIN}" + decomposed));
}

class KnownHash : public testing::TestWithParam<char const*> {};

TEST_P(KnownHash, VerifiesItsPasswordAndNoOther) {
    EXPECT_TRUE(verifies(phrase, GetParam()));
    EXPECT_FALSE(verifies("other phrase", GetParam()));
    EXPECT_FALSE(verifies("", GetParam()));
    EXPECT_EQ(check_scheme(GetParam()), std::nullopt);
    EXPECT_TRUE(needs_rehash(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    Schemes, KnownHash,
    testing::Values(
        "{ARGON2I}$argon2i$v=19$m=32768,t=4,p=1$4kEBFbK8coN+Q6I06zgJLQ$"
        "M5HFj9cu6TCPE42xOUHuXs7j0MBgrDl4P4a61LG7lR4",
        "{BLF-CRYPT}$2y$05$fWgp8mpuOvyJy4TxyBEKAuhHc3SHQ5hQcphLm4GEBZ3PqkqGe5HfO",
        "{blf-crypt}$2y$05$fWgp8mpuOvyJy4TxyBEKAuhHc3SHQ5hQcphLm4GEBZ3PqkqGe5HfO",
        "{SHA512-CRYPT}$6$QjxNvc2MWIqnCmxJ$OkB6T/"
        "I81qHSj1y8fjLRsiP9TVKati13V9wjPzHB60hlcNKROdpu6NcLyxfIVOTd6Xecl5GYjc."
        "G5Bvz4zN4v.",
        "{SHA256-CRYPT}$5$CSeZkeqLI2v9SzQw$WVugcAgfMkVyUw9Udhc33bX0yqFXEuONqflkiydB9qA",
        "{MD5-CRYPT}$1$mcn6oEN6$2K/KZn0X9BLoDA1Eno0KH1", "{MD5}$1$F/MnSbZB$E0LrR3oYrvtWddoGtyV9o/",
        "{MD5}dd9f276df0d63fe6dbb536a4fb88cbb1",
        "{CRYPT}$2y$05$uKaAUnJn6xuzhZKfG886ieWo85nbVIOwCxz/fZqrBfJlojk6Dpqiu", "{DES-CRYPT}nPJzl8VD8eLNA",
        "{SSHA}FYtJ4d1U3kGWz6+RTKN7OrHRC6tXxa+F", "{SSHA256}YwCWX2oaWSD4U5DwidBMyYFG8l12gu1dxsxCKDWEYgXlSX4J",
        "{SSHA256.HEX}4d195e92c236ab43145b33644e3a1dfa86b29de4caacada89ff797ec51864ba0a0c57bbc",
        "{SSHA512}IMJ3l74MEeJA9N4ab5lHr2sH0tl75DM94KScJcX67Tjq90H5dyikskvCDMculS0C4+vGbLHJQXpVjXLKYU+"
        "74Y1agrQ=",
        "{SHA}c18RhWMlIodGw/lGOrjR+NU3QxQ=", "{SHA1}c18RhWMlIodGw/lGOrjR+NU3QxQ=",
        "{SHA1}735f11856325228746c3f9463ab8d1f8d5374314", "{SHA.HEX}735f11856325228746c3f9463ab8d1f8d5374314",
        "{SHA256}hNa5tk3WohEeJhZUThbgdYDVkN+ajVzh2dxaFoobEYg=",
        "{SHA512}Xjb/N8VyUrvJ77IhXd3KX//o+TN7G/V9XohCTMCZrses068bwVuEGQxz3+PcP7zi5pIK7yorZkG2Bqk6/+JMWA==",
        "{SMD5}8RYO83xDlKyti0EaIgFWSZ9tfZI=", "{PLAIN-MD5}dd9f276df0d63fe6dbb536a4fb88cbb1",
        "{PLAIN-MD5.B64}3Z8nbfDWP+bbtTak+4jLsQ==", "{LDAP-MD5}3Z8nbfDWP+bbtTak+4jLsQ==",
        "{PBKDF2}$1$vgGNbNR0xjc/NAZB$5000$fe7d8701bf307f71e7c6b2e5f416820c194efe52", "{PLAIN}pass phrase",
        "{CLEAR}pass phrase", "{CLEARTEXT}pass phrase", "{PLAIN-TRUNC}64-pass phrase",
        "{BLF-CRYPT.B64}JDJ5JDA1JFEyN1VLR0NUWklZNkJnZy5rdzJ1cmU1SDhYZXZPNGFZUVFkWEFLRjNlTjdNRHBNck11blJL"));

TEST(Password, LongHashOfDovecotDoesNotNeedRehash) {
    constexpr char const* stored =
        "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$oTliuX/pNNPuGUWXccgqFA$hKiR151SGXOAL9g5iWo58WU2ZVorcx/"
        "uUWUxCyHBljE";
    EXPECT_TRUE(verifies(phrase, stored));
    EXPECT_FALSE(needs_rehash(stored));
}

TEST(Password, TruncatedStoredPasswordAcceptsOnlyItsOwnBeginning) {
    EXPECT_TRUE(verifies("pass phrase", "{PLAIN-TRUNC}4-pass"));
    EXPECT_TRUE(verifies("pass", "{PLAIN-TRUNC}4-pass"));
    EXPECT_FALSE(verifies("pas", "{PLAIN-TRUNC}4-pass"));
    EXPECT_FALSE(verifies("passport", "{PLAIN-TRUNC}6-pass"));
}

TEST(Password, EmptyAndMalformedHashesNeverVerify) {
    for (std::string const stored :
         {"",
          "{",
          "}",
          "{PLAIN}",
          "{CLEAR}",
          "{CRYPT}",
          "{CRYPT}*0",
          "{CRYPT}*1",
          "{CRYPT}!",
          "{CRYPT}x",
          "{BLF-CRYPT}",
          "{BLF-CRYPT}$2y$05$",
          "{BLF-CRYPT}$6$QjxNvc2MWIqnCmxJ$OkB6T",
          "{SHA512-CRYPT}$6$",
          "{SHA512-CRYPT}$6$salt$",
          "{MD5-CRYPT}$1$mcn6oEN6$",
          "{DES-CRYPT}ab",
          "{SSHA}",
          "{SSHA256}AAAA",
          "{SSHA512}====",
          "{SHA}",
          "{SHA}AAAA",
          "{SHA256.HEX}zz",
          "{SMD5}AAAA",
          "{PLAIN-MD5}",
          "{MD5}",
          "{LDAP-MD5}AA==",
          "{PBKDF2}",
          "{PBKDF2}$1$$5000$",
          "{PBKDF2}$1$salt$0$fe7d8701bf307f71e7c6b2e5f416820c194efe52",
          "{PBKDF2}$1$salt$5000$",
          "{ARGON2ID}",
          "{ARGON2ID}$argon2id$v=19$m=65536,t=1,p=1$$",
          "{ARGON2ID}$argon2i$v=19$m=65536,t=1,p=1$4kEBFbK8coN+Q6I06zgJLQ$M5HFj9cu6TCPE42xOUHuXs7j0MBg",
          "{ARGON2ID}$argon2id$v=19$m=65536,t=1,p=1$4kEBFbK8coN$",
          "{PLAIN-TRUNC}",
          "{PLAIN-TRUNC}0-",
          "{PLAIN-TRUNC}-x",
          "{PLAIN-TRUNC}pass phrase",
          "pass phrase",
          "$2y$05$fWgp8mpuOvyJy4TxyBEKAuhHc3SHQ5hQcph"}) {
        for (auto const* const password : {"", "x", "pass phrase", "0-", "*0"})
            EXPECT_FALSE(verifies(password, stored)) << stored << " / " << password;
        auto const fault = check_scheme(stored);
        ASSERT_TRUE(fault) << stored;
        EXPECT_EQ(fault->code, "password.hash_malformed") << stored;
        EXPECT_TRUE(needs_rehash(stored));
    }
}

TEST(Password, UnknownSchemesAreNamedSo) {
    for (auto const* const stored :
         {"{}", "{NTLM}x", "{CRAM-MD5}aa", "{SCRAM-SHA-1}x", "{SHA256.OCT}12", "{OTP}x"}) {
        EXPECT_FALSE(verifies("x", stored));
        auto const fault = check_scheme(stored);
        ASSERT_TRUE(fault) << stored;
        EXPECT_EQ(fault->code, "password.scheme_unknown");
    }
}

TEST(Password, CostsThatWouldStopTheServerAreRefused) {
    for (auto const* const stored :
         {"{ARGON2ID}$argon2id$v=19$m=4294967295,t=1,p=1$4kEBFbK8coN+Q6I06zgJLQ$M5HFj9cu6TCPE42xOUHuXs7j0MBg",
          "{ARGON2ID}$argon2id$v=19$m=65536,t=100000,p=1$4kEBFbK8coN+Q6I06zgJLQ$M5HFj9cu6TCPE42xOUHuXs7j0MBg",
          "{BLF-CRYPT}$2y$31$fWgp8mpuOvyJy4TxyBEKAuhHc3SHQ5hQcphLm4GEBZ3PqkqGe5HfO",
          "{SHA512-CRYPT}$6$rounds=999999999$QjxNvc2MWIqnCmxJ$OkB6T/"
          "I81qHSj1y8fjLRsiP9TVKati13V9wjPzHB60hlcNKROdpu6Nc",
          "{PBKDF2}$1$salt$2000000000$fe7d8701bf307f71e7c6b2e5f416820c194efe52",
          "{CRYPT}$7$zzzzzzzzzzSalt$mumLAV0pN0yF8x1w6p8b1o5c0YyyVhFz1oXvw1w8Hv2"}) {
        EXPECT_FALSE(verifies(phrase, stored));
        EXPECT_TRUE(check_scheme(stored)) << stored;
    }
}

TEST(Password, NulAndExcessiveLengthAreRefused) {
    EXPECT_FALSE(verifies(std::string("pass phrase\0x", 13), "{DES-CRYPT}nPJzl8VD8eLNA"));
    EXPECT_FALSE(
        verifies(std::string(longest_password + 1, 'a'), "{PLAIN}" + std::string(longest_password + 1, 'a')));
}

TEST(Password, AgreesWithDovecotInBothDirections) {
    for (auto const* const scheme :
         {"ARGON2I",   "BLF-CRYPT",   "SHA512-CRYPT", "SHA256-CRYPT",    "MD5-CRYPT", "DES-CRYPT", "CRYPT",
          "MD5",       "SSHA",        "SSHA256",      "SSHA512",         "SMD5",      "SHA",       "SHA1",
          "SHA256",    "SHA512",      "PLAIN-MD5",    "LDAP-MD5",        "PBKDF2",    "PLAIN",     "CLEAR",
          "CLEARTEXT", "SSHA512.HEX", "SHA256.B64",   "SHA512-CRYPT.HEX"}) {
        auto const made =
            run_process({"/usr/bin/doveadm", "-c", "/dev/null", "pw", "-s", scheme, "-p", phrase});
        ASSERT_TRUE(made.has_value());
        ASSERT_EQ(made->status, 0) << made->output;
        auto const at = made->output.rfind(std::string("{") + scheme);
        ASSERT_NE(at, std::string::npos) << made->output;
        auto const stored = std::string(trim(std::string_view(made->output).substr(at)));
        EXPECT_TRUE(verifies(phrase, stored)) << stored;
        EXPECT_FALSE(verifies("pass phrasf", stored) && std::string_view(scheme) != "DES-CRYPT") << stored;
    }
    auto const ours = hash_password(Secret(phrase));
    auto const checked = run_process({"/usr/bin/doveadm", "-c", "/dev/null", "pw", "-t", ours, "-p", phrase});
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(checked->status, 0) << checked->output;
}

}  // namespace
}  // namespace mailapp::identity
