#include "features/dns/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp::dns {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> lines(std::vector<ExpectedRecord> const& records) {
    std::vector<std::string> all;
    for (auto const& record : records) {
        all.push_back(record.name + " " + std::string(reflect::enum_name(record.type)) + " " + record.value);
    }
    return all;
}

TEST(DnsRules, ADomainsRecordsNameTheServerItsKeysAndItsPorts) {
    dkim::DkimKey key;
    key.record_name = "dkim._domainkey.example.org";
    key.record_text = "v=DKIM1;k=rsa;t=s;s=email;p=AAAA";
    Server const server{"mail.example.net", {}, ports_from_base(20000)};
    auto const all = lines(records_of_domain("example.org", DomainKind::primary, {key}, server));
    EXPECT_THAT(all, ElementsAre("example.org mx 10 mail.example.net", "example.org txt v=spf1 mx -all",
                                 "dkim._domainkey.example.org txt v=DKIM1;k=rsa;t=s;s=email;p=AAAA",
                                 "_dmarc.example.org txt v=DMARC1; p=quarantine",
                                 "_imaps._tcp.example.org srv 0 1 20093 mail.example.net",
                                 "_imap._tcp.example.org srv 10 1 20043 mail.example.net",
                                 "_pop3s._tcp.example.org srv 20 1 20095 mail.example.net",
                                 "_pop3._tcp.example.org srv 30 1 20010 mail.example.net",
                                 "_submissions._tcp.example.org srv 0 1 20065 mail.example.net",
                                 "_submission._tcp.example.org srv 10 1 20087 mail.example.net",
                                 "_sieve._tcp.example.org srv 0 1 20090 mail.example.net"));
    for (auto const kind : {DomainKind::alias, DomainKind::relay}) {
        EXPECT_THAT(lines(records_of_domain("example.org", kind, {}, server)),
                    ElementsAre("example.org mx 10 mail.example.net", "example.org txt v=spf1 mx -all",
                                "_dmarc.example.org txt v=DMARC1; p=quarantine"));
    }
}

TEST(DnsRules, TheServersOwnRecordsAreOfAddressesThatStrangersReach) {
    Server const server{"mail.example.net",
                        {"10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "169.254.1.1", "127.0.0.1",
                         "fe80::1", "fd00::1", "::1", "203.0.113.7", "2001:db8::7"},
                        {}};
    EXPECT_THAT(lines(records_of_host(server)),
                ElementsAre("mail.example.net a 203.0.113.7", "7.113.0.203.in-addr.arpa ptr mail.example.net",
                            "mail.example.net aaaa 2001:db8::7",
                            "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa ptr "
                            "mail.example.net"));
    auto const unknown = records_of_host({"mail.example.net", {"10.0.0.1"}, {}});
    ASSERT_EQ(unknown.size(), 2U);
    EXPECT_EQ(unknown[0].value, "");
    EXPECT_NE(unknown[0].note, "");
    EXPECT_EQ(reverse_name("no address"), "");
}

}  // namespace
}  // namespace mailapp::dns
