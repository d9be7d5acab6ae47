#include "identity/password_hash.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace mailapp::identity {
namespace {

// What a hash from outside may cost at most: each is several seconds of one core.
constexpr std::uint32_t most_argon2_memory_kib = 1024 * 1024;
constexpr std::uint32_t most_argon2_passes = 64;
constexpr std::uint32_t most_argon2_lanes = 16;
constexpr std::int64_t most_bcrypt_cost = 15;
constexpr std::int64_t most_sha_crypt_rounds = 5'000'000;
constexpr std::int64_t most_pbkdf2_rounds = 5'000'000;
constexpr std::size_t longest_stored = 4096;

constexpr std::size_t length_of(Digest digest) {
    switch (digest) {
        case Digest::md5: return 16;
        case Digest::sha1: return 20;
        case Digest::sha256: return 32;
        case Digest::sha512: return 64;
        case Digest::none: break;
    }
    return 0;
}

enum class Encoding { text, hex, base64 };

struct Scheme {
    std::string_view name;
    HashKind kind;
    Digest digest;
    Encoding encoding;              ///< of the value when no suffix names one
    std::string_view crypt_prefix;  ///< what a crypt hash must begin with; "" for any
};

// The crypt schemes by their prefixes: {MD5-CRYPT}$6$... is a mistake and does not verify.
constexpr std::array<Scheme, 23> schemes{{
    {"ARGON2ID", HashKind::argon2id, Digest::none, Encoding::text, ""},
    {"ARGON2I", HashKind::argon2i, Digest::none, Encoding::text, ""},
    {"BLF-CRYPT", HashKind::crypt, Digest::none, Encoding::text, "$2"},
    {"SHA512-CRYPT", HashKind::crypt, Digest::none, Encoding::text, "$6$"},
    {"SHA256-CRYPT", HashKind::crypt, Digest::none, Encoding::text, "$5$"},
    {"MD5-CRYPT", HashKind::crypt, Digest::none, Encoding::text, "$1$"},
    {"DES-CRYPT", HashKind::crypt, Digest::none, Encoding::text, ""},
    {"CRYPT", HashKind::crypt, Digest::none, Encoding::text, ""},
    {"PBKDF2", HashKind::pbkdf2, Digest::sha1, Encoding::text, ""},
    {"SSHA", HashKind::salted_digest, Digest::sha1, Encoding::base64, ""},
    {"SSHA256", HashKind::salted_digest, Digest::sha256, Encoding::base64, ""},
    {"SSHA512", HashKind::salted_digest, Digest::sha512, Encoding::base64, ""},
    {"SMD5", HashKind::salted_digest, Digest::md5, Encoding::base64, ""},
    {"SHA", HashKind::digest, Digest::sha1, Encoding::base64, ""},
    {"SHA1", HashKind::digest, Digest::sha1, Encoding::base64, ""},
    {"SHA256", HashKind::digest, Digest::sha256, Encoding::base64, ""},
    {"SHA512", HashKind::digest, Digest::sha512, Encoding::base64, ""},
    {"PLAIN-MD5", HashKind::digest, Digest::md5, Encoding::hex, ""},
    {"LDAP-MD5", HashKind::digest, Digest::md5, Encoding::base64, ""},
    {"PLAIN", HashKind::plain, Digest::none, Encoding::text, ""},
    {"CLEAR", HashKind::plain, Digest::none, Encoding::text, ""},
    {"CLEARTEXT", HashKind::plain, Digest::none, Encoding::text, ""},
    {"PLAIN-TRUNC", HashKind::plain_truncated, Digest::none, Encoding::text, ""},
}};
constexpr Scheme md5_crypt{"MD5", HashKind::crypt, Digest::none, Encoding::text, "$1$"};
constexpr Scheme md5_plain{"MD5", HashKind::digest, Digest::md5, Encoding::hex, ""};

std::string upper(std::string_view text) {
    std::string out(text);
    for (auto& c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return out;
}

std::optional<Scheme> find_scheme(std::string_view name, std::string_view value) {
    // {MD5} is Dovecot's name for two things.
    if (name == "MD5") return value.starts_with("$1$") ? md5_crypt : md5_plain;
    for (auto const& scheme : schemes) {
        if (scheme.name == name) return scheme;
    }
    return std::nullopt;
}

/// The named decimal of "m=65536,t=1,p=1"; 0 when it is not there.
std::uint32_t argon2_parameter(std::string_view list, std::string_view name) {
    for (auto const part : split(list, ',')) {
        if (part.size() < 3 || part.substr(0, 1) != name || part[1] != '=') continue;
        auto const number = parse_int(part.substr(2));
        if (number && *number > 0 && *number <= UINT32_MAX) return static_cast<std::uint32_t>(*number);
    }
    return 0;
}

/// "$argon2id$v=19$m=65536,t=1,p=1$salt$hash"; libargon2 checks the rest.
bool read_argon2(StoredHash& hash) {
    auto const parts = split(hash.value, '$');
    auto const* const name = hash.kind == HashKind::argon2id ? "argon2id" : "argon2i";
    if (parts.size() < 5 || parts.size() > 6 || !parts[0].empty() || parts[1] != name) return false;
    auto const parameters = parts[parts.size() - 3];
    hash.memory_kib = argon2_parameter(parameters, "m");
    hash.passes = argon2_parameter(parameters, "t");
    auto const lanes = argon2_parameter(parameters, "p");
    // 16 bytes of salt and hash are 22 characters; an empty part would verify for many passwords.
    return hash.memory_kib > 0 && hash.memory_kib <= most_argon2_memory_kib && hash.passes > 0 &&
           hash.passes <= most_argon2_passes && lanes > 0 && lanes <= most_argon2_lanes &&
           parts[parts.size() - 2].size() >= 8 && parts.back().size() >= 16;
}

bool is_crypt_text(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return c > 0x20 && c < 0x7f && c != ':' && c != ';' && c != '*' && c != '!' && c != '\\';
    });
}

bool is_affordable_crypt(std::string_view text) {
    if (text.starts_with("$2")) {
        // "$2y$12$" and 53 characters.
        if (text.size() != 60) return false;
        auto const cost = parse_int(text.substr(4, 2));
        return cost && *cost <= most_bcrypt_cost;
    }
    if (text.starts_with("$5$") || text.starts_with("$6$")) {
        static constexpr std::string_view rounds_name = "rounds=";
        auto const rest = text.substr(3);
        if (!rest.starts_with(rounds_name)) return true;
        auto const rounds = parse_int(rest.substr(rounds_name.size(), rest.find('$') - rounds_name.size()));
        return rounds && *rounds <= most_sha_crypt_rounds;
    }
    if (text.starts_with("$1$")) return true;
    // Of the others only yescrypt of the system's own default cost: its parameters are one packed word.
    if (text.starts_with("$")) return text.starts_with("$y$j9T$");
    return text.size() == 13;
}

bool read_crypt(StoredHash& hash, Scheme const& scheme) {
    std::string_view const text = hash.value;
    if (scheme.name == "DES-CRYPT" && text.starts_with("$")) return false;
    return text.size() >= 13 && is_crypt_text(text) && text.starts_with(scheme.crypt_prefix) &&
           is_affordable_crypt(text);
}

/// "$1$salt$rounds$hex".
bool read_pbkdf2(StoredHash& hash) {
    auto const text = hash.value;
    auto const parts = split(text, '$');
    if (parts.size() != 5 || !parts[0].empty() || parts[1] != "1" || parts[2].empty()) return false;
    auto const rounds = parse_int(parts[3]);
    auto const bytes = from_hex(parts[4]);
    if (!rounds || *rounds < 1 || *rounds > most_pbkdf2_rounds || !bytes) return false;
    if (bytes->size() != length_of(hash.digest)) return false;
    hash.salt = parts[2];
    hash.rounds = static_cast<std::uint32_t>(*rounds);
    hash.value = *bytes;
    return true;
}

/// "8-password": that many characters are all that is known.
bool read_truncated(StoredHash& hash) {
    auto const text = hash.value;
    auto const dash = text.find('-');
    if (dash == std::string::npos) return false;
    auto const length = parse_int(std::string_view(text).substr(0, dash));
    hash.value = text.substr(dash + 1);
    if (!length || *length < 1 || hash.value.empty()) return false;
    hash.shown_length = static_cast<std::size_t>(*length);
    return hash.value.size() <= hash.shown_length;
}

bool read_value(StoredHash& hash, Scheme const& scheme) {
    switch (hash.kind) {
        case HashKind::argon2i:
        case HashKind::argon2id: return read_argon2(hash);
        case HashKind::crypt: return read_crypt(hash, scheme);
        case HashKind::pbkdf2: return read_pbkdf2(hash);
        case HashKind::plain_truncated: return read_truncated(hash);
        case HashKind::plain: return !hash.value.empty();
        case HashKind::digest: return hash.value.size() == length_of(hash.digest);
        case HashKind::salted_digest: {
            auto const length = length_of(hash.digest);
            if (hash.value.size() <= length) return false;
            hash.salt = hash.value.substr(length);
            hash.value.resize(length);
            return true;
        }
    }
    return false;
}

/// The value without its encoding. A digest in hexadecimal where base64 is usual is told by its length, as
/// Dovecot does.
std::optional<std::string> decode(std::string_view value, Encoding encoding, Digest digest) {
    switch (encoding) {
        case Encoding::text: return std::string(value);
        case Encoding::hex: return from_hex(value);
        case Encoding::base64:
            if (digest != Digest::none && value.size() == 2 * length_of(digest)) {
                if (auto bytes = from_hex(value)) return bytes;
            }
            return from_base64(value);
    }
    return std::nullopt;
}

}  // namespace

std::optional<StoredHash> parse_stored_hash(std::string_view stored, HashFault& fault) {
    fault = HashFault::malformed;
    auto const end = stored.find('}');
    if (stored.size() > longest_stored || !stored.starts_with('{') || end == std::string_view::npos)
        return std::nullopt;
    auto name = upper(stored.substr(1, end - 1));
    auto const value = stored.substr(end + 1);
    std::optional<Encoding> suffix;
    if (auto const dot = name.find('.'); dot != std::string::npos) {
        auto const word = name.substr(dot + 1);
        if (word == "HEX") suffix = Encoding::hex;
        if (word == "B64" || word == "BASE64") suffix = Encoding::base64;
        name.resize(dot);
        if (!suffix) {
            fault = HashFault::unknown_scheme;
            return std::nullopt;
        }
    }
    auto const scheme = find_scheme(name, value);
    if (!scheme) {
        fault = HashFault::unknown_scheme;
        return std::nullopt;
    }
    auto decoded = decode(value, suffix.value_or(scheme->encoding), scheme->digest);
    if (!decoded || decoded->empty()) return std::nullopt;
    StoredHash hash;
    hash.kind = scheme->kind;
    hash.digest = scheme->digest;
    hash.value = std::move(*decoded);
    if (!read_value(hash, *scheme)) return std::nullopt;
    return hash;
}

}  // namespace mailapp::identity
