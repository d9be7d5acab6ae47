#include "features/dkim/keys.hpp"

#include "base/text.hpp"
#include "features/dkim/pasted_key.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace mailapp::dkim {
namespace {

template <auto Free>
struct Freer {
    template <class T>
    void operator()(T* handle) const {
        Free(handle);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
/// BIO_free_all has no result, unlike BIO_free.
using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;

constexpr std::int64_t ed25519_bits = 256;
/// What verifiers are asked to take is 1024 to 4096 (RFC 8301, section 3.2); some take more.
constexpr int fewest_bits = 1024;
constexpr int most_bits = 8192;
/// The PEM of a key of most_bits has about 6.4 kB.
constexpr std::size_t longest_text = 32 * 1024;

/// OpenSSL's own words, oldest first; the queue is empty afterwards.
std::string openssl_errors() {
    std::string words;
    while (auto const code = ERR_get_error()) {
        char text[256];
        ERR_error_string_n(code, text, sizeof text);
        words += (words.empty() ? "" : "; ") + std::string(text);
    }
    return words.empty() ? "no reason given" : words;
}

[[noreturn]] void fail(char const* what) {
    throw std::runtime_error(std::string(what) + ": " + openssl_errors());
}

std::string private_pem(EVP_PKEY* key) {
    // Secure memory would need its own heap; the buffer is cleared when the BIO goes.
    Bio const out(BIO_new(BIO_s_secmem()));
    if (!out || PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        fail("a private key cannot be written");
    }
    char* data = nullptr;
    auto const length = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(length)};
}

std::string public_text(EVP_PKEY* key) {
    if (EVP_PKEY_get_id(key) == EVP_PKEY_ED25519) {
        std::string raw(32, '\0');
        auto length = raw.size();
        if (EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(raw.data()), &length) != 1 ||
            length != raw.size()) {
            fail("a public key cannot be read");
        }
        return to_base64(raw);
    }
    unsigned char* der = nullptr;
    auto const length = i2d_PUBKEY(key, &der);
    if (length <= 0) fail("a public key cannot be written");
    std::string const bytes(reinterpret_cast<char const*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    return to_base64(bytes);
}

KeyPair to_pair(EVP_PKEY* key) {
    bool const is_rsa = EVP_PKEY_get_id(key) == EVP_PKEY_RSA;
    return {is_rsa ? Algorithm::rsa : Algorithm::ed25519, is_rsa ? EVP_PKEY_get_bits(key) : ed25519_bits,
            public_text(key), Secret(private_pem(key))};
}

/// Never asks a terminal: an encrypted key is refused.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*for_writing*/, void* /*user*/) {
    return -1;
}

Key read_private_key(std::string_view pem) {
    Bio const in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return Key(PEM_read_bio_PrivateKey(in.get(), nullptr, no_passphrase, nullptr));
}

/// An Ed25519 key from its 32 bytes; the public half may stand behind them, and must be theirs then.
Key from_ed25519_bytes(std::string_view bytes) {
    static constexpr std::size_t seed_bytes = 32;
    auto const* data = reinterpret_cast<unsigned char const*>(bytes.data());
    Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, data, seed_bytes));
    if (key && bytes.size() > seed_bytes && public_text(key.get()) != to_base64(bytes.substr(seed_bytes)))
        return nullptr;
    return key;
}

/// The whole text, or nothing.
Key from_der(std::string_view bytes) {
    auto const* const begin = reinterpret_cast<unsigned char const*>(bytes.data());
    auto const* at = begin;
    Key key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(bytes.size())));
    return at == begin + bytes.size() ? std::move(key) : nullptr;
}

Key key_of(PastedKey const& pasted) {
    auto const bytes = pasted.bytes.reveal();
    return pasted.is_ed25519_seed ? from_ed25519_bytes(bytes) : from_der(bytes);
}

Error unreadable(std::string const& reason) {
    return invalid("dkim.private_key_invalid", "This is not a usable private key: " + reason, "/private_key");
}

Error unsupported(std::string const& reason) {
    return invalid("dkim.private_key_unsupported", reason, "/private_key");
}

}  // namespace

Result<KeyPair> generate(Algorithm algorithm, std::int64_t bits) {
    Key key;
    if (algorithm == Algorithm::ed25519) {
        key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    } else {
        if (bits != 1024 && bits != 2048 && bits != 3072 && bits != 4096) {
            return invalid("dkim.bits_invalid", "An RSA key has 1024, 2048, 3072 or 4096 bits.", "/bits");
        }
        key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(bits)));
    }
    if (!key) fail("a key cannot be made");
    return to_pair(key.get());
}

Result<KeyPair> import_private_key(std::string const& text) {
    if (text.size() > longest_text) return unreadable("it is too long.");
    auto const pasted = read_pasted_key(text);
    if (!pasted) return pasted.error();
    ERR_clear_error();
    auto const key = key_of(*pasted);
    // What the library says of it helps nobody who pastes a key.
    ERR_clear_error();
    if (!key) return unreadable("there is no whole private key in it.");
    auto const type = EVP_PKEY_get_id(key.get());
    if (type != EVP_PKEY_RSA && type != EVP_PKEY_ED25519) {
        auto const* name = EVP_PKEY_get0_type_name(key.get());
        return unsupported(std::string("DKIM signs with RSA or Ed25519; this key is ") +
                           (name != nullptr ? name : "of another kind") + ".");
    }
    if (type == EVP_PKEY_RSA) {
        auto const bits = EVP_PKEY_get_bits(key.get());
        if (bits < fewest_bits || bits > most_bits) {
            return unsupported("An RSA key must have from 1024 to 8192 bits; this one has " +
                               std::to_string(bits) + ".");
        }
        KeyContext const context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
        if (!context || EVP_PKEY_check(context.get()) != 1) {
            ERR_clear_error();
            return unreadable("its numbers do not belong together.");
        }
    }
    return to_pair(key.get());
}

Secret ed25519_seed(Secret const& pem) {
    auto const key = read_private_key(pem.reveal());
    std::string raw(32, '\0');
    auto length = raw.size();
    if (!key ||
        EVP_PKEY_get_raw_private_key(key.get(), reinterpret_cast<unsigned char*>(raw.data()), &length) != 1) {
        fail("an Ed25519 key cannot be read");
    }
    Secret const seed(std::move(raw));
    return Secret(to_base64(seed.reveal()));
}

std::optional<std::string> normalize_selector(std::string_view selector) {
    auto text = to_lower(selector);
    // Leaves room for "._domainkey." and a domain in the 253 characters of a name.
    if (text.empty() || text.size() > 63) return std::nullopt;
    for (auto const label : split(text, '.')) {
        if (label.empty()) return std::nullopt;
        bool const good = std::all_of(label.begin(), label.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        });
        if (!good) return std::nullopt;
    }
    return text;
}

std::string_view default_selector(Algorithm algorithm) {
    return algorithm == Algorithm::rsa ? "dkim" : "dkim-ed25519";
}

std::string record_name(std::string_view selector, std::string_view domain) {
    return std::string(selector) + "._domainkey." + std::string(domain);
}

std::string record_text(Algorithm algorithm, std::string_view public_key) {
    return std::string(algorithm == Algorithm::rsa ? "v=DKIM1;k=rsa" : "v=DKIM1;k=ed25519") +
           ";t=s;s=email;p=" + std::string(public_key);
}

std::vector<std::string> record_parts(std::string_view text) {
    static constexpr std::size_t longest = 255;
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < text.size(); at += longest) parts.emplace_back(text.substr(at, longest));
    return parts;
}

std::string quoted(std::vector<std::string> const& parts) {
    std::string out;
    for (auto const& part : parts) out += (out.empty() ? "\"" : " \"") + part + "\"";
    return out;
}

}  // namespace mailapp::dkim
