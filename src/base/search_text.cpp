#include "base/search_text.hpp"

#include "base/mail_address.hpp"
#include "base/text.hpp"

#include <unictype.h>
#include <uninorm.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <cwctype>
#include <stdexcept>

namespace mailapp {
namespace {

/// The locale of every Debian that has letters of all scripts.
locale_t all_letters() {
    static locale_t const locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    if (locale == nullptr) throw std::runtime_error("The locale C.UTF-8 is not installed.");
    return locale;
}

/// Letters that Unicode does not take apart, and what people write who do not have them.
std::string_view plain_letters(char32_t small) {
    switch (small) {
        case 0x131: return "i";  // dotless i
        case 0x259: return "e";  // schwa
        case 0xDF: return "ss";  // sharp s
        case 0xE6: return "ae";
        case 0x153: return "oe";
        case 0xF8: return "o";  // o with stroke
        case 0x111:
        case 0xF0: return "d";   // d with stroke, eth
        case 0xFE: return "th";  // thorn
        case 0x127: return "h";  // h with stroke
        case 0x142: return "l";  // l with stroke
        case 0x14B: return "n";  // eng
        case 0x167: return "t";  // t with stroke
        default: return {};
    }
}

/// Marks that stand for themselves after their letter, where a text is written in pieces.
bool is_combining_mark(char32_t letter) {
    return letter >= 0x300 && letter <= 0x36F;
}

/// A letter of two, three or four bytes.
void append_utf8(std::string& text, char32_t letter) {
    auto const byte = [&](char32_t bits) { text += static_cast<char>(static_cast<unsigned char>(bits)); };
    auto const rest = [&](int shift) { byte(0x80 | ((letter >> shift) & 0x3F)); };
    if (letter < 0x80) {
        byte(letter);
    } else if (letter < 0x800) {
        byte(0xC0 | (letter >> 6));
        rest(0);
    } else if (letter < 0x10000) {
        byte(0xE0 | (letter >> 12));
        rest(6);
        rest(0);
    } else {
        byte(0xF0 | (letter >> 18));
        rest(12);
        rest(6);
        rest(0);
    }
}

/// Takes a letter apart as often as Unicode does, and leaves out the marks.
void append_folded(std::string& text, char32_t letter) {
    if (is_combining_mark(letter)) return;
    std::array<ucs4_t, UC_DECOMPOSITION_MAX_LENGTH> parts{};
    int const count = ::uc_canonical_decomposition(letter, parts.data());
    if (count > 0) {
        for (int i = 0; i < count; ++i) {
            auto const part = parts.at(static_cast<std::size_t>(i));
            if (i == 0 || ::uc_combining_class(part) == 0) append_folded(text, part);
        }
        return;
    }
    auto const small = static_cast<char32_t>(::towlower_l(static_cast<wint_t>(letter), all_letters()));
    if (auto const plain = plain_letters(small); !plain.empty())
        text += plain;
    else
        append_utf8(text, small);
}

}  // namespace

std::string fold_for_search(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        auto const letter = first_code_point(text);
        if (letter && letter->length > 1)
            append_folded(result, letter->code);
        else
            result += to_lower(text.substr(0, 1));
        text.remove_prefix(letter ? letter->length : 1);
    }
    return result;
}

std::string domains_for_display(std::string_view text) {
    std::string result;
    if (text.find("xn--") == std::string_view::npos) return result = text;
    auto const is_of_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    for (std::size_t at = 0; at < text.size();) {
        auto const end =
            std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_of_name);
        auto const name = text.substr(at, static_cast<std::size_t>(end - text.begin()) - at);
        result += domain_for_display(name);
        at += name.size();
        if (at < text.size()) result += text[at++];
    }
    return result;
}

}  // namespace mailapp
