#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp {

/// The addresses of a From field (RFC 5322, section 3.6.2), from its value as it stands in the message,
/// folded or not: "local@domain" in the order of their appearance, at least one. Programs differ in what they
/// make of a field that is not written by the rules, so nothing comes back for one: groups, source routes,
/// comments that look like addresses or stand within one, addresses beyond ASCII, "@" in a name without
/// quotes. Only a name that is an address itself is read, because many programs write such: it counts as one
/// more address, behind the other.
std::optional<std::vector<std::string>> read_from_field(std::string_view value);

}  // namespace mailapp
