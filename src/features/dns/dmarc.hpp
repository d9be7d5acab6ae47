#pragma once

#include "features/dns/known.hpp"
#include "features/dns/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::dns::dmarc {

/// The DMARC records among a name's texts: their version stands first (RFC 7489, section 6.6.3, step 3).
std::vector<std::string> records_of(stack::dns::Answer const& texts);

/// What receivers make of one record.
struct Verdict {
    bool applies = false;  ///< whether they follow any policy
    Status status = Status::valid;
    Reason reason = Reason::none;
    std::string about;
    DmarcAction action = DmarcAction::none;                ///< for the record's own domain
    DmarcAction action_of_subdomains = DmarcAction::none;  ///< for those without a record of their own
    std::int64_t percent = 100;
};
Verdict judge(std::string const& record);

/// The domain above whose policy counts for one without its own (RFC 7489, section 3.2): the registered one,
/// by the list of public suffixes. Nothing when it is that itself, or none can be told.
std::optional<std::string> organizational_domain(std::string const& domain);

}  // namespace mailapp::dns::dmarc
