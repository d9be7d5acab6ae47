#pragma once

#include "directory/record.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mailapp::directory {

/// Postfix takes 100,000 bytes of a socketmap's answer at most. An alias with more is answered in parts: the
/// last destination of each part is an inner address that stands for the next one, and Postfix asks for it in
/// turn. Inner addresses lie in a domain that cannot exist (RFC 6761, section 6.4), which no client may name:
/// the policy service refuses it.
inline constexpr std::string_view parts_domain = "alias-parts.mailapp.invalid";

/// A question about something that is no longer so: to be asked again.
class StaleQuestion : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// An inner address taken apart.
struct AliasPart {
    std::string alias_address;
    std::size_t first = 0;    ///< index of its first destination
    std::string fingerprint;  ///< of all destinations: another one means that the alias changed meanwhile
};

/// Nothing when it is not an inner address.
std::optional<AliasPart> parse_alias_part(std::string_view key);
/// Whether the address lies in the domain of inner addresses, well-formed or not.
bool is_inner_address(std::string_view key);

/// The destinations from `first` on, as many as fit, then the inner address of the next part if there is one.
/// Throws CorruptRecord when a destination is no address that may stand in a list.
std::string alias_destinations(std::string_view address, AliasRecord const& alias, std::size_t first);
/// The answer to an inner address. Throws StaleQuestion when the alias is another by now.
std::string alias_part_destinations(AliasPart const& part, std::optional<AliasRecord> const& alias);

}  // namespace mailapp::directory
