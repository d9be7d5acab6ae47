#include "identity/password.hpp"

#include "base/normal_form.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "identity/password_hash.hpp"

#include <argon2.h>
#include <crypt.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <new>
#include <stdexcept>

namespace mailapp::identity {
namespace {

constexpr std::size_t salt_length = 16;
constexpr std::size_t hash_length = 32;

EVP_MD const* message_digest(Digest digest) {
    switch (digest) {
        case Digest::md5: return EVP_md5();
        case Digest::sha1: return EVP_sha1();
        case Digest::sha256: return EVP_sha256();
        case Digest::sha512: return EVP_sha512();
        case Digest::none: break;
    }
    throw std::logic_error("a digest scheme without a digest");
}

std::string digest_of(Digest digest, std::string_view password, std::string_view salt) {
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> const context(EVP_MD_CTX_new());
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int length = 0;
    if (!context || EVP_DigestInit_ex(context.get(), message_digest(digest), nullptr) != 1 ||
        EVP_DigestUpdate(context.get(), password.data(), password.size()) != 1 ||
        EVP_DigestUpdate(context.get(), salt.data(), salt.size()) != 1 ||
        EVP_DigestFinal_ex(context.get(), bytes.data(), &length) != 1) {
        throw std::runtime_error("a message digest cannot be computed");
    }
    return {reinterpret_cast<char const*>(bytes.data()), length};
}

bool verify_crypt(std::string_view password, std::string const& stored) {
    // 32 KiB: not on the stack of a worker.
    auto const data = std::make_unique<crypt_data>();
    Secret const text{std::string(password)};
    auto const* const computed = crypt_r(text.reveal().data(), stored.c_str(), data.get());
    // A failure is null or a text that begins with "*" and equals no hash.
    return computed != nullptr && computed[0] != '*' && equal_in_constant_time(computed, stored);
}

bool verify_argon2(std::string_view password, StoredHash const& hash) {
    auto const type = hash.kind == HashKind::argon2id ? Argon2_id : Argon2_i;
    auto const status = argon2_verify(hash.value.c_str(), password.data(), password.size(), type);
    if (status == ARGON2_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
    return status == ARGON2_OK;
}

bool verify_pbkdf2(std::string_view password, StoredHash const& hash) {
    std::string computed(hash.value.size(), '\0');
    auto const status = PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                                          reinterpret_cast<unsigned char const*>(hash.salt.data()),
                                          static_cast<int>(hash.salt.size()), static_cast<int>(hash.rounds),
                                          message_digest(hash.digest), static_cast<int>(computed.size()),
                                          reinterpret_cast<unsigned char*>(computed.data()));
    if (status != 1) throw std::runtime_error("PBKDF2 cannot be computed");
    return equal_in_constant_time(computed, hash.value);
}

bool verify_truncated(std::string_view password, StoredHash const& hash) {
    // Only what was cut off at the stored length may be longer than what is stored.
    if (hash.value.size() == hash.shown_length && password.size() > hash.shown_length)
        password = password.substr(0, hash.shown_length);
    return equal_in_constant_time(password, hash.value);
}

/// Unicode's space separators (Zs) beside the space of ASCII.
bool is_other_space(char32_t code) {
    return code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x202F ||
           code == 0x205F || code == 0x3000;
}

bool verify_bytes(std::string_view text, StoredHash const& hash) {
    switch (hash.kind) {
        case HashKind::argon2i:
        case HashKind::argon2id: return verify_argon2(text, hash);
        case HashKind::crypt: return verify_crypt(text, hash.value);
        case HashKind::pbkdf2: return verify_pbkdf2(text, hash);
        case HashKind::digest:
        case HashKind::salted_digest:
            return equal_in_constant_time(digest_of(hash.digest, text, hash.salt), hash.value);
        case HashKind::plain: return equal_in_constant_time(text, hash.value);
        case HashKind::plain_truncated: return verify_truncated(text, hash);
    }
    return false;
}

}  // namespace

Secret prepared_password(Secret const& password) {
    std::string spaced;
    auto rest = password.reveal();
    spaced.reserve(rest.size());
    while (!rest.empty()) {
        auto const next = first_code_point(rest);
        if (!next) return Secret(std::string(password.reveal()));
        if (is_other_space(next->code))
            spaced += ' ';
        else
            spaced += rest.substr(0, next->length);
        rest.remove_prefix(next->length);
    }
    Secret const with_plain_spaces(std::move(spaced));
    return Secret(to_nfc(with_plain_spaces.reveal()));
}

std::string hash_password(Secret const& password) {
    auto const salt = random_bytes(salt_length);
    auto const prepared = prepared_password(password);
    auto const text = prepared.reveal();
    std::string encoded(argon2_encodedlen(argon2_passes, argon2_memory_kib, argon2_lanes, salt_length,
                                          hash_length, Argon2_id),
                        '\0');
    auto const status =
        argon2id_hash_encoded(argon2_passes, argon2_memory_kib, argon2_lanes, text.data(), text.size(),
                              salt.data(), salt.size(), hash_length, encoded.data(), encoded.size());
    if (status == ARGON2_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
    if (status != ARGON2_OK) throw std::runtime_error("Argon2id cannot be computed");
    encoded.resize(encoded.find('\0'));
    return "{ARGON2ID}" + encoded;
}

bool verify_password(Secret const& password, std::string_view stored) {
    auto const text = password.reveal();
    // crypt(3) would stop at a NUL and take the beginning for the whole.
    if (text.empty() || text.size() > longest_password || text.find('\0') != std::string_view::npos)
        return false;
    HashFault fault{};
    auto const hash = parse_stored_hash(stored, fault);
    if (!hash) return false;
    auto const prepared = prepared_password(password);
    if (verify_bytes(prepared.reveal(), *hash)) return true;
    return prepared.reveal() != text && verify_bytes(text, *hash);
}

bool needs_rehash(std::string_view stored) {
    HashFault fault{};
    auto const hash = parse_stored_hash(stored, fault);
    return !hash || hash->kind != HashKind::argon2id || hash->memory_kib < argon2_memory_kib ||
           hash->passes < argon2_passes;
}

std::optional<Error> check_scheme(std::string_view stored) {
    HashFault fault{};
    if (parse_stored_hash(stored, fault)) return std::nullopt;
    if (fault == HashFault::unknown_scheme) {
        return invalid("password.scheme_unknown",
                       "This password scheme is not supported. Give {SCHEME}hash with a scheme of Dovecot.");
    }
    return invalid("password.hash_malformed",
                   "This is no hash of its scheme, or one that costs too much to verify.");
}

}  // namespace mailapp::identity
