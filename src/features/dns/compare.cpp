#include "features/dns/compare.hpp"

#include "base/text.hpp"
#include "features/dns/dmarc.hpp"
#include "features/dns/key_record.hpp"
#include "features/dns/spf.hpp"
#include "identity/networks.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace mailapp::dns {
namespace {

using stack::dns::Answer;
using stack::dns::Data;
using stack::dns::Outcome;
using stack::dns::Type;
using Maybe = std::optional<CheckedRecord>;

// What is shown of an answer, which may be as large as the protocol allows: 64 kB.
constexpr std::size_t most_shown = 8;
constexpr std::size_t longest_shown = 600;

/// More mail servers than that a domain hardly has; each is looked up.
constexpr std::size_t most_servers_looked_up = 5;

Type type_of(RecordType type) {
    switch (type) {
        case RecordType::a: return Type::a;
        case RecordType::aaaa: return Type::aaaa;
        case RecordType::ptr: return Type::ptr;
        case RecordType::mx: return Type::mx;
        case RecordType::srv: return Type::srv;
        case RecordType::txt: break;
    }
    return Type::txt;
}

std::string zone_text(RecordType type, Data const& data) {
    auto const host = data.text.empty() ? "." : data.text;
    switch (type) {
        case RecordType::mx: return std::to_string(data.priority) + " " + host;
        case RecordType::srv:
            return std::to_string(data.priority) + " " + std::to_string(data.weight) + " " +
                   std::to_string(data.port) + " " + host;
        case RecordType::ptr: return host;
        default: return data.text;
    }
}

std::string shown(std::string const& text) {
    return stack::dns::printable(text, longest_shown);
}

void show(CheckedRecord& record, std::vector<std::string> const& texts) {
    record.current.clear();
    for (auto const& text : texts) {
        if (record.current.size() < most_shown) record.current.push_back(shown(text));
    }
    record.more = static_cast<std::int64_t>(texts.size() - record.current.size());
}

/// In an order of their own: servers turn theirs with each answer.
void show(CheckedRecord& record, Answer const& answer) {
    auto sorted = answer.records;
    std::sort(sorted.begin(), sorted.end(), [](Data const& one, Data const& other) {
        return std::tie(one.priority, one.text, one.weight, one.port) <
               std::tie(other.priority, other.text, other.weight, other.port);
    });
    std::vector<std::string> texts;
    for (auto const& data : sorted) texts.push_back(zone_text(record.type, data));
    show(record, texts);
}

CheckedRecord with(CheckedRecord record, Status status, Reason reason = Reason::none,
                   std::string about = {}) {
    record.status = status;
    record.reason = reason;
    record.about = std::move(about);
    return record;
}

/// Nothing, or nothing that counts.
CheckedRecord absent(CheckedRecord record) {
    // A domain without a policy is accepted by all; one that others demand is the SPF record.
    bool const can_wait = record.need == Need::optional_ || record.purpose == Purpose::dmarc;
    return with(std::move(record), can_wait ? Status::optional_ : Status::missing);
}

CheckedRecord different(CheckedRecord record, Reason reason = Reason::none, std::string about = {}) {
    auto const status = record.need == Need::optional_ ? Status::optional_ : Status::mismatch;
    return with(std::move(record), status, reason, std::move(about));
}

CheckedRecord unknown(CheckedRecord record, Outcome outcome) {
    return with(std::move(record), Status::unchecked,
                outcome == Outcome::no_answer ? Reason::no_answer : Reason::server_failed);
}

/// The addresses that a server is known by.
struct Addresses {
    std::vector<identity::IpAddress> all;
    Outcome outcome = Outcome::found;  ///< why there are none
};

void add(Addresses& addresses, std::string const& text) {
    if (auto const address = identity::IpAddress::parse(text)) addresses.all.push_back(*address);
}

/// Those that the DNS gives a name; nothing while they have to be looked up.
std::optional<Addresses> addresses_of(std::string const& host, Known& known) {
    auto const* v4 = known.find(host, Type::a);
    auto const* v6 = known.find(host, Type::aaaa);
    if (v4 == nullptr || v6 == nullptr) return std::nullopt;
    Addresses addresses;
    for (auto const& data : v4->records) add(addresses, data.text);
    for (auto const& data : v6->records) add(addresses, data.text);
    for (auto const* answer : {v4, v6}) {
        if (addresses.all.empty() && addresses.outcome != Outcome::no_answer &&
            answer->outcome != Outcome::found)
            addresses.outcome = answer->outcome;
    }
    return addresses;
}

/// The server's own public ones, else those that the DNS gives its name: the machine may stand behind another
/// that translates addresses.
std::optional<Addresses> addresses_of(Server const& server, Known& known) {
    Addresses own;
    for (auto const& address : server.addresses) {
        if (is_public(address)) add(own, address);
    }
    return own.all.empty() ? addresses_of(server.hostname, known) : own;
}

bool share_one(Addresses const& one, Addresses const& other) {
    return std::find_first_of(one.all.begin(), one.all.end(), other.all.begin(), other.all.end()) !=
           one.all.end();
}

Maybe compare_address(CheckedRecord record, Answer const& answer) {
    if (record.value.empty()) return with(std::move(record), Status::unchecked, Reason::own_address_unknown);
    // Mail servers that are named by MX may have no CNAME (RFC 2181, section 10.3).
    if (answer.by_alias) return different(std::move(record), Reason::host_is_alias);
    auto const expected = identity::IpAddress::parse(record.value);
    bool const same = std::any_of(answer.records.begin(), answer.records.end(), [&](Data const& data) {
        return identity::IpAddress::parse(data.text) == expected;
    });
    return same ? with(std::move(record), Status::valid) : different(std::move(record));
}

/// The mail servers that a domain names, as far as they are looked up.
std::vector<std::string> servers_of(Answer const& answer) {
    std::vector<std::string> hosts;
    for (auto const& data : answer.records) {
        if (!data.text.empty() && hosts.size() < most_servers_looked_up) hosts.push_back(data.text);
    }
    return hosts;
}

/// The first of some names that is a CNAME; "" for none.
std::string alias_among(std::vector<std::string> const& hosts, Known& known) {
    for (auto const& host : hosts) {
        for (auto const type : {Type::a, Type::aaaa}) {
            if (auto const* answer = known.find(host, type); answer != nullptr && answer->by_alias)
                return host;
        }
    }
    return "";
}

Maybe compare_mx(CheckedRecord record, Answer const& answer, Server const& server, Known& known) {
    auto hosts = servers_of(answer);
    bool const is_named = std::any_of(answer.records.begin(), answer.records.end(),
                                      [&](Data const& data) { return data.text == server.hostname; });
    // However many others are named, this one is looked at.
    if (is_named) hosts.push_back(server.hostname);
    // Another name for this server will do: the mail arrives.
    auto const here = addresses_of(server, known);
    bool complete = here.has_value();
    bool leads_here = is_named;
    auto doubtful = here ? here->outcome : Outcome::found;
    for (auto const& host : hosts) {
        auto const there = addresses_of(host, known);
        if (!there) {
            complete = false;
            continue;
        }
        if (here && share_one(*here, *there)) leads_here = true;
        if (there->outcome == Outcome::failed || there->outcome == Outcome::no_answer)
            doubtful = there->outcome;
    }
    if (!complete) return std::nullopt;
    if (!leads_here) {
        bool const is_doubtful = doubtful == Outcome::failed || doubtful == Outcome::no_answer;
        return is_doubtful ? unknown(std::move(record), doubtful) : different(std::move(record));
    }
    if (auto const alias = alias_among(hosts, known); !alias.empty())
        return with(std::move(record), Status::warning, Reason::mx_is_alias, shown(alias));
    if (!is_named) return with(std::move(record), Status::valid, Reason::same_address);
    bool const alone = std::all_of(answer.records.begin(), answer.records.end(),
                                   [&](Data const& data) { return data.text == server.hostname; });
    return with(std::move(record), Status::valid, alone ? Reason::none : Reason::other_servers);
}

/// Receivers look up the names of an address, and believe the one that leads back to it.
Maybe compare_reverse(CheckedRecord record, Answer const& answer, Known& known) {
    bool complete = true;
    bool is_confirmed = false;
    bool is_ours_confirmed = false;
    auto doubtful = Outcome::found;
    for (auto const& host : servers_of(answer)) {
        auto const there = addresses_of(host, known);
        if (!there) {
            complete = false;
            continue;
        }
        bool const leads_back = std::any_of(
            there->all.begin(), there->all.end(),
            [&](identity::IpAddress const& address) { return reverse_name(address.text()) == record.name; });
        is_confirmed = is_confirmed || leads_back;
        is_ours_confirmed = is_ours_confirmed || (leads_back && host == record.value);
        if (there->outcome == Outcome::failed || there->outcome == Outcome::no_answer)
            doubtful = there->outcome;
    }
    if (!complete) return std::nullopt;
    if (!is_confirmed) {
        if (doubtful != Outcome::found) return unknown(std::move(record), doubtful);
        auto const name = answer.records.empty() ? "" : shown(answer.records.front().text);
        return different(std::move(record), Reason::ptr_not_confirmed, name);
    }
    if (answer.records.size() > 1) return with(std::move(record), Status::warning, Reason::ptr_several);
    return with(std::move(record), Status::valid, is_ours_confirmed ? Reason::none : Reason::ptr_other_name);
}

/// The number and the host of "0 1 993 mail.example.org".
bool is_same_service(std::string const& expected, Data const& data) {
    auto const words = split(expected, ' ');
    return words.size() == 4 && parse_int(words[2]) == data.port && words[3] == data.text;
}

Maybe compare_srv(CheckedRecord record, Answer const& answer) {
    bool const same = std::any_of(answer.records.begin(), answer.records.end(),
                                  [&](Data const& data) { return is_same_service(record.value, data); });
    return same ? with(std::move(record), Status::valid) : different(std::move(record));
}

/// The verdict of all addresses together: what has to be put right first.
Maybe judge_spf(CheckedRecord record, std::string const& text,
                std::map<spf::Verdict, std::vector<std::string>> const& by_verdict) {
    using spf::Verdict;
    auto const has = [&](Verdict verdict) { return by_verdict.contains(verdict); };
    if (has(Verdict::broken)) return different(std::move(record), Reason::spf_broken);
    if (has(Verdict::too_many_lookups)) return different(std::move(record), Reason::spf_too_many_lookups);
    if (has(Verdict::not_pass)) {
        return different(std::move(record), Reason::spf_not_allowed,
                         join(by_verdict.at(Verdict::not_pass), ", "));
    }
    if (has(Verdict::no_answer)) return unknown(std::move(record), Outcome::no_answer);
    if (has(Verdict::failed)) return unknown(std::move(record), Outcome::failed);
    if (has(Verdict::depends))
        return with(std::move(record), Status::unchecked, Reason::spf_depends_on_sender);
    // A remark of its own: what permits all protects from nobody.
    if (spf::allows_everybody(text))
        return with(std::move(record), Status::warning, Reason::spf_allows_everybody);
    return with(std::move(record), Status::valid);
}

Maybe compare_spf(CheckedRecord record, Answer const& answer, Server const& server, Known& known) {
    auto const records = spf::records_of(answer);
    show(record, records);
    if (records.empty()) return absent(std::move(record));
    if (records.size() > 1) return different(std::move(record), Reason::spf_several);
    auto const addresses = addresses_of(server, known);
    if (!addresses) return std::nullopt;
    if (addresses->all.empty()) {
        return addresses->outcome == Outcome::nothing
                   ? with(std::move(record), Status::unchecked, Reason::own_address_unknown)
                   : unknown(std::move(record), addresses->outcome);
    }
    std::map<spf::Verdict, std::vector<std::string>> by_verdict;
    bool complete = true;
    for (auto const& address : addresses->all) {
        auto const verdict = spf::evaluate(record.name, address, known);
        if (verdict)
            by_verdict[*verdict].push_back(address.text());
        else
            complete = false;
    }
    if (!complete) return std::nullopt;
    return judge_spf(std::move(record), records.front(), by_verdict);
}

Maybe compare_dkim(CheckedRecord record, Answer const& answer) {
    std::vector<std::string> texts;
    for (auto const& data : answer.records) texts.push_back(data.text);
    auto const verdict = judge_key(record.value, texts);
    return with(std::move(record), verdict.status, verdict.reason, shown(verdict.about));
}

Maybe judge_dmarc(CheckedRecord record, std::string const& domain, std::string const& text) {
    auto const verdict = dmarc::judge(text);
    if (verdict.applies) record.policy = DmarcPolicy{verdict.action, verdict.percent, domain};
    return with(std::move(record), verdict.status, verdict.reason, shown(verdict.about));
}

/// A domain without a record of its own has that of the registered domain above it.
Maybe inherit_dmarc(CheckedRecord record, std::string const& domain, Known& known) {
    auto const above = dmarc::organizational_domain(domain);
    if (!above) return absent(std::move(record));
    auto const* const answer = known.find("_dmarc." + *above, Type::txt);
    if (answer == nullptr) return std::nullopt;
    if (answer->outcome == Outcome::nothing) return absent(std::move(record));
    if (answer->outcome != Outcome::found) return unknown(std::move(record), answer->outcome);
    auto const records = dmarc::records_of(*answer);
    if (records.size() != 1) return absent(std::move(record));
    auto const verdict = dmarc::judge(records.front());
    if (!verdict.applies) return absent(std::move(record));
    show(record, records);
    record.policy = DmarcPolicy{verdict.action_of_subdomains, verdict.percent, *above};
    return with(std::move(record), Status::valid, Reason::dmarc_inherited, *above);
}

Maybe compare_dmarc(CheckedRecord record, Answer const& answer, Known& known) {
    auto const domain = record.name.substr(std::string_view("_dmarc.").size());
    auto const records = dmarc::records_of(answer);
    if (records.empty()) return inherit_dmarc(std::move(record), domain, known);
    show(record, records);
    if (records.size() > 1) return different(std::move(record), Reason::dmarc_several);
    return judge_dmarc(std::move(record), domain, records.front());
}

/// The reverse name of an address that only the DNS knows; false while it has to be looked up.
bool name_reverse(CheckedRecord& record, Server const& server, Known& known) {
    auto const addresses = addresses_of(server.hostname, known);
    if (!addresses) return false;
    if (!addresses->all.empty()) record.name = reverse_name(addresses->all.front().text());
    return true;
}

}  // namespace

std::optional<CheckedRecord> compare(ExpectedRecord const& expected, Server const& server, Known& known) {
    CheckedRecord record;
    static_cast<ExpectedRecord&>(record) = expected;
    if (record.name.empty() && !name_reverse(record, server, known)) return std::nullopt;
    if (record.name.empty()) return with(std::move(record), Status::unchecked, Reason::own_address_unknown);
    auto const* answer = known.find(record.name, type_of(record.type));
    if (answer == nullptr) return std::nullopt;
    bool const may_be_inherited = record.purpose == Purpose::dmarc;
    if (answer->outcome == Outcome::nothing && !may_be_inherited) return absent(std::move(record));
    if (answer->outcome != Outcome::found && answer->outcome != Outcome::nothing)
        return unknown(std::move(record), answer->outcome);
    show(record, *answer);
    switch (record.purpose) {
        case Purpose::host: return compare_address(std::move(record), *answer);
        case Purpose::reverse: return compare_reverse(std::move(record), *answer, known);
        case Purpose::mail: return compare_mx(std::move(record), *answer, server, known);
        case Purpose::spf: return compare_spf(std::move(record), *answer, server, known);
        case Purpose::dkim: return compare_dkim(std::move(record), *answer);
        case Purpose::dmarc: return compare_dmarc(std::move(record), *answer, known);
        case Purpose::client: return compare_srv(std::move(record), *answer);
    }
    return std::nullopt;
}

CheckSummary summary_of(std::vector<CheckedRecord> const& records) {
    CheckSummary summary;
    for (auto const& record : records) {
        switch (record.status) {
            case Status::valid: ++summary.valid; break;
            case Status::warning: ++summary.warning; break;
            case Status::missing: ++summary.missing; break;
            case Status::mismatch: ++summary.mismatch; break;
            case Status::optional_: ++summary.optional; break;
            case Status::unchecked: ++summary.unchecked; break;
        }
    }
    return summary;
}

}  // namespace mailapp::dns
