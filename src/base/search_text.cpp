#include "base/search_text.hpp"

#include "base/mail_address.hpp"
#include "base/text.hpp"

#include <algorithm>
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

constexpr char32_t dotted_capital_i = 0x130;
constexpr char32_t dotless_small_i = 0x131;

char32_t folded(char32_t letter) {
    if (letter == dotted_capital_i || letter == dotless_small_i) return U'i';
    return static_cast<char32_t>(::towlower_l(static_cast<wint_t>(letter), all_letters()));
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

}  // namespace

std::string fold_case(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        auto const letter = first_code_point(text);
        if (letter && letter->length > 1)
            append_utf8(result, folded(letter->code));
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
