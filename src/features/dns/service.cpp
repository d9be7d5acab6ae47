#include "features/dns/service.hpp"

#include "features/dns/check.hpp"

namespace mailapp::dns {
namespace {

/// For all questions of a check together; a domain in order is answered within a fraction of it.
constexpr std::chrono::seconds longest_check{6};

}  // namespace

Server Service::server() {
    return {instance_.settings().hostname, system_.host().addresses, instance_.ports()};
}

Result<ExpectedRecords> Service::expected(Principal const& who, std::string const& given) {
    auto kind = DomainKind::primary;
    ExpectedRecords answer;
    if (auto const domain = domains_.get(who.visibility(), given)) {
        answer.domain = domain->name;
        if (domain->backup_mx) kind = DomainKind::relay;
    } else {
        auto const alias_domain = alias_domains_.get(who.visibility(), given);
        if (!alias_domain) return domain.error();
        answer.domain = alias_domain->name;
        kind = DomainKind::alias;
    }
    // The keys belong to the name, which the caller may see: whose it is was found out above.
    auto const keys = dkim_.get(Principal::system("dns"), answer.domain);
    if (!keys) return keys.error();
    auto const here = server();
    answer.mail_server = here.hostname;
    answer.records = records_of_domain(answer.domain, kind, keys->keys, here);
    if (who.visibility().sees_all()) {
        auto const host = records_of_host(here);
        answer.records.insert(answer.records.end(), host.begin(), host.end());
    }
    return answer;
}

Result<CheckedRecords> Service::check(Principal const& who, std::string const& domain) {
    auto const wanted = expected(who, domain);
    if (!wanted) return wanted.error();
    auto const begin = std::chrono::steady_clock::now();
    auto const place = gate_.enter(who.name, begin);
    if (!place) return place.error();
    auto const resolver = stack::dns::open_resolver(instance_.settings().resolvers);
    if (!resolver) return resolver.error();
    CheckedRecords answer{wanted->domain, wanted->mail_server, system_now(), {}, {}};
    answer.records = look_up(wanted->records, server(), **resolver, begin + longest_check);
    answer.summary = summary_of(answer.records);
    return answer;
}

}  // namespace mailapp::dns
