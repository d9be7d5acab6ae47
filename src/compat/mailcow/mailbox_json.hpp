#pragma once

#include "compat/mailcow/services.hpp"
#include "features/domains/types.hpp"
#include "features/mailboxes/types.hpp"
#include "identity/principal.hpp"

#include <string>
#include <unordered_map>

namespace mailapp::compat::mailcow {

/// What a mailbox shows of its domain.
struct DomainFigures {
    std::int64_t max_quota = 0;
    std::int64_t quota = 0;
    std::int64_t assigned_quota = 0;
    std::string rate_limit = "false";  ///< JSON
    bool relayed = false;
};
DomainFigures figures_of(domains::DomainRow const& domain);
using DomainFiguresByName = std::unordered_map<std::string, DomainFigures>;
/// Of all domains, with one query.
DomainFiguresByName all_figures(Services const& services, Visibility const& visibility);

/// Appends a mailbox as get/mailbox shows it; of a `reduced` one mailcow leaves out what costs it queries.
void append_mailbox(std::string& out, mailboxes::Mailbox const& mailbox, DomainFigures const& domain);
void append_reduced_mailbox(std::string& out, mailboxes::Mailbox const& mailbox);

}  // namespace mailapp::compat::mailcow
