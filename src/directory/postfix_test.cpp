// What a real Postfix makes of the directory's answers.
#include "directory/policy.hpp"
#include "directory/socketmap.hpp"
#include "directory/test_postfix.hpp"
#include "directory/test_replica.hpp"

#include "base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace mailapp::directory {
namespace {

using testing::StartsWith;

constexpr int members_of_all = 10'000;

std::string main_cf(fs::path const& directory) {
    auto const map = "socketmap:unix:" + (directory / "socketmap.sock").string() + ":";
    return "myhostname = mx.example\nmydestination =\nmynetworks =\nlocal_recipient_maps =\nalias_maps =\n"
           "recipient_delimiter = +\n"
           "virtual_alias_domains =\nvirtual_mailbox_domains = " +
           map + "virtual-domains\nvirtual_mailbox_maps = " + map +
           "virtual-mailboxes\nvirtual_alias_maps = " + map +
           "virtual-aliases, inline:{ {postmaster = postmaster@$myhostname} }\nallow_percent_hack = no\n"
           "swap_bangpath = no\nallow_min_user = yes\nallow_untrusted_routing = yes\nlocal_transport = "
           "error:5.1.1 User unknown\nvirtual_alias_expansion_limit = 20000\nrelay_domains = " +
           map + "relay-domains\nrelay_recipient_maps = " + map +
           "relay-recipients\ntransport_maps = inline:{ {null@localhost = discard:} }, " + map +
           "transports\nvirtual_transport = discard:\nrelay_transport = discard:\ndefault_transport = "
           "discard:\n"
           "plaintext_reject_code = 550\nsmtpd_error_sleep_time = 0\nsmtpd_hard_error_limit = 1000\n"
           "smtpd_sender_restrictions =\nsmtpd_relay_restrictions = defer_unauth_destination\n"
           "smtpd_recipient_restrictions = check_policy_service { unix:" +
           (directory / "policy.sock").string() +
           ", timeout=10s, try_limit=2, default_action=DEFER }, check_recipient_access " + map +
           "recipient-access\nsmtpd_end_of_data_restrictions = check_policy_service { unix:" +
           (directory / "policy.sock").string() + ", default_action=DEFER }\n";
}

class Postfix : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "Postfix starts as root only";
        // Postfix's own user must reach the sockets.
        fs::permissions(replica.directory.path(), fs::perms(0755));
        start_directory();
        postfix = std::make_unique<TestPostfix>(replica.directory.path() / "postfix",
                                                main_cf(replica.directory.path()));
    }

    void start_directory() {
        auto const path = replica.directory.path();
        socketmap = std::make_unique<StreamServer>(
            StreamServerOptions{.socket = path / "socketmap.sock", .mode = 0666},
            [this] { return socketmap_conversation(replica.replicas, settings); });
        policy =
            std::make_unique<StreamServer>(StreamServerOptions{.socket = path / "policy.sock", .mode = 0666},
                                           [this] { return policy_conversation(sources); });
    }

    /// Recipients to whom the log says that mail was delivered, until there are so many of them.
    std::multiset<std::string> delivered(std::size_t count) {
        std::multiset<std::string> found;
        auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (found.size() < count && std::chrono::steady_clock::now() < deadline) {
            found.clear();
            auto const text = postfix->log_text();
            for (auto const line : split(text, '\n')) {
                auto const to = line.find(" to=<");
                if (to == std::string_view::npos || line.find("status=sent") == std::string_view::npos)
                    continue;
                auto const rest = line.substr(to + 5);
                found.emplace(rest.substr(0, rest.find('>')));
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        return found;
    }

    TestReplica replica{[](Replica::Batch& batch) {
        batch.set_system_mail("anna@example.org");
        batch.set_domain("example.org", home_domain());
        batch.set_domain("plain.example", home_domain());
        batch.set_domain("off.example", DomainRecord{});
        batch.set_domain("relay.example", DomainRecord{.active = true, .backup_mx = true});
        batch.set_alias_domain("alias.example", AliasDomainRecord{"example.org", true});
        batch.set_mailbox("anna@example.org", mailbox_in("example.org"));
        batch.set_mailbox("bela@example.org", mailbox_in("example.org"));
        batch.set_mailbox("box@plain.example", mailbox_in("plain.example"));
        batch.set_mailbox("box@relay.example", mailbox_in("relay.example"));
        auto record = mailbox_in("example.org");
        record.active = 0;
        batch.set_mailbox("off@example.org", record);
        batch.set_mailbox("off@plain.example", record);
        record.active = 2;
        batch.set_mailbox("nologin@example.org", record);
        record = mailbox_in("example.org");
        record.tls_enforce_in = true;
        batch.set_mailbox("secure@example.org", record);
        batch.set_alias("@example.org", alias_to({"bela@example.org"}));
        batch.set_alias("team@example.org", alias_to({"anna@example.org", "nested@example.org"}));
        batch.set_alias("nested@example.org", alias_to({"bela@example.org", "anna@example.org"}));
        batch.set_alias("self@example.org", alias_to({"self@example.org", "anna@example.org"}));
        batch.set_alias("loop@example.org", alias_to({"pool@example.org"}));
        batch.set_alias("pool@example.org", alias_to({"loop@example.org"}));
        auto alias = alias_to({"anna@example.org"});
        alias.internal = true;
        batch.set_alias("staff@example.org", alias);
        alias = alias_to({});
        alias.delivery = Delivery::discard;
        batch.set_alias("null@example.org", alias);
        batch.set_alias("50%off@plain.example", alias_to({"box@plain.example"}));
        batch.set_alias("a!b@plain.example", alias_to({"box@plain.example"}));
        batch.set_alias("-x@plain.example", alias_to({"box@plain.example"}));
        std::vector<std::string> members;
        for (int i = 0; i < members_of_all; ++i)
            members.push_back("member" + std::to_string(i) + "@far.example");
        batch.set_alias("all@example.org", alias_to(members));
    }};
    LookupSettings settings{"/nowhere/lmtp.sock", "mx.example"};
    std::map<std::string, std::int64_t> used;
    PolicySources sources{replica.replicas, settings,
                          [this](std::string const& address) -> std::optional<std::int64_t> {
                              auto const found = used.find(address);
                              if (found == used.end()) return std::nullopt;
                              return found->second;
                          }};
    std::unique_ptr<StreamServer> socketmap;
    std::unique_ptr<StreamServer> policy;
    std::unique_ptr<TestPostfix> postfix;
};

TEST_F(Postfix, AcceptsAndRefusesRecipients) {
    SmtpSession smtp(postfix->port());
    for (auto const* const address : {"anna@example.org",      "ANNA@Example.ORG",
                                      "anna+tag@example.org",  "nologin@example.org",
                                      "whoever@example.org",   "team@example.org",
                                      "anna@alias.example",    "anna+tag@alias.example",
                                      "null@example.org",      "box@plain.example",
                                      "box@relay.example",     "all@example.org",
                                      "self@example.org",      "postmaster",
                                      "Postmaster@mx.example", "postmaster@plain.example",
                                      "root@mx.example",       "postmaster@[127.0.0.1]",
                                      "50%off@plain.example",  "a!b@plain.example",
                                      "-x@plain.example",      "box@plain.example.",
                                      "\"box\"@plain.example"})
        EXPECT_THAT(smtp.recipient(address), StartsWith("250 ")) << address;
    for (auto const* const address :
         {"nobody@plain.example", "off@plain.example", "off@example.org", "off+tag@example.org",
          "team@alias.example", "nobody@alias.example", "nobody@relay.example", "anna@[127.0.0.1]",
          "nobody@[127.0.0.1]", "www-data@mx.example", "x%far.example@plain.example",
          "far.example!x@plain.example", "loop@example.org"})
        EXPECT_THAT(smtp.recipient(address), StartsWith("550 5.1.1")) << address;
    for (auto const* const address :
         {"anna@off.example", "x@far.example", "null@localhost", "@plain.example:x@far.example",
          "x@sub.relay.example", "x@sub.example.org"})
        EXPECT_THAT(smtp.recipient(address), StartsWith("454 4.7.1")) << address;
    EXPECT_THAT(smtp.recipient("secure@example.org"), StartsWith("550 5.7.1"));
    EXPECT_THAT(smtp.recipient("secure+x@alias.example"), StartsWith("550 5.7.1"));
    EXPECT_THAT(smtp.recipient("staff@example.org", "anna@example.org"), StartsWith("554 5.7.1"));
    EXPECT_THAT(
        smtp.recipient("1-0011223344556677-616c6c406578616d706c652e6f7267-@alias-parts.mailapp.invalid"),
        StartsWith("454 4.7.1"));
}

TEST_F(Postfix, RefusesWhatDoesNotFitIntoTheMailboxAndTakesItForOthers) {
    used = {{"anna@example.org", 999'000}};
    SmtpSession smtp(postfix->port());
    EXPECT_THAT(smtp.say("MAIL FROM:<stranger@far.example> SIZE=5000"), StartsWith("250 "));
    for (auto const* const address : {"anna@example.org", "anna+tag@alias.example"})
        EXPECT_THAT(smtp.say("RCPT TO:<" + std::string(address) + ">"), StartsWith("552 5.2.2")) << address;
    EXPECT_THAT(smtp.say("RCPT TO:<bela@example.org>"), StartsWith("250 "));
    EXPECT_THAT(smtp.say("DATA"), StartsWith("354 "));
    EXPECT_THAT(smtp.say("Subject: test\r\n\r\ntext\r\n."), StartsWith("250 "));
    EXPECT_EQ(delivered(1), (std::multiset<std::string>{"bela@example.org"}));
    // Nobody said how large it is.
    EXPECT_THAT(smtp.message("anna@example.org"), StartsWith("552 5.2.2"));
}

TEST_F(Postfix, DeliversToEachDestinationOnce) {
    SmtpSession smtp(postfix->port());
    EXPECT_THAT(smtp.message("team@example.org"), StartsWith("250 "));
    EXPECT_THAT(smtp.message("anna+tag@alias.example"), StartsWith("250 "));
    EXPECT_THAT(smtp.message("someone@example.org"), StartsWith("250 "));
    EXPECT_THAT(smtp.message("null@example.org"), StartsWith("250 "));
    EXPECT_EQ(delivered(5),
              (std::multiset<std::string>{"anna@example.org", "bela@example.org", "anna+tag@example.org",
                                          "bela@example.org", "null@localhost"}));
}

TEST_F(Postfix, DeliversToTenThousandMembersOnceEach) {
    SmtpSession smtp(postfix->port());
    EXPECT_THAT(smtp.message("all@example.org"), StartsWith("250 "));
    auto const found = delivered(members_of_all);
    EXPECT_EQ(found.size(), static_cast<std::size_t>(members_of_all));
    EXPECT_EQ(std::set<std::string>(found.begin(), found.end()).size(),
              static_cast<std::size_t>(members_of_all));
    EXPECT_EQ(postfix->log_text().find("mailapp.invalid"), std::string::npos);
}

TEST_F(Postfix, LoopsEndWithoutAcceptingTheMessage) {
    SmtpSession smtp(postfix->port());
    EXPECT_THAT(smtp.message("loop@example.org"), testing::AnyOf(StartsWith("4"), StartsWith("5")));
    EXPECT_THAT(smtp.message("anna@example.org"), StartsWith("250 "));
    EXPECT_EQ(delivered(1).size(), 1U);
}

TEST_F(Postfix, WithoutTheDirectoryMailWaitsAndComesAfterItsReturn) {
    socketmap.reset();
    policy.reset();
    {
        SmtpSession smtp(postfix->port());
        EXPECT_THAT(smtp.recipient("anna@example.org"), StartsWith("451 4.3.0"));
        EXPECT_THAT(smtp.recipient("nobody@plain.example"), StartsWith("451 4.3.0"));
    }
    start_directory();
    // Postfix remembers for up to 30 s that its transport table had no answer.
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    std::string reply;
    while (!reply.starts_with("250 ") && std::chrono::steady_clock::now() < deadline) {
        SmtpSession smtp(postfix->port());
        reply = smtp.message("anna@example.org");
        if (!reply.starts_with("250 ")) {
            ASSERT_THAT(reply, StartsWith("451 4.3.0"));
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        }
    }
    EXPECT_THAT(reply, StartsWith("250 "));
    EXPECT_EQ(delivered(1).size(), 1U);
}

}  // namespace
}  // namespace mailapp::directory
