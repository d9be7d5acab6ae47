#pragma once

#include "features/api_keys/types.hpp"
#include "identity/networks.hpp"

#include "base/error.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mailapp::api_keys {

/// A new key: five groups of six upper-case hexadecimal digits, joined by "-"; 120 random bits.
std::string generate_key();
/// What is stored of a key: SHA-256, in hexadecimal. A key has too many bits to be guessed from it.
std::string hash_of_key(std::string_view key);
/// The last six characters.
std::string hint_of_key(std::string_view key);

/// Brings description and networks into their stored form. Errors: api_key.description_invalid,
/// api_key.address_invalid, api_key.too_many_addresses, api_key.allow_from_empty.
std::optional<Error> normalize(ApiKey& key);

// What can go wrong; each code in one place.
Error key_not_found();
Error key_unknown();
Error address_not_allowed();

}  // namespace mailapp::api_keys
