#include "stack/dovecot/doveadm.hpp"

#include "base/descriptor.hpp"
#include "stack/test_daemon.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <array>
#include <optional>

namespace mailapp::stack::dovecot {
namespace {

/// A private Dovecot with one password for everybody.
class DoveadmClient : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "Dovecot starts as root";
        auto const base = directory_.path().string();
        auto const mail = directory_.path() / "mail";
        auto const nobody = ids_of_user("nobody");
        ensure_directory(mail, {0700, nobody.uid, nobody.gid});
        write_file_atomically(directory_.path() / "dovecot.conf",
                              "base_dir=" + base + "/run\nstate_dir=" + base + "/state\nlog_path=" + base +
                                  "/log\nlisten=127.0.0.1\nprotocols=imap\nssl=no\ndisable_plaintext_auth="
                                  "no\nauth_username_chars=\nmail_location="
                                  "maildir:" +
                                  mail.string() +
                                  "/%u\nfirst_valid_uid=1\ndoveadm_api_key=the-key\n"
                                  "passdb {\n driver=static\n args=password=secret\n}\n"
                                  "userdb {\n driver=static\n args=uid=nobody gid=" +
                                  std::to_string(nobody.gid) + " home=" + mail.string() +
                                  "/%u allow_all_users=yes\n}\n"
                                  "service imap-login {\n inet_listener imap {\n  port=" +
                                  std::to_string(imap_port_) +
                                  "\n }\n inet_listener imaps {\n  port=0\n }\n}\n"
                                  "service doveadm {\n unix_listener http {\n  mode=0600\n }\n}\n");
        daemon_.emplace(std::vector<std::string>{"/usr/sbin/dovecot", "-F", "-c", base + "/dovecot.conf"});
        ASSERT_TRUE(test::wait_until([&] { return bool(doveadm_.who("nobody@example.org")); }));
    }

    Descriptor sign_in(std::string const& user) const {
        Descriptor connection(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(imap_port_);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(connection.get(), reinterpret_cast<sockaddr const*>(&address), sizeof address),
                  0);
        auto const login = "a LOGIN " + user + " secret\r\n";
        EXPECT_EQ(::send(connection.get(), login.data(), login.size(), 0),
                  static_cast<ssize_t>(login.size()));
        EXPECT_TRUE(test::wait_until([&] {
            auto const sessions = doveadm_.who(user);
            return sessions && !sessions->empty();
        }));
        return connection;
    }

    /// Whether the server ends the connection within the deadline of a receive.
    static bool is_closed(Descriptor const& connection) {
        timeval const limit{10, 0};
        ::setsockopt(connection.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        std::array<char, 4096> part{};
        for (;;) {
            auto const got = ::recv(connection.get(), part.data(), part.size(), 0);
            if (got <= 0) return got == 0 || errno == ECONNRESET;
        }
    }

    test::TemporaryDirectory directory_;
    std::uint16_t imap_port_ = test::free_port();
    fs::path socket_ = directory_.path() / "run" / "http";
    Doveadm doveadm_{socket_, Secret("the-key")};
    std::optional<test::Daemon> daemon_;
};

TEST_F(DoveadmClient, EndsTheSessionsOfOneUserOnly) {
    auto const anna = sign_in("anna@example.org");
    auto const berta = sign_in("berta@example.org");
    auto const kicked = doveadm_.kick("anna@example.org", {"imap", "pop3", "sieve"});
    ASSERT_TRUE(kicked) << kicked.error().detail;
    EXPECT_EQ(*kicked, 1);
    EXPECT_TRUE(is_closed(anna));
    auto const others = doveadm_.who("berta@example.org");
    ASSERT_TRUE(others);
    ASSERT_EQ(others->size(), 1U);
    EXPECT_EQ(others->front().service, "imap");
}

TEST_F(DoveadmClient, EndsTheSessionsOverOneServiceOnly) {
    auto const anna = sign_in("anna@example.org");
    auto const kicked = doveadm_.kick("anna@example.org", {"pop3", "sieve"});
    ASSERT_TRUE(kicked);
    EXPECT_EQ(*kicked, 0);
    EXPECT_EQ(doveadm_.who("anna@example.org").value().size(), 1U);
}

TEST_F(DoveadmClient, AUserWithoutSessionsIsSuccess) {
    auto const kicked = doveadm_.kick("anna@example.org", {"imap"});
    ASSERT_TRUE(kicked);
    EXPECT_EQ(*kicked, 0);
}

TEST_F(DoveadmClient, DoesNotTakeAnAddressForAnOption) {
    auto const kicked = doveadm_.kick("-f@example.org", {"imap"});
    ASSERT_TRUE(kicked);
    EXPECT_EQ(*kicked, 0);
}

TEST_F(DoveadmClient, AnAddressThatReadsAsAPatternMeansItselfAlone) {
    auto const anna = sign_in("anna@example.org");
    auto const star = sign_in("a*a@example.org");
    for (auto const* address : {"*@example.org", "ann?@example.org"}) {
        auto const kicked = doveadm_.kick(address, {"imap"});
        ASSERT_TRUE(kicked);
        EXPECT_EQ(*kicked, 0) << address;
    }
    EXPECT_EQ(doveadm_.kick("a*a@example.org", {"imap"}).value(), 1);
    EXPECT_TRUE(is_closed(star));
    EXPECT_EQ(doveadm_.who("anna@example.org").value().size(), 1U);
}

TEST_F(DoveadmClient, AWrongKeyIsRefused) {
    auto const kicked = Doveadm(socket_, Secret("another")).kick("anna@example.org", {"imap"});
    ASSERT_FALSE(kicked);
    EXPECT_EQ(kicked.error().code, "dovecot.refused");
}

TEST(DoveadmAlone, SaysWhenDovecotIsNotThere) {
    auto const kicked = Doveadm("/nonexistent/http", Secret("k")).kick("anna@example.org", {"imap"});
    ASSERT_FALSE(kicked);
    EXPECT_EQ(kicked.error().code, "dovecot.unreachable");
}

}  // namespace
}  // namespace mailapp::stack::dovecot
