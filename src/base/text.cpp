#include "base/text.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace mailapp {
namespace {

constexpr std::string_view white_space = " \t\r\n\v\f";
constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string to_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::string_view trim(std::string_view text) {
    auto const first = text.find_first_not_of(white_space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        auto const at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::vector<std::string> split_list(std::string_view text) {
    static constexpr std::string_view separators = " ,;\r\n\t";
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        auto const first = text.find_first_not_of(separators, at);
        if (first == std::string_view::npos) break;
        auto const end = std::min(text.find_first_of(separators, first), text.size());
        words.emplace_back(text.substr(first, end - first));
        at = end;
    }
    return words;
}

std::string join(std::vector<std::string> const& parts, std::string_view separator) {
    std::string joined;
    for (auto const& part : parts) {
        if (&part != parts.data()) joined += separator;
        joined += part;
    }
    return joined;
}

std::string replace_all(std::string_view text, std::string_view what, std::string_view with) {
    std::string replaced;
    for (;;) {
        auto const at = what.empty() ? std::string_view::npos : text.find(what);
        replaced += text.substr(0, at);
        if (at == std::string_view::npos) return replaced;
        replaced += with;
        text.remove_prefix(at + what.size());
    }
}

std::optional<std::int64_t> parse_int(std::string_view text) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<CodePoint> first_code_point(std::string_view text) {
    if (text.empty()) return std::nullopt;
    auto const lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) return CodePoint{lead, 1};
    CodePoint found;
    if (lead >= 0xC2 && lead <= 0xDF) {
        found = {lead & 0x1Fu, 2};
    } else if ((lead & 0xF0) == 0xE0) {
        found = {lead & 0x0Fu, 3};
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        found = {lead & 0x07u, 4};
    } else {
        return std::nullopt;
    }
    if (text.size() < found.length) return std::nullopt;
    for (auto const next : text.substr(1, found.length - 1)) {
        auto const byte = static_cast<unsigned char>(next);
        if ((byte & 0xC0) != 0x80) return std::nullopt;
        found.code = (found.code << 6) | (byte & 0x3Fu);
    }
    bool const overlong =
        (found.length == 3 && found.code < 0x800) || (found.length == 4 && found.code < 0x10000);
    bool const surrogate = found.code >= 0xD800 && found.code <= 0xDFFF;
    if (overlong || surrogate || found.code > 0x10FFFF) return std::nullopt;
    return found;
}

bool is_clean_utf8(std::string_view text) {
    while (!text.empty()) {
        auto const next = first_code_point(text);
        if (!next || next->code == 0) return false;
        text.remove_prefix(next->length);
    }
    return true;
}

bool has_control_characters(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

std::string to_hex(std::string_view bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (unsigned char const byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::optional<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        int const high = hex_value(text[i]);
        int const low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::string to_base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        auto const count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = (group << 8) | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            text += k <= count ? base64_alphabet[(group >> (18 - 6 * k)) & 63] : '=';
        }
    }
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    std::uint32_t group = 0;
    int bits = 0;
    for (char const c : text) {
        auto const value = base64_alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        group = (group << 6) | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>((group >> bits) & 0xFF);
        }
    }
    return bytes;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            int const high = hex_value(text[i + 1]);
            int const low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            decoded += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    return decoded;
}

std::string percent_encode(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (unsigned char const c : text) {
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            encoded += static_cast<char>(c);
        } else {
            encoded += '%';
            encoded += digits[c >> 4];
            encoded += digits[c & 15];
        }
    }
    return encoded;
}

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("SHA-256 failed");
    }
    return {reinterpret_cast<char const*>(digest.data()), length};
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(), digest.data(),
             &length) == nullptr) {
        throw std::runtime_error("HMAC-SHA-256 failed");
    }
    return {reinterpret_cast<char const*>(digest.data()), length};
}

}  // namespace mailapp
