#pragma once

#include "base/error.hpp"
#include "base/secret.hpp"

#include <string_view>

namespace mailapp::dkim {

/// A private key out of a text that somebody pasted, still to be read: DER (PKCS#1 or PKCS#8), or the bytes
/// of an Ed25519 key themselves (RFC 8032, section 5.1.5).
struct PastedKey {
    Secret bytes;
    bool is_ed25519_seed = false;  ///< 32 bytes, or 64 with the public half behind them
};

/// Takes PEM with or without its first and last line, in whatever way copying from a page, a terminal, JSON
/// or YAML breaks, joins, indents, quotes or escapes its lines; and a bare Ed25519 key in base64. Error:
/// dkim.private_key_invalid, whose words name the form when it is a known one that is of no use.
Result<PastedKey> read_pasted_key(std::string_view text);

}  // namespace mailapp::dkim
