#pragma once

#include "base/error.hpp"
#include "features/aliases/types.hpp"

namespace mailapp::aliases {

inline constexpr std::size_t most_destinations = 10'000;

/// An alias address: "local@domain", or "@domain" for a catch-all, normalized.
struct AliasAddress {
    std::string text;
    std::string domain;
};

/// An address, with a tag or without, or "@domain". Error: alias.address_invalid.
Result<AliasAddress> check_address(std::string const& address);

/// Normalized, without doubles, in their order. Errors: alias.destination_invalid,
/// alias.destinations_empty, alias.destinations_not_allowed, alias.too_many_destinations.
Result<std::vector<std::string>> check_destinations(Delivery delivery,
                                                    std::vector<std::string> const& destinations);

/// That none of the (normalized) destinations is the alias itself, also not behind a tag.
/// Error: alias.destination_is_self.
std::optional<Error> check_self(std::string const& address, std::vector<std::string> const& destinations);

/// Errors: alias.comment_too_long, alias.comment_invalid.
std::optional<Error> check_comments(AliasRow const& alias);

}  // namespace mailapp::aliases
