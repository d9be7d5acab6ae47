#pragma once

#include "base/error.hpp"
#include "base/secret.hpp"

#include <string>
#include <string_view>

namespace mailapp {

/// Encrypts the secrets that must be readable again (private keys, credentials of other servers) before they
/// go into the database, with a key that is derived from the instance's: the database alone gives none away.
/// XChaCha20-Poly1305, a random nonce each time, so that the same secret never looks the same twice.
class Vault {
public:
    explicit Vault(std::string_view instance_key);

    /// The secret as text for a column. `purpose` says what it is for ("dkim:example.org:rsa"): a sealed
    /// text that is moved into another row does not open there.
    std::string seal(Secret const& secret, std::string_view purpose) const;

    /// Error: vault.unreadable when the text was altered, was sealed for something else, or with another key.
    Result<Secret> open(std::string_view sealed, std::string_view purpose) const;

private:
    Secret key_;
};

}  // namespace mailapp
