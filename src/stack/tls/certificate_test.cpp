#include "stack/tls/certificate.hpp"

#include "base/file.hpp"
#include "base/process.hpp"

#include <gtest/gtest.h>

#include <stdlib.h>

namespace mailapp::stack::tls {
namespace {

using namespace std::chrono_literals;
constexpr auto a_day = 24h;

TEST(Certificates, TheServersIsForItsNamesAndItsTime) {
    auto const authority = make_authority("Test authority");
    auto const server = make_server(authority, {"mail.example.org", "localhost"}, {"127.0.0.1", "::1"});
    EXPECT_TRUE(is_good_for(server.certificate, "mail.example.org", 800 * a_day));
    EXPECT_TRUE(is_good_for(server.certificate, "localhost", 1s));
    EXPECT_FALSE(is_good_for(server.certificate, "mail.example.org", 826 * a_day));
    EXPECT_FALSE(is_good_for(server.certificate, "other.example.org", 1s));
    EXPECT_FALSE(is_good_for("no certificate", "mail.example.org", 1s));
}

TEST(Certificates, KeysAndIssuersAreTold) {
    auto const authority = make_authority("MailApp authority of mail.example.org");
    auto const namesake = make_authority("MailApp authority of mail.example.org");
    auto const server = make_server(authority, {"mail.example.org"}, {"127.0.0.1"});
    auto const other = make_server(authority, {"mail.example.org"}, {"127.0.0.1"});
    EXPECT_TRUE(belong_together(server));
    EXPECT_TRUE(belong_together(authority));
    EXPECT_FALSE(belong_together({server.certificate, other.private_key}));
    EXPECT_FALSE(belong_together({server.certificate, ""}));
    EXPECT_FALSE(belong_together({"", server.private_key}));
    EXPECT_TRUE(is_issued_by(server.certificate + authority.certificate, authority.certificate));
    EXPECT_FALSE(is_issued_by(server.certificate, namesake.certificate));
    EXPECT_TRUE(is_of_own_kind(server.certificate));
    EXPECT_FALSE(is_of_own_kind(make_server(make_authority("Other"), {"a.test"}, {"::1"}).certificate));
    EXPECT_FALSE(is_of_own_kind(""));
    auto const until = valid_until(server.certificate);
    ASSERT_TRUE(until);
    EXPECT_NEAR(static_cast<double>((*until - system_now()).count()), 825.0 * 24 * 3600, 60);
    EXPECT_FALSE(valid_until("no certificate"));
}

// Judged by another program than the one that made it.
TEST(Certificates, OpenSslFollowsTheServersToItsAuthority) {
    std::string pattern = "/tmp/mailapp-certificates-XXXXXX";
    fs::path const directory = ::mkdtemp(pattern.data());
    auto const authority = make_authority("Test authority");
    auto const other = make_authority("Another authority");
    auto const server = make_server(
        authority, {"a-name-of-more-than-64-characters-which-fits-no-common-name-any-more.example.org"},
        {"127.0.0.1"});
    write_file_atomically(directory / "ca.pem", authority.certificate);
    write_file_atomically(directory / "other.pem", other.certificate);
    write_file_atomically(directory / "server.pem", server.certificate);
    auto const verify = [&directory](char const* against) {
        auto const ran = run_process({"/usr/bin/openssl", "verify", "-x509_strict", "-purpose", "sslserver",
                                      "-verify_ip", "127.0.0.1", "-CAfile", (directory / against).string(),
                                      (directory / "server.pem").string()});
        return ran && ran->status == 0;
    };
    EXPECT_TRUE(verify("ca.pem"));
    EXPECT_FALSE(verify("other.pem"));
    fs::remove_all(directory);
}

}  // namespace
}  // namespace mailapp::stack::tls
