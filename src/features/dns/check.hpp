#pragma once

#include "features/dns/compare.hpp"
#include "stack/dns/resolver.hpp"

namespace mailapp::dns {

/// Looks expected records up, all at once and then what their answers lead to, until that moment; in their
/// order.
std::vector<CheckedRecord> look_up(std::vector<ExpectedRecord> const& expected, Server const& server,
                                   stack::dns::Resolver& resolver, stack::dns::Resolver::Moment until);

}  // namespace mailapp::dns
