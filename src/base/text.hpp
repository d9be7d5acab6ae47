#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp {

/// ASCII letters folded; all other bytes as they are.
std::string to_lower(std::string_view text);
/// Without leading and trailing ASCII white space.
std::string_view trim(std::string_view text);
/// The parts between separators, empty ones included.
std::vector<std::string_view> split(std::string_view text, char separator);
/// The non-empty words of a list that a person typed: separated by space, comma, semicolon or line end.
std::vector<std::string> split_list(std::string_view text);
std::string join(std::vector<std::string> const& parts, std::string_view separator);
std::string replace_all(std::string_view text, std::string_view what, std::string_view with);

/// The whole text as a number; nothing when it is empty, has other characters or does not fit.
std::optional<std::int64_t> parse_int(std::string_view text);

struct CodePoint {
    char32_t code = 0;
    std::size_t length = 0;  ///< in bytes
};
/// The one at the start of a text; nothing when that is no UTF-8 (RFC 3629).
std::optional<CodePoint> first_code_point(std::string_view text);

/// Well-formed UTF-8 (RFC 3629) without U+0000.
bool is_clean_utf8(std::string_view text);
/// Any byte below 0x20 or 0x7f.
bool has_control_characters(std::string_view text);

std::string to_hex(std::string_view bytes);
/// The bytes; nothing when the text is not hexadecimal.
std::optional<std::string> from_hex(std::string_view text);
/// RFC 4648, section 4, with padding.
std::string to_base64(std::string_view bytes);
/// RFC 4648, section 4; padding may be missing; nothing when another character stands in it.
std::optional<std::string> from_base64(std::string_view text);

/// "%41" -> "A"; nothing when an escape is broken. `plus_is_space` as in form data.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
/// Everything but RFC 3986's unreserved characters escaped.
std::string percent_encode(std::string_view text);

/// SHA-256 (FIPS 180-4), 32 bytes.
std::string sha256(std::string_view bytes);
/// HMAC-SHA-256 (RFC 2104), 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

}  // namespace mailapp
