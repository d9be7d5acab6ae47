#pragma once

#include "features/dns/types.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mailapp::dns {

/// What verifiers make of a selector's texts (RFC 6376, sections 3.6.1 and 3.6.2.2) for mail that is signed
/// with the expected record's key: `valid`, `warning` or `mismatch`, and why.
struct KeyVerdict {
    Status status = Status::valid;
    Reason reason = Reason::none;
    std::string about;
};
KeyVerdict judge_key(std::string_view expected, std::vector<std::string> const& texts);

}  // namespace mailapp::dns
