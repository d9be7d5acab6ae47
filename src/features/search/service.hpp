#pragma once

#include "features/mailboxes/service.hpp"
#include "features/search/types.hpp"

namespace mailapp::search {

/// One question over everything that has a name, for who types and wants to be there.
class Service {
public:
    Service(domains::Service& domains, alias_domains::Service& alias_domains, mailboxes::Service& mailboxes,
            aliases::Service& aliases)
        : domains_(domains), alias_domains_(alias_domains), mailboxes_(mailboxes), aliases_(aliases) {}

    /// Only kinds that the caller's role may read, and rows that the caller may see. Errors:
    /// search.limit_invalid, search.text_invalid.
    Result<SearchAnswer> find(Principal const& who, SearchQuery const& query);

private:
    domains::Service& domains_;
    alias_domains::Service& alias_domains_;
    mailboxes::Service& mailboxes_;
    aliases::Service& aliases_;
};

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::search
