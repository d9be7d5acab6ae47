#include "features/dns/service.hpp"

#include "features/dns/rules.hpp"

namespace mailapp::dns {

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
    Server const server{instance_.settings().hostname, system_.host().addresses, instance_.ports()};
    answer.mail_server = server.hostname;
    answer.records = records_of_domain(answer.domain, kind, keys->keys, server);
    if (who.visibility().sees_all()) {
        auto const host = records_of_host(server);
        answer.records.insert(answer.records.end(), host.begin(), host.end());
    }
    return answer;
}

}  // namespace mailapp::dns
