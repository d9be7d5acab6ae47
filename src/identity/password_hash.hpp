#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailapp::identity {

/// The ways in which a stored hash is compared with a password.
enum class HashKind { argon2i, argon2id, crypt, pbkdf2, digest, salted_digest, plain, plain_truncated };

enum class Digest { none, md5, sha1, sha256, sha512 };

/// A stored "{SCHEME}hash" taken apart and found sound.
struct StoredHash {
    HashKind kind = HashKind::plain;
    Digest digest = Digest::none;
    std::string value;             ///< crypt and Argon2: the text; digests: the bytes; PLAIN: the password
    std::string salt;              ///< of salted digests and PBKDF2
    std::uint32_t rounds = 0;      ///< of PBKDF2
    std::uint32_t memory_kib = 0;  ///< of Argon2
    std::uint32_t passes = 0;      ///< of Argon2
    std::size_t shown_length = 0;  ///< of PLAIN-TRUNC: characters that are stored
};

enum class HashFault { unknown_scheme, malformed };

/// Takes a stored hash apart. Every bound that keeps a foreign hash from stopping the server is checked here.
/// `fault` says why there is nothing.
std::optional<StoredHash> parse_stored_hash(std::string_view stored, HashFault& fault);

}  // namespace mailapp::identity
