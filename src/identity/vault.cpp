#include "identity/vault.hpp"

#include "base/random.hpp"
#include "base/text.hpp"

#include <sodium.h>

namespace mailapp {
namespace {

/// Names the algorithm: a later one gets another prefix, and both are read.
constexpr std::string_view version = "v1:";
constexpr std::size_t nonce_length = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_length = crypto_aead_xchacha20poly1305_ietf_ABYTES;

unsigned char const* bytes(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

unsigned char* bytes(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

Error unreadable() {
    return conflict("vault.unreadable",
                    "A stored secret cannot be read: it was altered, or the instance's key is another one.");
}

}  // namespace

Vault::Vault(std::string_view instance_key) : key_(hmac_sha256(instance_key, "secrets at rest")) {
    static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == 32);
}

std::string Vault::seal(Secret const& secret, std::string_view purpose) const {
    auto const plain = secret.reveal();
    auto const associated = std::string(version) + std::string(purpose);
    auto const nonce = random_bytes(nonce_length);
    std::string sealed(plain.size() + tag_length, '\0');
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(sealed), nullptr, bytes(plain), plain.size(),
                                               bytes(associated), associated.size(), nullptr, bytes(nonce),
                                               bytes(key_.reveal()));
    return std::string(version) + to_base64(nonce + sealed);
}

Result<Secret> Vault::open(std::string_view sealed, std::string_view purpose) const {
    if (!sealed.starts_with(version)) return unreadable();
    auto const raw = from_base64(sealed.substr(version.size()));
    if (!raw || raw->size() < nonce_length + tag_length) return unreadable();
    auto const associated = std::string(version) + std::string(purpose);
    auto const encrypted = std::string_view(*raw).substr(nonce_length);
    std::string plain(encrypted.size() - tag_length, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(plain), nullptr, nullptr, bytes(encrypted),
                                                   encrypted.size(), bytes(associated), associated.size(),
                                                   bytes(*raw), bytes(key_.reveal())) != 0) {
        return unreadable();
    }
    return Secret(std::move(plain));
}

}  // namespace mailapp
