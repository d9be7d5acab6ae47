#include "directory/lookups.hpp"

#include "base/text.hpp"
#include "directory/alias_parts.hpp"
#include "directory/policy.hpp"
#include "directory/socketmap.hpp"
#include "directory/test_replica.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace mailapp::directory {
namespace {

/// example.org with mailboxes and aliases, alias.example for it, off.example switched off, relay.example
/// relayed.
class Lookups : public testing::Test {
protected:
    TestReplica replica{[](Replica::Batch& batch) {
        batch.set_domain("example.org", home_domain());
        batch.set_domain("plain.example", home_domain());
        batch.set_domain("off.example", DomainRecord{});
        batch.set_domain("xn--bcher-kva.example", home_domain());
        batch.set_domain("relay.example", DomainRecord{.active = true, .backup_mx = true});
        batch.set_domain("relayall.example",
                         DomainRecord{.active = true, .backup_mx = true, .relay_all_recipients = true});
        batch.set_domain(
            "unknown.example",
            DomainRecord{
                .active = true, .backup_mx = true, .relay_all_recipients = true, .relay_unknown_only = true});
        batch.set_alias_domain("alias.example", AliasDomainRecord{"example.org", true});
        batch.set_alias_domain("sleeping.example", AliasDomainRecord{"example.org", false});
        batch.set_alias_domain("orphan.example", AliasDomainRecord{"off.example", true});
        for (auto const* const address : {"anna@example.org", "bela@example.org", "secure@example.org"})
            batch.set_mailbox(address, mailbox_in("example.org"));
        auto off = mailbox_in("example.org");
        off.active = 0;
        batch.set_mailbox("off@example.org", off);
        auto no_login = mailbox_in("example.org");
        no_login.active = 2;
        batch.set_mailbox("nologin@example.org", no_login);
        auto secure = mailbox_in("example.org");
        secure.tls_enforce_in = secure.tls_enforce_out = true;
        batch.set_mailbox("secure@example.org", secure);
        batch.set_mailbox("anna@plain.example", mailbox_in("plain.example"));
        auto off_plain = mailbox_in("plain.example");
        off_plain.active = 0;
        batch.set_mailbox("off@plain.example", off_plain);
        batch.set_mailbox("anna@off.example", mailbox_in("off.example"));
        batch.set_mailbox("k@xn--bcher-kva.example", mailbox_in("xn--bcher-kva.example"));
        batch.set_mailbox("box@relay.example", mailbox_in("relay.example"));
        batch.set_mailbox("box@unknown.example", mailbox_in("unknown.example"));
        batch.set_mailbox("off@unknown.example", off);
        batch.set_mailbox("off@relayall.example", off);
        batch.set_alias("team@example.org",
                        alias_to({"anna@example.org", "bela@example.org", "x@far.example"}));
        batch.set_alias("@example.org", alias_to({"bela@example.org"}));
        batch.set_alias("only@example.org", alias_to({"secure@example.org"}));
        batch.set_alias("over@example.org", alias_to({"secure@alias.example"}));
        batch.set_alias("pair@example.org", alias_to({"secure@example.org", "anna@example.org"}));
        batch.set_alias("bela@alias.example", alias_to({"anna@example.org"}, "alias.example"));
        batch.set_alias("self@example.org", alias_to({"self@example.org", "anna@example.org"}));
        auto alias = alias_to({"anna@example.org"});
        alias.active = false;
        batch.set_alias("offalias@example.org", alias);
        alias = alias_to({"anna@example.org"});
        alias.sender_allowed = false;
        batch.set_alias("receive@example.org", alias);
        alias = alias_to({"anna@example.org", "bela@example.org"});
        alias.internal = true;
        batch.set_alias("staff@example.org", alias);
        alias = alias_to({});
        alias.delivery = Delivery::discard;
        batch.set_alias("null@example.org", alias);
        alias.delivery = Delivery::learn_spam;
        batch.set_alias("trap@example.org", alias);
        alias.delivery = Delivery::learn_ham;
        batch.set_alias("good@example.org", alias);
        batch.set_sender_acl("bela@example.org", {"@plain.example", "boss@far.example"});
        batch.set_sender_acl("secure@example.org", {"*"});
        batch.set_sender_acl("off@example.org", {"*"});
        batch.set_sender_acl("anna@plain.example", {"@example.org"});
    }};
    LookupSettings settings{"/run/lmtp.sock", "mx.example"};
    std::map<std::string, std::int64_t> used;
    PolicySources sources{replica.replicas, settings,
                          [this](std::string const& address) -> std::optional<std::int64_t> {
                              auto const found = used.find(address);
                              if (found == used.end()) return std::nullopt;
                              return found->second;
                          }};

    std::string answer(std::string const& map, std::string const& key) {
        return answer_socketmap(replica.replicas, map + " " + key, settings);
    }
    std::string policy(std::string recipient, std::string sender, std::string login) {
        return policy_action(
            sources, {"smtpd_access_policy", std::move(sender), std::move(recipient), std::move(login)});
    }
};

constexpr char const* nothing = "NOTFOUND ";

TEST_F(Lookups, VirtualDomainsAreActiveDomainsAndAliasDomainsWithAnActiveTarget) {
    EXPECT_EQ(answer("virtual-domains", "example.org"), "OK example.org");
    EXPECT_EQ(answer("virtual-domains", "EXAMPLE.org"), "OK example.org");
    EXPECT_EQ(answer("virtual-domains", "alias.example"), "OK alias.example");
    EXPECT_EQ(answer("virtual-domains",
                     "b\xC3\xBC"
                     "cher.example"),
              "OK xn--bcher-kva.example");
    EXPECT_EQ(answer("virtual-domains", "xn--bcher-kva.example"), "OK xn--bcher-kva.example");
    for (auto const* const name :
         {"off.example", "sleeping.example", "orphan.example", "relay.example", "far.example",
          "sub.example.org", "org", ".example.org", "", "*", "a b", "anna@example.org"})
        EXPECT_EQ(answer("virtual-domains", name), nothing) << name;
}

TEST_F(Lookups, VirtualMailboxesAreThoseThatTakeMail) {
    EXPECT_EQ(answer("virtual-mailboxes", "anna@example.org"), "OK example.org/box-1/");
    EXPECT_EQ(answer("virtual-mailboxes", "ANNA@Example.ORG"), "OK example.org/box-1/");
    EXPECT_EQ(answer("virtual-mailboxes", "nologin@example.org"), "OK example.org/box-1/");
    EXPECT_EQ(answer("virtual-mailboxes",
                     "k@b\xC3\xBC"
                     "cher.example"),
              "OK example.org/box-1/");
    for (auto const* const key :
         {"off@example.org", "anna@off.example", "box@relay.example", "anna@alias.example", "@example.org",
          "anna", "team@example.org", "@", "a@@b"})
        EXPECT_EQ(answer("virtual-mailboxes", key), nothing) << key;
}

TEST_F(Lookups, AliasesLeadToTheirDestinations) {
    EXPECT_EQ(answer("virtual-aliases", "team@example.org"),
              "OK anna@example.org,bela@example.org,x@far.example");
    EXPECT_EQ(answer("virtual-aliases", "TEAM@example.org"),
              "OK anna@example.org,bela@example.org,x@far.example");
    EXPECT_EQ(answer("virtual-aliases", "null@example.org"), "OK null@localhost");
    EXPECT_EQ(answer("virtual-aliases", "trap@example.org"), "OK spam@localhost");
    EXPECT_EQ(answer("virtual-aliases", "good@example.org"), "OK ham@localhost");
    EXPECT_EQ(answer("virtual-aliases", "self@example.org"), "OK self@example.org,anna@example.org");
    EXPECT_EQ(answer("virtual-aliases", "anna+x@example.org"), "OK anna+x@example.org");
    EXPECT_EQ(answer("virtual-aliases", "anna+x+y@alias.example"), "OK anna+x+y@example.org");
    EXPECT_EQ(answer("virtual-aliases", "only+x@example.org"), "OK secure+x@example.org");
    EXPECT_EQ(answer("virtual-aliases", "null+x@example.org"), "OK null@localhost");
    EXPECT_EQ(answer("virtual-aliases", "whoever+x@example.org"), "OK bela@example.org");
    EXPECT_EQ(answer("virtual-aliases", "+x@example.org"), "OK bela@example.org");
    EXPECT_EQ(answer("virtual-mailboxes", "anna+tag@example.org"), "OK example.org/box-1/");
    EXPECT_EQ(answer("virtual-mailboxes", "+anna@example.org"), nothing);
    EXPECT_EQ(answer("virtual-aliases", "anna@off.example"), nothing);
    EXPECT_EQ(answer("virtual-aliases", "anna@far.example"), nothing);
    EXPECT_EQ(answer("virtual-aliases", "anna"), nothing);
}

TEST_F(Lookups, MailboxesWinOverTheCatchAllAlsoWhenTheyAreSwitchedOff) {
    EXPECT_EQ(answer("virtual-aliases", "@example.org"), "OK bela@example.org");
    EXPECT_EQ(answer("virtual-aliases", "whoever@example.org"), "OK bela@example.org");
    EXPECT_EQ(answer("virtual-aliases", "anna@example.org"), "OK anna@example.org");
    EXPECT_EQ(answer("virtual-aliases", "nologin@example.org"), "OK nologin@example.org");
    for (auto const* const key : {"off@example.org", "OFF+tag@example.org", "offalias@example.org",
                                  "off@plain.example", "nobody@plain.example"}) {
        EXPECT_EQ(answer("virtual-aliases", key), nothing) << key;
        EXPECT_EQ(answer("virtual-mailboxes", key), nothing) << key;
    }
}

TEST_F(Lookups, AliasDomainsMirrorMailboxesAndNothingElse) {
    EXPECT_EQ(answer("virtual-aliases", "anna@alias.example"), "OK anna@example.org");
    EXPECT_EQ(answer("virtual-aliases", "bela@alias.example"), "OK anna@example.org");  // a row of its own
    EXPECT_EQ(answer("virtual-aliases", "team@alias.example"), nothing);
    EXPECT_EQ(answer("virtual-aliases", "off@alias.example"), nothing);
    EXPECT_EQ(answer("virtual-aliases", "@alias.example"), nothing);
    EXPECT_EQ(answer("virtual-aliases", "anna@sleeping.example"), nothing);
    EXPECT_EQ(answer("virtual-aliases", "anna@orphan.example"), nothing);
    replica.change([](auto& batch) {
        batch.set_alias("@alias.example", alias_to({"anna@example.org"}, "alias.example"));
    });
    EXPECT_EQ(answer("virtual-aliases", "@alias.example"), "OK anna@example.org");
    EXPECT_EQ(answer("virtual-aliases", "nologin@alias.example"), "OK nologin@example.org");
    EXPECT_EQ(answer("virtual-aliases", "off@alias.example"), nothing);
    EXPECT_EQ(answer("virtual-aliases", "team@alias.example"), "OK anna@example.org");
}

TEST_F(Lookups, RelayDomainsAndTheirRecipients) {
    EXPECT_EQ(answer("relay-domains", "relay.example"), "OK relay.example");
    EXPECT_EQ(answer("relay-domains", "sub.relay.example"), nothing);
    EXPECT_EQ(answer("relay-domains", "example.org"), nothing);
    EXPECT_EQ(answer("relay-domains", "off.example"), nothing);
    EXPECT_EQ(answer("relay-recipients", "box@relay.example"), "OK box@relay.example");
    EXPECT_EQ(answer("relay-recipients", "other@relay.example"), nothing);
    EXPECT_EQ(answer("relay-recipients", "box+tag@relay.example"), "OK box@relay.example");
    EXPECT_EQ(answer("relay-recipients", "other@relayall.example"), "OK other@relayall.example");
    EXPECT_EQ(answer("relay-recipients", "off@relayall.example"), "OK off@relayall.example");
    EXPECT_EQ(answer("relay-recipients", "other@unknown.example"), "OK other@unknown.example");
    EXPECT_EQ(answer("relay-recipients", "off@unknown.example"), nothing);
    replica.change([](auto& batch) {
        batch.set_alias("@relay.example", alias_to({"anna@example.org"}, "relay.example"));
    });
    EXPECT_EQ(answer("relay-recipients", "other@relay.example"), "OK other@relay.example");
    EXPECT_EQ(answer("relay-recipients", "anna@example.org"), nothing);
}

TEST_F(Lookups, OnlyKnownAddressesOfRelayUnknownDomainsStay) {
    EXPECT_EQ(answer("transports", "box@unknown.example"), "OK lmtp:unix:/run/lmtp.sock");
    EXPECT_EQ(answer("transports", "box+tag@unknown.example"), "OK lmtp:unix:/run/lmtp.sock");
    EXPECT_EQ(answer("transports", "off@unknown.example"), "OK lmtp:unix:/run/lmtp.sock");
    EXPECT_EQ(answer("transports", "other@unknown.example"), nothing);
    EXPECT_EQ(answer("transports", "box@relay.example"), nothing);
    EXPECT_EQ(answer("transports", "anna@example.org"), nothing);
    EXPECT_EQ(answer("transports", "unknown.example"), nothing);
    EXPECT_EQ(answer("transports", "*"), nothing);
}

TEST_F(Lookups, SendersAreOwnedByTheirMailboxesAndByThoseWhoWereGrantedThem) {
    // secure@ may send as anybody, anna@plain.example as everybody of example.org.
    constexpr char const* everywhere = ",secure@example.org";
    auto const logins = [&](std::string const& key) { return answer("sender-logins", key); };
    EXPECT_EQ(logins("anna@example.org"), std::string("OK anna@example.org,anna@plain.example") + everywhere);
    EXPECT_EQ(logins("ANNA+tag@example.org"), logins("anna@example.org"));
    EXPECT_EQ(logins("anna@alias.example"), logins("anna@example.org"));
    EXPECT_EQ(logins("bela@alias.example"), logins("anna@example.org"));
    EXPECT_EQ(logins("team@example.org"),
              std::string("OK anna@example.org,anna@plain.example,bela@example.org") + everywhere);
    EXPECT_EQ(logins("receive@example.org"), std::string("OK anna@plain.example") + everywhere);
    EXPECT_EQ(logins("offalias@example.org"), std::string("OK anna@plain.example") + everywhere);
    EXPECT_EQ(logins("off@example.org"), std::string("OK anna@plain.example") + everywhere);
    EXPECT_EQ(logins("nologin@example.org"), std::string("OK anna@plain.example") + everywhere);
    EXPECT_EQ(logins("nobody@example.org"),  // the catch-all's
              std::string("OK anna@plain.example,bela@example.org") + everywhere);
    EXPECT_EQ(logins("over@example.org"), std::string("OK anna@plain.example") + everywhere);
    EXPECT_EQ(logins("x@plain.example"), std::string("OK bela@example.org") + everywhere);
    EXPECT_EQ(logins("boss@far.example"), std::string("OK bela@example.org") + everywhere);
    EXPECT_EQ(logins("other@far.example"), "OK secure@example.org");
    EXPECT_EQ(logins("anna@off.example"), nothing);
    EXPECT_EQ(logins("anna@sleeping.example"), nothing);
    EXPECT_EQ(logins("@example.org"), nothing);
    EXPECT_EQ(logins("<>"), nothing);
    EXPECT_EQ(logins("'; DROP@example.org"), nothing);
}

TEST_F(Lookups, TlsIsInsistedOnForMailboxesAndWhatLeadsToThemAlone) {
    for (auto const* const key : {"secure@example.org", "SECURE+x@example.org", "secure@alias.example",
                                  "only@example.org", "over@example.org", "only+y@example.org"})
        EXPECT_EQ(answer("recipient-access", key), "OK reject_plaintext_session") << key;
    for (auto const* const key : {"anna@example.org", "pair@example.org", "team@example.org", "example.org",
                                  "secure@", "secure@far.example"})
        EXPECT_EQ(answer("recipient-access", key), nothing) << key;
    EXPECT_EQ(answer("sender-transports", "secure@example.org"), "OK smtp_enforced_tls:");
    EXPECT_EQ(answer("sender-transports", "secure+x@alias.example"), "OK smtp_enforced_tls:");
    EXPECT_EQ(answer("sender-transports", "anna@example.org"), nothing);
    EXPECT_EQ(answer("sender-transports", "@example.org"), nothing);
}

TEST_F(Lookups, InternalAliasesAreForOwnSendersWhoSignedIn) {
    EXPECT_EQ(policy("staff@example.org", "anna@example.org", "anna@example.org"), "DUNNO");
    EXPECT_EQ(policy("staff+x@example.org", "anna@alias.example", "anna@example.org"), "DUNNO");
    for (auto const& [sender, login] :
         {std::pair{"anna@example.org", ""}, std::pair{"", ""},
          std::pair{"anna@plain.example", "anna@plain.example"}, std::pair{"", "anna@example.org"},
          std::pair{"x@far.example", ""}, std::pair{"anna@sleeping.example", "anna@example.org"}})
        EXPECT_THAT(policy("staff@example.org", sender, login), testing::StartsWith("REJECT 5.7.1"))
            << sender;
    EXPECT_EQ(policy("team@example.org", "x@far.example", ""), "DUNNO");
}

TEST_F(Lookups, LongAliasesComeInPartsThatFitAndNameEveryDestinationOnce) {
    std::vector<std::string> members;
    for (int i = 0; i < 10'000; ++i)
        members.push_back("member" + std::to_string(i) + "@long-domain-name.example");
    replica.change([&](auto& batch) { batch.set_alias("all@example.org", alias_to(members)); });
    // The tag goes to every member, also to those of the later parts.
    std::vector<std::string> found;
    std::string key = "all+shop@example.org";
    for (auto& member : members) member.insert(member.find('@'), "+shop");
    for (int parts = 0; !key.empty(); ++parts) {
        ASSERT_LT(parts, 20);
        auto const text = answer("virtual-aliases", key);
        ASSERT_TRUE(text.starts_with("OK ")) << text.substr(0, 80);
        ASSERT_LT(text.size(), 100'000U);
        key.clear();
        for (auto const address : split(std::string_view(text).substr(3), ',')) {
            if (is_inner_address(address)) {
                key = address;
            } else {
                found.emplace_back(address);
            }
        }
        if (key.empty()) break;
        EXPECT_EQ(policy(key, "anna@example.org", "anna@example.org"), "550 5.1.1 User unknown");
        EXPECT_EQ(answer("virtual-mailboxes", key), nothing);
    }
    EXPECT_EQ(found, members);

    auto const first = answer("virtual-aliases", "all@example.org");
    auto const inner = first.substr(first.rfind(',') + 1);
    members.erase(members.begin());
    replica.change([&](auto& batch) { batch.set_alias("all@example.org", alias_to(members)); });
    EXPECT_THAT(answer("virtual-aliases", inner), testing::StartsWith("TEMP "));
    EXPECT_EQ(policy("x@ALIAS-parts.mailapp.invalid.", "a@b.example", ""), "550 5.1.1 User unknown");
}

TEST_F(Lookups, PostmasterAndAbuseAreSomebodyInEveryDomain) {
    EXPECT_EQ(answer("virtual-domains", "mx.example"), "OK mx.example");
    // Without an address for the server's own mail nobody is there.
    for (auto const* const address : {"postmaster@mx.example", "postmaster@plain.example"}) {
        EXPECT_EQ(answer("virtual-aliases", address), nothing) << address;
        EXPECT_EQ(policy(address, "a@b.example", ""), "550 5.1.1 User unknown") << address;
    }
    EXPECT_THAT(answer("system-aliases", "root@mx.example"), testing::StartsWith("TEMP "));
    replica.change([](auto& batch) { batch.set_system_mail("anna@plain.example"); });
    for (auto const* const address :
         {"postmaster@mx.example", "PostMaster@MX.example", "abuse@mx.example", "root@mx.example",
          "mailer-daemon@mx.example", "postmaster@plain.example", "abuse+x@plain.example",
          "postmaster@relay.example"}) {
        EXPECT_EQ(answer("virtual-aliases", address), "OK anna@plain.example") << address;
        EXPECT_EQ(policy(address, "a@b.example", ""), "DUNNO") << address;
    }
    EXPECT_EQ(policy("postmaster", "a@b.example", ""), "DUNNO");
    EXPECT_EQ(policy("abuse@[192.0.2.1]", "a@b.example", ""), "DUNNO");
    // Who has the address himself, takes everything, or is another server, gets it himself.
    EXPECT_EQ(answer("virtual-aliases", "postmaster@example.org"), "OK bela@example.org");
    EXPECT_EQ(answer("virtual-aliases", "postmaster@relayall.example"), nothing);
    for (auto const* const address : {"root@plain.example", "www-data@mx.example", "postmaster@far.example",
                                      "postmaster@off.example", "@mx.example"})
        EXPECT_EQ(answer("virtual-aliases", address), nothing) << address;
    EXPECT_EQ(policy("www-data@mx.example", "a@b.example", ""), "550 5.1.1 User unknown");
    // The set-up has the last word, and an address that nobody has is none.
    replica.change([](auto& batch) { batch.set_system_mail("bela@example.org"); });
    EXPECT_EQ(answer("virtual-aliases", "postmaster@mx.example"), "OK bela@example.org");
    replica.change([](auto& batch) { batch.set_system_mail("admin@far.example"); });
    EXPECT_EQ(answer("virtual-aliases", "postmaster@mx.example"), "OK admin@far.example");
    for (auto const* const lost : {"nobody@plain.example", "off@plain.example", "postmaster@plain.example",
                                   "postmaster@mx.example", "no address"}) {
        replica.change([&](auto& batch) { batch.set_system_mail(lost); });
        EXPECT_EQ(answer("virtual-aliases", "postmaster@mx.example"), nothing) << lost;
    }
}

TEST_F(Lookups, MailOfTheMachineItselfReachesSomebodyWhateverNameItHas) {
    replica.change([](auto& batch) { batch.set_system_mail("anna@plain.example"); });
    for (auto const* const address : {"root@mx.example", "www-data@mx.example", "root@localhost"})
        EXPECT_EQ(answer("system-aliases", address), "OK anna@plain.example") << address;
    EXPECT_EQ(answer("system-aliases", "team@example.org"), answer("virtual-aliases", "team@example.org"));
    for (auto const* const address : {"null@localhost", "spam@localhost", "x@far.example", "x@plain.example"})
        EXPECT_EQ(answer("system-aliases", address), nothing) << address;
}

TEST_F(Lookups, NobodyIsTakenForSomebody) {
    replica.change([](auto& batch) {
        batch.set_alias("dead@plain.example", alias_to({"gone@plain.example", "off@plain.example"}));
        batch.set_alias("half@plain.example",
                        alias_to({"gone@plain.example", "anna@plain.example", "x@far.example"}));
        batch.set_alias("loop@plain.example", alias_to({"pool@plain.example"}));
        batch.set_alias("pool@plain.example", alias_to({"loop@plain.example"}));
    });
    for (auto const* const address : {"dead@plain.example", "dead+x@plain.example", "loop@plain.example"})
        EXPECT_EQ(policy(address, "a@b.example", ""), "550 5.1.1 User unknown") << address;
    for (auto const* const address :
         {"half@plain.example", "null@example.org", "only@example.org", "whoever@example.org",
          "anna@off.example", "x@far.example", "x@relayall.example", "box@relay.example"})
        EXPECT_EQ(policy(address, "a@b.example", ""), "DUNNO") << address;
    EXPECT_EQ(answer("virtual-aliases", "half@plain.example"), "OK anna@plain.example,x@far.example");
}

TEST_F(Lookups, FullMailboxesAreRefusedWhenNobodyElseIsBehindTheAddress) {
    used = {{"anna@example.org", 1'000'000}, {"bela@example.org", 900'000}};
    auto const action = [&](std::string recipient, std::int64_t size = 0, std::string state = "RCPT") {
        return policy_action(sources, {"smtpd_access_policy", "a@b.example", std::move(recipient), "",
                                       std::move(state), size});
    };
    replica.change([](auto& batch) {
        batch.set_alias("a@example.org", alias_to({"anna@example.org"}));
        batch.set_alias("both@example.org", alias_to({"anna@example.org", "bela@example.org"}));
    });
    auto const full = "552 5.2.2 Mailbox is full";
    for (auto const* const address : {"anna@example.org", "anna+x@example.org", "anna@alias.example",
                                      "a@example.org", "bela@alias.example"})
        EXPECT_EQ(action(address), full) << address;
    EXPECT_EQ(action("both@example.org"), "DUNNO");
    EXPECT_EQ(action("both@example.org", 99'000), full);
    EXPECT_EQ(action("bela@example.org", 90'000), "DUNNO");
    EXPECT_EQ(action("bela@example.org", 99'000), full);  // with the headers of the way
    EXPECT_EQ(action("bela@example.org", 99'000, "END-OF-MESSAGE"), full);
    EXPECT_EQ(action("", 99'000, "END-OF-MESSAGE"), "DUNNO");
    EXPECT_EQ(action("team@example.org", 1'000'000), "DUNNO");  // one is elsewhere
    auto unlimited = mailbox_in("example.org");
    unlimited.quota = 0;
    replica.change([&](auto& batch) { batch.set_mailbox("anna@example.org", unlimited); });
    EXPECT_EQ(action("anna@example.org", 1'000'000'000), "DUNNO");
}

TEST_F(Lookups, AddressesBeyondAsciiAreRefusedUnlessTheyAreOfADomainHere) {
    for (auto const* const recipient : {"jörg@far.example", "x@bücher.far.example", "jörg@plain.example"})
        EXPECT_THAT(policy(recipient, "a@b.example", "anna@example.org"), testing::StartsWith("553 5.6.7"))
            << recipient;
    EXPECT_EQ(policy("k@bücher.example", "a@b.example", ""), "DUNNO");
    EXPECT_THAT(policy("k@bücher.example", "jörg@b.example", ""), testing::StartsWith("553 5.6.7"));
}

TEST_F(Lookups, NoAddressIsARouteThroughAnotherServer) {
    EXPECT_EQ(answer("relay-recipients", "user%victim.example@relayall.example"), nothing);
    EXPECT_EQ(answer("relay-recipients", "victim.example!user@relayall.example"), nothing);
    EXPECT_EQ(answer("relay-recipients", "user@relayall.example"), "OK user@relayall.example");
}

TEST_F(Lookups, WhatCannotBeAnsweredIsTemporary) {
    TestDirectory empty;
    Replicas none(empty.path());
    EXPECT_THAT(answer_socketmap(none, "virtual-aliases anna@example.org", settings),
                testing::StartsWith("TEMP "));
    EXPECT_THAT(policy_action({none, settings, sources.usage},
                              {"smtpd_access_policy", "a@b.example", "anna@example.org", ""}),
                testing::StartsWith("DEFER"));
    auto broken = alias_to({"anna@example.org, evil@far.example"});
    replica.change([&](auto& batch) { batch.set_alias("broken@example.org", broken); });
    EXPECT_THAT(answer("virtual-aliases", "broken@example.org"), testing::StartsWith("TEMP "));
    EXPECT_TRUE(replica.replicas.current());  // a rebuild would bring the same
    EXPECT_THAT(answer("no-such-map", "x"), testing::StartsWith("PERM "));
    EXPECT_THAT(answer_socketmap(replica.replicas, "virtual-aliases", settings),
                testing::StartsWith("PERM "));
    EXPECT_THAT(answer_socketmap(replica.replicas, "", settings), testing::StartsWith("PERM "));
}

}  // namespace
}  // namespace mailapp::directory
