#include "base/json_text.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace mailapp {
namespace {

/// Which bytes cannot be copied as they are.
constexpr auto needs_care = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0; c < 0x20; ++c) table[c] = true;
    table['"'] = table['\\'] = table[0x7f] = true;
    return table;
}();

std::size_t sequence_length(std::string_view text) {
    for (std::size_t length = 2; length <= 4 && length <= text.size(); ++length) {
        if (is_clean_utf8(text.substr(0, length))) return length;
    }
    return 0;
}

void append_escape(std::string& out, unsigned char c) {
    static constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default:
            out += "\\u00";
            out += digits[c >> 4];
            out += digits[c & 15];
    }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    bool const clean = is_clean_utf8(text);
    std::size_t copied = 0;
    for (std::size_t i = 0; i < text.size();) {
        auto const c = static_cast<unsigned char>(text[i]);
        if (!needs_care[c] && (c < 0x80 || clean)) {
            ++i;
            continue;
        }
        out += text.substr(copied, i - copied);
        if (c < 0x80) {
            append_escape(out, c);
            ++i;
        } else if (auto const length = sequence_length(text.substr(i)); length != 0) {
            out += text.substr(i, length);
            i += length;
        } else {
            out += "\xEF\xBF\xBD";
            ++i;
        }
        copied = i;
    }
    out += text.substr(copied);
    out += '"';
}

std::string json_string(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

}  // namespace mailapp
