#pragma once

#include "compat/mailcow/services.hpp"
#include "features/domains/types.hpp"
#include "features/mailboxes/types.hpp"
#include "identity/principal.hpp"

#include <string>
#include <unordered_map>
#include <vector>

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
/// Adds the domains of these mailboxes that are not there yet, with one query. What is known already is
/// forgotten first when it has become much.
void add_figures(DomainFiguresByName& known, Services const& services, Visibility const& visibility,
                 std::vector<mailboxes::Mailbox> const& mailboxes);

/// Appends a mailbox as get/mailbox shows it; of a `reduced` one mailcow leaves out what costs it queries.
void append_mailbox(std::string& out, mailboxes::Mailbox const& mailbox, DomainFigures const& domain);
void append_reduced_mailbox(std::string& out, mailboxes::Mailbox const& mailbox);

}  // namespace mailapp::compat::mailcow
