#include "features/dns/rules.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace mailapp::dns {
namespace {

using Ipv4 = std::array<unsigned char, 4>;
using Ipv6 = std::array<unsigned char, 16>;

template <class Bytes>
std::optional<Bytes> parse(int family, std::string const& address) {
    Bytes bytes{};
    if (::inet_pton(family, address.c_str(), bytes.data()) != 1) return std::nullopt;
    return bytes;
}

ExpectedRecord srv(std::string const& service, std::string const& domain, std::string const& hostname,
                   std::uint16_t port, int priority) {
    return {RecordType::srv,
            Purpose::client,
            Need::optional_,
            service + "._tcp." + domain,
            std::to_string(priority) + " 1 " + std::to_string(port) + " " + hostname,
            {},
            ""};
}

void add_client_records(std::vector<ExpectedRecord>& records, std::string const& domain,
                        Server const& server) {
    auto const& ports = server.ports;
    auto const add = [&](char const* service, std::uint16_t port, int priority) {
        records.push_back(srv(service, domain, server.hostname, port, priority));
    };
    // RFC 6186 and RFC 8314, section 5.1: encrypted from the first byte before the others; IMAP before POP3.
    add("_imaps", ports.imaps, 0);
    add("_imap", ports.imap, 10);
    add("_pop3s", ports.pop3s, 20);
    add("_pop3", ports.pop3, 30);
    add("_submissions", ports.submissions, 0);
    add("_submission", ports.submission, 10);
    add("_sieve", ports.sieve, 0);
}

}  // namespace

bool is_public(std::string const& address) {
    if (auto const v4 = parse<Ipv4>(AF_INET, address)) {
        auto const [a, b, c, d] = *v4;
        return a != 0 && a != 10 && a != 127 && a < 224 && !(a == 172 && (b & 0xf0) == 16) &&
               !(a == 192 && b == 168) && !(a == 169 && b == 254) && !(a == 100 && (b & 0xc0) == 64);
    }
    // Global unicast (RFC 4291, section 2.4) is 2000::/3 alone.
    auto const v6 = parse<Ipv6>(AF_INET6, address);
    return v6 && ((*v6)[0] & 0xe0) == 0x20;
}

std::string reverse_name(std::string const& address) {
    std::string name;
    if (auto const v4 = parse<Ipv4>(AF_INET, address)) {
        for (auto byte = v4->rbegin(); byte != v4->rend(); ++byte) name += std::to_string(*byte) + ".";
        return name + "in-addr.arpa";
    }
    auto const v6 = parse<Ipv6>(AF_INET6, address);
    if (!v6) return name;
    static constexpr std::string_view digits = "0123456789abcdef";
    for (auto byte = v6->rbegin(); byte != v6->rend(); ++byte) {
        name += digits[*byte & 0xf];
        name += '.';
        name += digits[*byte >> 4];
        name += '.';
    }
    return name + "ip6.arpa";
}

std::vector<ExpectedRecord> records_of_domain(std::string const& domain, DomainKind kind,
                                              std::vector<dkim::DkimKey> const& keys, Server const& server) {
    std::vector<ExpectedRecord> records;
    records.push_back({RecordType::mx,
                       Purpose::mail,
                       Need::required,
                       domain,
                       "10 " + server.hostname,
                       {},
                       kind == DomainKind::relay
                           ? "The mail is passed on from here; another server may stand before this one."
                           : ""});
    records.push_back({RecordType::txt,
                       Purpose::spf,
                       Need::recommended,
                       domain,
                       "v=spf1 mx -all",
                       {},
                       "A domain has one SPF record: other servers that send its mail belong into it."});
    for (auto const& key : keys) {
        records.push_back({RecordType::txt, Purpose::dkim, Need::recommended, key.record_name,
                           key.record_text, key.record_parts, ""});
    }
    records.push_back({RecordType::txt,
                       Purpose::dmarc,
                       Need::recommended,
                       "_dmarc." + domain,
                       "v=DMARC1; p=quarantine",
                       {},
                       "Any policy will do; begin with p=none where others send mail of this domain."});
    if (kind == DomainKind::primary) add_client_records(records, domain, server);
    return records;
}

std::vector<ExpectedRecord> records_of_host(Server const& server) {
    std::vector<ExpectedRecord> records;
    for (auto const& address : server.addresses) {
        if (!is_public(address)) continue;
        bool const is_v4 = address.find(':') == std::string::npos;
        records.push_back({is_v4 ? RecordType::a : RecordType::aaaa,
                           Purpose::host,
                           Need::required,
                           server.hostname,
                           address,
                           {},
                           ""});
        records.push_back({RecordType::ptr,
                           Purpose::reverse,
                           Need::recommended,
                           reverse_name(address),
                           server.hostname,
                           {},
                           "Set by who provides the address, not in the domain's zone."});
    }
    if (!records.empty()) return records;
    auto const* const note =
        "This machine has no public address of its own: name the one under which others reach it.";
    records.push_back({RecordType::a, Purpose::host, Need::required, server.hostname, "", {}, note});
    records.push_back({RecordType::ptr,
                       Purpose::reverse,
                       Need::recommended,
                       "",
                       server.hostname,
                       {},
                       "The reverse name of the public address; set by who provides the address."});
    return records;
}

}  // namespace mailapp::dns
