#pragma once

#include "features/dns/known.hpp"
#include "features/dns/rules.hpp"

#include <optional>

namespace mailapp::dns {

/// What the DNS has in the place of an expected record; nothing while more has to be known first. Names
/// compare without case and last dot, priorities and weights do not count, of several records one that is
/// right is enough.
std::optional<CheckedRecord> compare(ExpectedRecord const& expected, Server const& server, Known& known);

CheckSummary summary_of(std::vector<CheckedRecord> const& records);

}  // namespace mailapp::dns
