#include "features/dkim/keys.hpp"

#include "base/file.hpp"
#include "base/process.hpp"
#include "base/text.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace mailapp::dkim {
namespace {

/// What the command line of OpenSSL says, as an opinion of its own.
std::string openssl(std::vector<std::string> arguments, std::string input = {}) {
    arguments.insert(arguments.begin(), "/usr/bin/openssl");
    ProcessOptions options;
    options.input = std::move(input);
    auto const done = run_process(arguments, options);
    if (!done || done->status != 0) throw std::runtime_error(done ? done->output : done.error().detail);
    return done->output;
}

/// The base64 inside a PEM text.
std::string without_armour(std::string const& pem) {
    std::string out;
    for (auto const line : split(pem, '\n')) {
        if (!line.starts_with('-')) out += trim(line);
    }
    return out;
}

std::string public_key_by_openssl(std::string const& pem) {
    return without_armour(openssl({"pkey", "-pubout"}, pem));
}

TEST(DkimKeys, GeneratesRsaKeysWhosePublicHalfIsWhatOpensslSays) {
    for (int const bits : {1024, 2048}) {
        auto const pair = generate(Algorithm::rsa, bits);
        ASSERT_TRUE(pair);
        EXPECT_EQ(pair->bits, bits);
        EXPECT_TRUE(pair->private_key.reveal().starts_with("-----BEGIN PRIVATE KEY-----"));
        EXPECT_EQ(pair->public_key, public_key_by_openssl(std::string(pair->private_key.reveal())));
    }
}

TEST(DkimKeys, GeneratesEd25519KeysWithTheBareBytesInTheRecord) {
    auto const pair = generate(Algorithm::ed25519, 2048);
    ASSERT_TRUE(pair);
    EXPECT_EQ(pair->bits, 256);
    auto const bytes = from_base64(pair->public_key);
    ASSERT_TRUE(bytes);
    EXPECT_EQ(bytes->size(), 32U);
    auto const spki = from_base64(public_key_by_openssl(std::string(pair->private_key.reveal())));
    ASSERT_TRUE(spki);
    // A SubjectPublicKeyInfo of Ed25519 ends with the 32 bytes (RFC 8410, section 4).
    EXPECT_TRUE(spki->ends_with(*bytes));
    EXPECT_EQ(from_base64(ed25519_seed(pair->private_key).reveal())->size(), 32U);
}

TEST(DkimKeys, RefusesOtherSizes) {
    for (int const bits : {0, -1, 512, 2047, 8192}) {
        EXPECT_EQ(generate(Algorithm::rsa, bits).error().code, "dkim.bits_invalid") << bits;
    }
}

TEST(DkimKeys, ImportsBothContainersWithAnyLineEnds) {
    auto const pkcs8 =
        openssl({"genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"});
    auto const pkcs1 = openssl({"rsa", "-traditional"}, pkcs8);
    auto const begin = pkcs1.find("-----BEGIN RSA PRIVATE KEY-----");
    ASSERT_NE(begin, std::string::npos);
    auto const wanted = public_key_by_openssl(pkcs8);
    for (auto const& pem : {pkcs8, pkcs1.substr(begin), replace_all(pkcs8, "\n", "\r\n"),
                            replace_all(pkcs8, "\n", "\r"), "  \n" + pkcs8 + "\n\n"}) {
        auto const pair = import_private_key(pem);
        ASSERT_TRUE(pair) << pair.error().detail;
        EXPECT_EQ(pair->public_key, wanted);
        EXPECT_EQ(pair->bits, 1024);
        EXPECT_EQ(pair->algorithm, Algorithm::rsa);
        EXPECT_EQ(public_key_by_openssl(std::string(pair->private_key.reveal())), wanted);
    }
    auto const ed25519 = import_private_key(openssl({"genpkey", "-algorithm", "ED25519"}));
    ASSERT_TRUE(ed25519);
    EXPECT_EQ(ed25519->algorithm, Algorithm::ed25519);
}

TEST(DkimKeys, ImportsAKeyInAnyWrappingThatPeoplePaste) {
    auto const pkcs8 =
        openssl({"genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"});
    auto const written = openssl({"rsa", "-traditional"}, pkcs8);
    auto const pkcs1 = written.substr(written.find("-----BEGIN"));
    auto const ed25519 = openssl({"genpkey", "-algorithm", "ED25519"});
    for (auto const& pem : {pkcs8, pkcs1, ed25519}) {
        auto const wanted = import_private_key(pem);
        ASSERT_TRUE(wanted) << wanted.error().detail;
        auto const wrappings = {
            replace_all(pem, "\n", " "),
            replace_all(pem, "\n", "\\n"),
            replace_all(pem, "\n", "\\r\\n"),
            replace_all("\n" + pem, "\n", "\n    "),
            replace_all(pem, "\n", "\n\n"),
            "\"" + pem + "\"",
            "'" + replace_all(pem, "\n", "\\n") + "',",
            "dkim_key: |\n" + replace_all(pem, "\n", "\r\n  "),
            replace_all("> " + pem, "\n", "\n> "),
            replace_all(pem, "/", "\\/"),
            replace_all(pem, "-----", "\xE2\x80\x94-\xE2\x80\x93"),
            "\xEF\xBB\xBF" + replace_all(pem, "\n", "\xC2\xA0\n"),
            replace_all("\"" + pem, "\n", "\\n\"\n\""),
            without_armour(pem),
        };
        for (auto const& text : wrappings) {
            auto const read = import_private_key(text);
            ASSERT_TRUE(read) << read.error().detail << "\n" << text;
            EXPECT_EQ(read->public_key, wanted->public_key) << text;
        }
    }
}

TEST(DkimKeys, ImportsTheBytesOfAnEd25519Key) {
    auto const pair = generate(Algorithm::ed25519, 0);
    std::string const seed(ed25519_seed(pair->private_key).reveal());
    auto const whole = to_base64(*from_base64(seed) + *from_base64(pair->public_key));
    for (auto const& text : {seed, whole, seed + "\n", "\"" + seed.substr(0, seed.find('=')) + "\""}) {
        auto const read = import_private_key(text);
        ASSERT_TRUE(read) << read.error().detail;
        EXPECT_EQ(read->algorithm, Algorithm::ed25519);
        EXPECT_EQ(read->public_key, pair->public_key);
    }
    auto const other = generate(Algorithm::ed25519, 0);
    auto const mixed = to_base64(*from_base64(seed) + *from_base64(other->public_key));
    EXPECT_EQ(import_private_key(mixed).error().code, "dkim.private_key_invalid");
}

TEST(DkimKeys, NamesTheFormOfAKeyThatIsOfNoUse) {
    std::string const pem(generate(Algorithm::rsa, 1024)->private_key.reveal());
    auto const said = [](std::string const& text) { return import_private_key(text).error().detail; };
    EXPECT_NE(said(openssl({"pkey", "-pubout"}, pem)).find("public half"), std::string::npos);
    EXPECT_NE(said("v=DKIM1; k=rsa; p=AAAA").find("DNS record"), std::string::npos);
    EXPECT_NE(said(replace_all(pem, "PRIVATE", "OPENSSH PRIVATE")).find("OpenSSH"), std::string::npos);
    EXPECT_NE(said("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----").find("certificate"),
              std::string::npos);
    EXPECT_NE(said(openssl({"rsa", "-traditional", "-aes256", "-passout", "pass:x"}, pem)).find("passphrase"),
              std::string::npos);
    EXPECT_NE(said(pem.substr(0, pem.size() / 2)).find("end is missing"), std::string::npos);
    EXPECT_NE(said(replace_all(pem, "KEY-----\nM", "KEY-----\n?")).find("Copy the whole key again"),
              std::string::npos);
    EXPECT_NE(said("no key at all!").find("BEGIN to END"), std::string::npos);
}

TEST(DkimKeys, RefusesKeysThatCannotSign) {
    auto const ec =
        import_private_key(openssl({"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"}));
    EXPECT_EQ(ec.error().code, "dkim.private_key_unsupported");
    EXPECT_NE(ec.error().detail.find("EC"), std::string::npos);
    auto const pss = import_private_key(
        openssl({"genpkey", "-quiet", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:1024"}));
    EXPECT_EQ(pss.error().code, "dkim.private_key_unsupported");
    auto const small = import_private_key(
        openssl({"genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:512"}));
    EXPECT_EQ(small.error().code, "dkim.private_key_unsupported");
}

TEST(DkimKeys, RefusesWhatIsNoPrivateKeyWithTheReason) {
    auto const pair = generate(Algorithm::rsa, 1024);
    ASSERT_TRUE(pair);
    std::string const pem(pair->private_key.reveal());
    auto const protected_pem = openssl({"pkey", "-aes256", "-passout", "pass:x"}, pem);
    for (auto const& text : {std::string(), std::string("nonsense"), pem.substr(0, pem.size() / 2),
                             openssl({"pkey", "-pubout"}, pem), protected_pem, std::string(40'000, 'A')}) {
        auto const read = import_private_key(text);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, "dkim.private_key_invalid");
        EXPECT_EQ(read.error().field, "/private_key");
    }
    EXPECT_NE(import_private_key(protected_pem).error().detail.find("passphrase"), std::string::npos);
    EXPECT_EQ(import_private_key("nonsense").error().detail,
              "This is not a usable private key: there is no whole private key in it.");
}

TEST(DkimKeys, RefusesAnRsaKeyWhoseNumbersDoNotFitTogether) {
    // The DER of two keys of the same size, the middle of one in the other: well-formed, but no key.
    auto const one =
        *from_base64(without_armour(std::string(generate(Algorithm::rsa, 1024)->private_key.reveal())));
    auto mixed = one;
    mixed[one.size() - 5] = static_cast<char>(mixed[one.size() - 5] ^ 1);
    auto const pem = "-----BEGIN PRIVATE KEY-----\n" + to_base64(mixed) + "\n-----END PRIVATE KEY-----\n";
    EXPECT_EQ(import_private_key(pem).error().code, "dkim.private_key_invalid");
}

TEST(DkimKeys, KnowsSelectors) {
    EXPECT_EQ(normalize_selector("DKIM"), "dkim");
    EXPECT_EQ(normalize_selector("2026.q1_a-b"), "2026.q1_a-b");
    for (auto const* bad : {"", "bad selector", "a..b", ".a", "a.", "a/b", "ü", "a;b", "a\"b", "a\nb"}) {
        EXPECT_FALSE(normalize_selector(bad)) << bad;
    }
    EXPECT_FALSE(normalize_selector(std::string(64, 'a')));
}

TEST(DkimKeys, WritesRecords) {
    EXPECT_EQ(record_name("dkim", "example.org"), "dkim._domainkey.example.org");
    EXPECT_EQ(record_text(Algorithm::rsa, "AAAA"), "v=DKIM1;k=rsa;t=s;s=email;p=AAAA");
    EXPECT_EQ(record_text(Algorithm::ed25519, "AAAA"), "v=DKIM1;k=ed25519;t=s;s=email;p=AAAA");
    auto const text = std::string(255, 'a') + std::string(255, 'b') + "c";
    auto const parts = record_parts(text);
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(parts[0] + parts[1] + parts[2], text);
    EXPECT_EQ(parts[2], "c");
    EXPECT_EQ(quoted({"a", "b"}), "\"a\" \"b\"");
}

}  // namespace
}  // namespace mailapp::dkim
