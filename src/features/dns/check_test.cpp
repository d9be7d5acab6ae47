#include "features/dns/check.hpp"
#include "reflect/json_write.hpp"
#include "stack/dns/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp::dns {

void PrintTo(CheckedRecord const& record, std::ostream* out) {
    *out << reflect::to_json(record);
}

namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::SizeIs;

/// A domain that is in order, at a server with two addresses.
std::vector<std::string> const in_order{
    "mail.example.net. A 203.0.113.7",
    "mail.example.net. AAAA 2001:db8::7",
    "7.113.0.203.in-addr.arpa. PTR mail.example.net.",
    "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR Mail.Example.NET.",
    "example.org. MX 10 MAIL.example.net.",
    "example.org. TXT \"v=spf1 ip4:203.0.112.0/23 ip6:2001:db8::/32 -all\"",
    "dkim._domainkey.example.org. TXT \"v=DKIM1; k=rsa; \" \"p=AAAA\" \"BBBB\"",
    "_dmarc.example.org. TXT \"v=DMARC1; p=reject\"",
    "_imaps._tcp.example.org. SRV 5 6 20093 mail.example.net.",
    "_imap._tcp.example.org. SRV 0 1 20043 mail.example.net.",
    "_pop3s._tcp.example.org. SRV 0 1 20095 mail.example.net.",
    "_pop3._tcp.example.org. SRV 0 1 20010 mail.example.net.",
    "_submissions._tcp.example.org. SRV 0 1 20065 mail.example.net.",
    "_submission._tcp.example.org. SRV 0 1 20087 mail.example.net.",
    "_sieve._tcp.example.org. SRV 0 1 20090 mail.example.net.",
};

class DnsCheck : public ::testing::Test {
protected:
    DnsCheck() {
        key.record_name = "dkim._domainkey.example.org";
        key.record_text = "v=DKIM1;k=rsa;t=s;s=email;p=AAAABBBB";
    }

    /// Another record in the place of those that begin so.
    void instead(std::string const& beginning, std::vector<std::string> const& others) {
        std::erase_if(zone, [&](std::string const& record) { return record.starts_with(beginning); });
        zone.insert(zone.end(), others.begin(), others.end());
    }
    std::vector<CheckedRecord> check(std::string const& domain = "example.org") {
        test::DnsServer const dns(zone, configuration);
        auto const resolver = stack::dns::open_resolver({dns.address()}).value();
        auto expected = records_of_domain(domain, DomainKind::primary, {key}, server);
        auto const host = records_of_host(server);
        expected.insert(expected.end(), host.begin(), host.end());
        return look_up(expected, server, *resolver, std::chrono::steady_clock::now() + patience);
    }
    CheckedRecord check_of(Purpose purpose) {
        auto const records = check();
        auto const found = std::find_if(records.begin(), records.end(),
                                        [&](CheckedRecord const& one) { return one.purpose == purpose; });
        EXPECT_NE(found, records.end());
        return *found;
    }

    std::vector<std::string> zone = in_order;
    std::vector<std::string> configuration;
    std::chrono::milliseconds patience{20'000};
    Server server{"mail.example.net", {"10.0.0.7", "203.0.113.7", "2001:db8::7"}, ports_from_base(20000)};
    dkim::DkimKey key;
};

auto has(Status status, Reason reason = Reason::none) {
    return AllOf(Field(&CheckedRecord::status, status), Field(&CheckedRecord::reason, reason));
}

TEST_F(DnsCheck, FindsNothingWrongWithADomainInOrder) {
    auto const records = check();
    EXPECT_THAT(records, SizeIs(15));
    for (auto const& record : records) {
        EXPECT_THAT(record, has(Status::valid)) << record.name;
        EXPECT_THAT(record.current, SizeIs(1)) << record.name;
    }
    EXPECT_EQ(records[4].current.front(), "5 6 20093 mail.example.net");
    EXPECT_EQ(records[2].current.front(), "v=DKIM1; k=rsa; p=AAAABBBB");
    auto const summary = summary_of(records);
    EXPECT_EQ(summary.valid, 15);
    EXPECT_EQ(summary.missing + summary.mismatch + summary.optional + summary.unchecked, 0);
}

TEST_F(DnsCheck, MissesWhatADomainThatIsNotThereNeeds) {
    zone.clear();
    for (auto const& record : check()) {
        bool const can_wait = record.purpose == Purpose::client || record.purpose == Purpose::dmarc;
        EXPECT_THAT(record, has(can_wait ? Status::optional_ : Status::missing)) << record.name;
        EXPECT_THAT(record.current, SizeIs(0));
    }
}

TEST_F(DnsCheck, ShowsTheOtherServerThatGetsTheMail) {
    instead("example.org. MX", {"example.org. MX 20 mx.else.example.", "mx.else.example. A 198.51.100.1"});
    auto const record = check_of(Purpose::mail);
    EXPECT_THAT(record, has(Status::mismatch));
    EXPECT_THAT(record.current, ElementsAre("20 mx.else.example"));
}

TEST_F(DnsCheck, ToleratesFurtherMailServers) {
    instead("example.org. MX",
            {"example.org. MX 20 mx.else.example.", "example.org. MX 10 mail.example.net."});
    auto const record = check_of(Purpose::mail);
    EXPECT_THAT(record, has(Status::valid, Reason::other_servers));
    EXPECT_THAT(record.current, ElementsAre("10 mail.example.net", "20 mx.else.example"));
}

TEST_F(DnsCheck, TakesAnotherNameOfTheServerForTheServer) {
    instead("example.org. MX", {"example.org. MX 10 mx.example.org.", "mx.example.org. AAAA 2001:DB8:0::7"});
    EXPECT_THAT(check_of(Purpose::mail), has(Status::valid, Reason::same_address));
}

TEST_F(DnsCheck, SaysThatADomainTakesNoMail) {
    instead("example.org. MX", {"example.org. MX 0 ."});
    auto const record = check_of(Purpose::mail);
    EXPECT_THAT(record, has(Status::mismatch));
    EXPECT_THAT(record.current, ElementsAre("0 ."));
}

TEST_F(DnsCheck, TellsAnotherDkimKeyAndARevokedOne) {
    instead("dkim.", {"dkim._domainkey.example.org. TXT \"v=DKIM1; p=CCCC\""});
    EXPECT_THAT(check_of(Purpose::dkim), has(Status::mismatch, Reason::dkim_other_key));
    instead("dkim.", {"dkim._domainkey.example.org. TXT \"v=DKIM1; p=\""});
    EXPECT_THAT(check_of(Purpose::dkim), has(Status::mismatch, Reason::dkim_revoked));
    instead("dkim.", {"dkim._domainkey.example.org. TXT \"v=DKIM1;k=ed25519;p=AAAABBBB\""});
    EXPECT_THAT(check_of(Purpose::dkim), has(Status::mismatch, Reason::dkim_other_key));
    instead("dkim.", {"dkim._domainkey.example.org. TXT \"p=AAAA BBBB\""});
    EXPECT_THAT(check_of(Purpose::dkim), has(Status::valid))
        << "what is left out is RSA; spaces do not count";
    instead("dkim.", {"dkim._domainkey.example.org. CNAME keys.else.example.",
                      "keys.else.example. TXT \"k=rsa; p=AAAABBBB\""});
    EXPECT_THAT(check_of(Purpose::dkim), has(Status::valid)) << "by a CNAME";
}

TEST_F(DnsCheck, JudgesSpfByTheAddressesThatSend) {
    instead("example.org. TXT", {"example.org. TXT \"v=spf1 ip4:203.0.113.7 -all\""});
    auto record = check_of(Purpose::spf);
    EXPECT_THAT(record, has(Status::mismatch, Reason::spf_not_allowed));
    EXPECT_EQ(record.about, "2001:db8::7");
    instead("example.org. TXT", {"example.org. TXT \"v=spf1 include:_spf.example.net ~all\"",
                                 "_spf.example.net. TXT \"v=spf1 a:mail.example.net \" \"-all\""});
    EXPECT_THAT(check_of(Purpose::spf), has(Status::valid));
    instead("example.org. TXT", {"example.org. TXT \"v=spf1 mx -all\""});
    EXPECT_THAT(check_of(Purpose::spf), has(Status::valid));
    instead("example.org. TXT",
            {"example.org. TXT \"v=spf1 mx -all\"", "example.org. TXT \"v=spf1 a -all\""});
    record = check_of(Purpose::spf);
    EXPECT_THAT(record, has(Status::mismatch, Reason::spf_several));
    EXPECT_THAT(record.current, SizeIs(2));
    instead("example.org. TXT", {"example.org. TXT \"some-site-verification=1\""});
    record = check_of(Purpose::spf);
    EXPECT_THAT(record, has(Status::missing));
    EXPECT_THAT(record.current, SizeIs(0));
    instead("example.org. TXT", {"example.org. TXT \"v=spf1 include:nowhere.example -all\""});
    EXPECT_THAT(check_of(Purpose::spf), has(Status::mismatch, Reason::spf_broken));
    for (auto const* all : {"+all", "all", "ip4:203.0.113.7 ALL"}) {
        instead("example.org. TXT", {std::string("example.org. TXT \"v=spf1 ") + all + "\""});
        EXPECT_THAT(check_of(Purpose::spf), has(Status::warning, Reason::spf_allows_everybody)) << all;
    }
    instead("example.org. TXT", {"example.org. TXT \"v=spf1 redirect=example.org\""});
    EXPECT_THAT(check_of(Purpose::spf), has(Status::mismatch, Reason::spf_too_many_lookups));
}

TEST_F(DnsCheck, TakesOneWholeDkimRecordForMailAlone) {
    auto const found = [&](std::vector<std::string> const& texts) {
        std::vector<std::string> records;
        for (auto const& text : texts) records.push_back("dkim._domainkey.example.org. TXT \"" + text + "\"");
        instead("dkim.", records);
        return check_of(Purpose::dkim);
    };
    EXPECT_THAT(found({"v=DKIM1; k=rsa; p=AAAABBBB", "v=DKIM1; k=rsa; p=CCCC"}),
                has(Status::mismatch, Reason::dkim_several));
    EXPECT_THAT(found({"v=DKIM1; p=AAAABBBB", "some-site-verification=1"}),
                has(Status::mismatch, Reason::dkim_several));
    EXPECT_THAT(found({"v=DKIM1; k=rsa; t=y; p=AAAABBBB"}), has(Status::warning, Reason::dkim_test_mode));
    EXPECT_THAT(found({"v=DKIM1; t=s:y; p=AAAABBBB"}), has(Status::warning, Reason::dkim_test_mode));
    EXPECT_THAT(found({"v=DKIM1; k=rsa; s=other; p=AAAABBBB"}),
                has(Status::mismatch, Reason::dkim_not_for_mail));
    EXPECT_THAT(found({"v=DKIM1; s=other:email; p=AAAABBBB;"}), has(Status::valid));
    EXPECT_THAT(found({"v=DKIM1; h=sha1; p=AAAABBBB"}), has(Status::mismatch, Reason::dkim_not_for_mail));
    EXPECT_THAT(found({"v=DKIM1; h=sha1:sha256; p=AAAABBBB"}), has(Status::valid));
    EXPECT_THAT(found({"k=rsa; v=DKIM1; p=AAAABBBB"}), has(Status::mismatch, Reason::dkim_broken));
    EXPECT_THAT(found({"v=dkim1; p=AAAABBBB"}), has(Status::mismatch, Reason::dkim_broken));
    EXPECT_THAT(found({"v=DKIM1; P=AAAABBBB"}), has(Status::mismatch, Reason::dkim_broken));
    EXPECT_THAT(found({"v=DKIM1; p=AAAABBBB; p=CCCC"}), has(Status::mismatch, Reason::dkim_broken));
    EXPECT_THAT(found({"v=DKIM1; rsa; p=AAAABBBB"}), has(Status::mismatch, Reason::dkim_broken));
}

TEST_F(DnsCheck, SaysWhatReceiversMakeOfADmarcRecord) {
    auto const found = [&](std::string const& text) {
        instead("_dmarc.", {"_dmarc.example.org. TXT \"" + text + "\""});
        return check_of(Purpose::dmarc);
    };
    auto record = found("v=DMARC1; p=none; rua=mailto:a@example.org");
    EXPECT_THAT(record, has(Status::valid, Reason::dmarc_policy_none));
    EXPECT_EQ(record.policy->action, DmarcAction::none);
    record = found("v = DMARC1 ;p=Quarantine; pct=20");
    EXPECT_THAT(record, has(Status::valid));
    EXPECT_EQ(record.policy->action, DmarcAction::quarantine);
    EXPECT_EQ(record.policy->percent, 20);
    EXPECT_EQ(record.policy->from, "example.org");
    EXPECT_THAT(found("v=DMARC1; sp=none; p=reject"), has(Status::warning, Reason::dmarc_policy_not_first));
    for (auto const* part :
         {"pct=200", "pct=x", "aspf=strict", "rua=a@example.org", "fo=2", "PCT=50", "p=none"}) {
        record = found(std::string("v=DMARC1; p=reject; ") + part);
        EXPECT_THAT(record, has(Status::warning, Reason::dmarc_part_ignored)) << part;
        EXPECT_EQ(record.about, part);
        EXPECT_EQ(record.policy->action, DmarcAction::reject);
        EXPECT_EQ(record.policy->percent, 100);
    }
    for (auto const* policy : {"p=rejct", R"(p=\"none\")", "p=", "p=reject; sp=bogus"}) {
        record = found(std::string("v=DMARC1; ") + policy);
        EXPECT_THAT(record, has(Status::mismatch, Reason::dmarc_policy_invalid)) << policy;
        EXPECT_FALSE(record.policy) << policy;
    }
    record = found("v=DMARC1; rua=mailto:x@example.org");
    EXPECT_THAT(record, has(Status::mismatch, Reason::dmarc_policy_missing));
    EXPECT_EQ(record.policy->action, DmarcAction::none)
        << "reports are wanted, so receivers take it for none";
    EXPECT_THAT(found("v=DMARC1; P=reject"), has(Status::mismatch, Reason::dmarc_policy_missing));
    instead("_dmarc.", {"_dmarc.example.org. TXT \"v=DMARC1; p=reject\"",
                        "_dmarc.example.org. TXT \"v=DMARC1; p=none\""});
    EXPECT_THAT(check_of(Purpose::dmarc), has(Status::mismatch, Reason::dmarc_several));
    for (auto const* text : {"p=reject; v=DMARC1", "v=dmarc1; p=reject"}) {
        record = found(text);
        EXPECT_THAT(record, has(Status::optional_)) << text;
        EXPECT_THAT(record.current, SizeIs(1));
        EXPECT_FALSE(record.policy);
    }
}

TEST_F(DnsCheck, ADomainWithoutADmarcRecordHasThatOfTheRegisteredDomainAbove) {
    auto const policy_of = [&](std::string const& domain) {
        auto const records = check(domain);
        return *std::find_if(records.begin(), records.end(),
                             [](CheckedRecord const& one) { return one.purpose == Purpose::dmarc; });
    };
    instead("_dmarc.", {"_dmarc.example.org. TXT \"v=DMARC1; p=reject; sp=quarantine\"",
                        "_dmarc.own.example.org. TXT \"v=DMARC1; p=none\""});
    for (auto const* domain : {"sub.example.org", "deep.sub.example.org"}) {
        auto const record = policy_of(domain);
        EXPECT_THAT(record, has(Status::valid, Reason::dmarc_inherited)) << domain;
        EXPECT_EQ(record.about, "example.org");
        EXPECT_THAT(record.current, ElementsAre("v=DMARC1; p=reject; sp=quarantine"));
        EXPECT_EQ(record.policy->action, DmarcAction::quarantine);
        EXPECT_EQ(record.policy->from, "example.org");
    }
    EXPECT_EQ(policy_of("own.example.org").policy->action, DmarcAction::none);
    instead("_dmarc.example.org.", {"_dmarc.example.org. TXT \"v=DMARC1; p=reject\""});
    EXPECT_EQ(policy_of("sub.example.org").policy->action, DmarcAction::reject);
    instead("_dmarc.example.org.", {"_dmarc.example.org. TXT \"v=DMARC1; p=rejct\""});
    EXPECT_THAT(policy_of("sub.example.org"), has(Status::optional_));
    EXPECT_FALSE(policy_of("sub.example.org").policy);
}

TEST_F(DnsCheck, HoldsAServiceElsewhereForOptional) {
    instead("_imaps.", {"_imaps._tcp.example.org. SRV 0 0 0 ."});
    auto const record = check_of(Purpose::client);
    EXPECT_THAT(record, has(Status::optional_));
    EXPECT_THAT(record.current, ElementsAre("0 0 0 ."));
}

TEST_F(DnsCheck, WantsTheServersNameToBeItsOwn) {
    instead("mail.example.net. A", {"mail.example.net. CNAME host.example.net.",
                                    "host.example.net. A 203.0.113.7", "host.example.net. AAAA 2001:db8::7"});
    EXPECT_THAT(check_of(Purpose::host), has(Status::mismatch, Reason::host_is_alias));
    instead("7.113.", {"7.113.0.203.in-addr.arpa. PTR customer-7.isp.example."});
    auto const reverse = check_of(Purpose::reverse);
    EXPECT_THAT(reverse, has(Status::mismatch, Reason::ptr_not_confirmed));
    EXPECT_EQ(reverse.about, "customer-7.isp.example");
    EXPECT_THAT(reverse.current, ElementsAre("customer-7.isp.example"));
}

TEST_F(DnsCheck, BelievesAReverseNameThatLeadsBackToTheAddress) {
    instead("7.113.",
            {"7.113.0.203.in-addr.arpa. PTR alpha.world.example.", "alpha.world.example. A 203.0.113.7"});
    EXPECT_THAT(check_of(Purpose::reverse), has(Status::valid, Reason::ptr_other_name));
    instead("7.113.", {"7.113.0.203.in-addr.arpa. PTR mail.example.net.",
                       "7.113.0.203.in-addr.arpa. PTR beta.world.example."});
    EXPECT_THAT(check_of(Purpose::reverse), has(Status::warning, Reason::ptr_several));
    instead("7.113.", {"7.113.0.203.in-addr.arpa. PTR mail.example.net."});
    instead("mail.example.net. A 203", {"mail.example.net. A 198.51.100.1"});
    EXPECT_THAT(check_of(Purpose::reverse), has(Status::mismatch, Reason::ptr_not_confirmed))
        << "the own name, which does not lead back";
}

TEST_F(DnsCheck, WarnsOfAMailServersNameThatIsAnAlias) {
    instead("example.org. MX",
            {"example.org. MX 10 mx.example.org.", "mx.example.org. CNAME mail.example.net."});
    auto record = check_of(Purpose::mail);
    EXPECT_THAT(record, has(Status::warning, Reason::mx_is_alias));
    EXPECT_EQ(record.about, "mx.example.org");
    instead("example.org. MX",
            {"example.org. MX 10 mail.example.net.", "example.org. MX 20 mx.example.org."});
    record = check_of(Purpose::mail);
    EXPECT_THAT(record, has(Status::warning, Reason::mx_is_alias))
        << "also where this server is named beside it";
    EXPECT_EQ(record.about, "mx.example.org");
}

TEST_F(DnsCheck, GoesByTheNameWhereTheMachineHasNoPublicAddress) {
    server.addresses = {"10.0.0.7"};
    auto const records = check();
    auto const& host = records.at(records.size() - 2);
    EXPECT_THAT(host, has(Status::unchecked, Reason::own_address_unknown));
    EXPECT_THAT(host.current, ElementsAre("203.0.113.7"));
    EXPECT_EQ(records.back().name, "7.113.0.203.in-addr.arpa");
    EXPECT_THAT(records.back(), has(Status::valid));
    EXPECT_THAT(records.at(1), has(Status::valid)) << "SPF";
    instead("mail.example.net.", {});
    auto const nowhere = check();
    EXPECT_THAT(nowhere.at(nowhere.size() - 2), has(Status::missing));
    EXPECT_THAT(nowhere.back(), has(Status::unchecked, Reason::own_address_unknown));
    EXPECT_THAT(nowhere.at(1), has(Status::unchecked, Reason::own_address_unknown)) << "SPF";
}

TEST_F(DnsCheck, NeverTakesSilenceOrAFailureForMissing) {
    configuration = {"local-zone: \"example.org.\" deny"};
    std::erase_if(zone, [](auto const& record) { return record.find("example.org. ") != std::string::npos; });
    patience = std::chrono::milliseconds(1500);
    auto const begin = std::chrono::steady_clock::now();
    auto records = check();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
    for (auto const& record : records) {
        bool const silent = record.name.ends_with("example.org");
        EXPECT_THAT(record, silent ? has(Status::unchecked, Reason::no_answer) : has(Status::valid))
            << record.name;
    }
    configuration = {"local-zone: \"example.org.\" always_refuse"};
    records = check();
    for (auto const& record : records) {
        bool const broken = record.name.ends_with("example.org");
        EXPECT_THAT(record, broken ? has(Status::unchecked, Reason::server_failed) : has(Status::valid))
            << record.name;
    }
}

TEST_F(DnsCheck, ShowsOnlyABoundedPartOfHostileAnswers) {
    std::string text;
    for (int i = 0; i < 200; ++i) text += " \"" + std::string(255, '<') + "\"";
    std::vector<std::string> records{
        "_dmarc.example.org. TXT" + text,
        R"(dkim._domainkey.example.org. TXT "v=DKIM1; p=\027[31m\226\128\174\010")"};
    for (int i = 0; i < 1500; ++i)
        records.push_back("example.org. MX 10 m" + std::to_string(i) + ".example.");
    instead("_dmarc.", {});
    instead("dkim.", {});
    instead("example.org. MX", records);
    auto const found = check();
    EXPECT_THAT(found[0], has(Status::mismatch));
    EXPECT_THAT(found[0].current, SizeIs(8));
    EXPECT_EQ(found[0].more, 1492);
    EXPECT_THAT(found[2].current, ElementsAre(R"(v=DKIM1; p=\027[31m\226\128\174\010)"));
    EXPECT_THAT(found[3].current, Each(::testing::SizeIs(::testing::Le(603U))));
}

}  // namespace
}  // namespace mailapp::dns
