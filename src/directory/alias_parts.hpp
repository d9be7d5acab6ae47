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

/// Some of an alias's destinations, as an inner address names them.
struct AliasPart {
    std::string address;      ///< of the alias
    std::size_t first = 0;    ///< index of its first destination
    std::string tag;          ///< what the destinations get, with its delimiter; "" for nothing
    std::string fingerprint;  ///< of all destinations: another one means that the alias changed meanwhile
};

/// Nothing when it is not an inner address.
std::optional<AliasPart> parse_alias_part(std::string_view key);
/// Whether the address lies in the domain of inner addresses, well-formed or not.
bool is_inner_address(std::string_view key);

/// "anna@example.org" with "+shop" -> "anna+shop@example.org"; an address with a tag of its own stays as it
/// is.
std::string with_tag(std::string_view address, std::string_view tag);

/// The destinations from `part.first` on, as many as fit, then the inner address of the next part if there is
/// one. Throws UnusableRecord when a destination is no address that may stand in a list.
std::string alias_destinations(AliasPart const& part, AliasRecord const& alias);
/// The answer to an inner address. Throws StaleQuestion when the alias is another by now.
std::string alias_part_destinations(AliasPart const& part, std::optional<AliasRecord> const& alias);

}  // namespace mailapp::directory
