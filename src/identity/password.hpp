#pragma once

#include "base/error.hpp"
#include "base/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailapp::identity {

/// Cost of new hashes: 64 MiB and one pass in one lane is about 75 ms of one core on the 2-core reference
/// machine, and more memory than what OWASP asks for at one pass (46 MiB).
inline constexpr std::uint32_t argon2_memory_kib = 64 * 1024;
inline constexpr std::uint32_t argon2_passes = 1;
inline constexpr std::uint32_t argon2_lanes = 1;

/// Longer passwords are refused before any hashing: nobody types them, and their length would be work for
/// free.
inline constexpr std::size_t longest_password = 1024;

/// The password as it is hashed and compared, RFC 8265's OpaqueString: devices send the same letters composed
/// or decomposed, and other spaces for the one of ASCII. What is no UTF-8 stays as it is.
Secret prepared_password(Secret const& password);

/// A new hash of the prepared password with a random salt: "{ARGON2ID}$argon2id$...". Throws when memory or
/// randomness is missing.
std::string hash_password(Secret const& password);

/// Whether the password belongs to a stored "{SCHEME}hash", prepared or, as hashes from elsewhere and from
/// before may have it, as it is. The schemes are Dovecot's: ARGON2ID, ARGON2I,
/// BLF-CRYPT, SHA512-CRYPT, SHA256-CRYPT, MD5-CRYPT, DES-CRYPT, CRYPT, MD5, PBKDF2, SSHA, SSHA256, SSHA512,
/// SMD5, SHA, SHA1, SHA256, SHA512, PLAIN-MD5, LDAP-MD5, PLAIN, CLEAR, CLEARTEXT, PLAIN-TRUNC, each also with
/// .HEX, .B64 or .BASE64. False for anything empty, malformed, unknown or of a cost that would stop the
/// server. Takes as long as the scheme does. Throws std::bad_alloc when there is no memory for it.
bool verify_password(Secret const& password, std::string_view stored);

/// Whether a stored hash is weaker than what hash_password makes now.
bool needs_rehash(std::string_view stored);

/// What is wrong with a "{SCHEME}hash" that an administrator gives; nothing when it can be verified.
/// Errors: password.scheme_unknown, password.hash_malformed.
std::optional<Error> check_scheme(std::string_view stored);

}  // namespace mailapp::identity
