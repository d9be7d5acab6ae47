#pragma once

#include "base/error.hpp"
#include "base/secret.hpp"
#include "features/dkim/types.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mailapp::dkim {

/// A key and its public half.
struct KeyPair {
    Algorithm algorithm = Algorithm::rsa;
    std::int64_t bits = 0;
    /// As the record has it: base64 of the SubjectPublicKeyInfo for RSA (RFC 6376, section 3.6.1), of the
    /// 32 bytes themselves for Ed25519 (RFC 8463, section 4.2).
    std::string public_key;
    Secret private_key;  ///< PEM, PKCS#8
};

/// A new key. `bits` counts for RSA only, and must be 1024, 2048, 3072 or 4096. Error: dkim.bits_invalid.
Result<KeyPair> generate(Algorithm algorithm, std::int64_t bits);

/// A key that was made elsewhere, in any form that read_pasted_key() takes. Errors: dkim.private_key_invalid,
/// dkim.private_key_unsupported (not RSA or Ed25519, or of a size that verifiers do not take).
Result<KeyPair> import_private_key(std::string const& text);

/// The 32 bytes of an Ed25519 private key in base64, the form that Rspamd reads. Throws when it is none.
Secret ed25519_seed(Secret const& pem);

/// The selector in lower case; nothing when it is no sequence of labels of letters, digits, "-" and "_".
std::optional<std::string> normalize_selector(std::string_view selector);
std::string_view default_selector(Algorithm algorithm);

/// "<selector>._domainkey.<domain>" (RFC 6376, section 3.6.2.1).
std::string record_name(std::string_view selector, std::string_view domain);
/// "v=DKIM1;k=rsa;t=s;s=email;p=..." (RFC 6376, section 3.6.1).
std::string record_text(Algorithm algorithm, std::string_view public_key);
/// The text in strings of at most 255 characters (RFC 1035, section 3.3): what one TXT record is made of.
std::vector<std::string> record_parts(std::string_view text);
/// The parts quoted, as zone files have them.
std::string quoted(std::vector<std::string> const& parts);

}  // namespace mailapp::dkim
