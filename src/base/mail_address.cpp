#include "base/mail_address.hpp"

#include "base/text.hpp"

#include <idn2.h>

#include <algorithm>
#include <memory>

namespace mailapp {
namespace {

constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_domain = 253;
constexpr std::size_t longest_local_part = 64;
constexpr std::size_t longest_address = 254;

struct Idn2Free {
    void operator()(char* text) const { idn2_free(text); }
};
using Idn2Text = std::unique_ptr<char, Idn2Free>;

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= longest_label && is_alphanumeric(label.front()) &&
           is_alphanumeric(label.back()) &&
           std::all_of(label.begin(), label.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_host_name(std::string_view name) {
    if (name.empty() || name.size() > longest_domain) return false;
    auto const labels = split(name, '.');
    return std::all_of(labels.begin(), labels.end(), is_label);
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

bool is_atom_character(char c) {
    static constexpr std::string_view specials = "!#$%&'*+-/=?^_`{|}~";
    return is_alphanumeric(c) || specials.find(c) != std::string_view::npos;
}

bool is_dot_atom(std::string_view text) {
    if (text.empty() || text.size() > longest_local_part) return false;
    auto const atoms = split(text, '.');
    return std::all_of(atoms.begin(), atoms.end(), [](std::string_view atom) {
        return !atom.empty() && std::all_of(atom.begin(), atom.end(), is_atom_character);
    });
}

}  // namespace

std::optional<std::string> normalize_domain(std::string_view name) {
    if (!name.empty() && name.back() == '.') name.remove_suffix(1);
    if (name.empty() || name.size() > 1024 || !is_clean_utf8(name)) return std::nullopt;
    auto lower = to_lower(name);
    // Plain names without A-labels need no table; this is the way of nearly every look-up.
    if (is_ascii(lower) && lower.find("xn--") == std::string::npos) {
        if (!is_host_name(lower)) return std::nullopt;
        return lower;
    }
    char* raw = nullptr;
    // Non-transitional as UTS 46 and today's registries want it; STD3 rules are checked by is_host_name.
    auto const status = idn2_to_ascii_8z(lower.c_str(), &raw, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    Idn2Text const ascii(raw);
    if (status != IDN2_OK) return std::nullopt;
    std::string normalized(ascii.get());
    if (!is_host_name(normalized)) return std::nullopt;
    return normalized;
}

std::string domain_for_display(std::string_view normalized) {
    std::string const name(normalized);
    if (name.find("xn--") == std::string::npos) return name;
    char* raw = nullptr;
    auto const status = idn2_to_unicode_8z8z(name.c_str(), &raw, 0);
    Idn2Text const unicode(raw);
    return status == IDN2_OK ? std::string(unicode.get()) : name;
}

std::optional<MailAddress> normalize_address(std::string_view address) {
    auto const at = address.rfind('@');
    if (at == std::string_view::npos) return std::nullopt;
    auto local_part = to_lower(address.substr(0, at));
    if (!is_dot_atom(local_part)) return std::nullopt;
    auto domain = normalize_domain(address.substr(at + 1));
    if (!domain || local_part.size() + 1 + domain->size() > longest_address) return std::nullopt;
    return MailAddress{std::move(local_part), std::move(*domain)};
}

std::string_view without_tag(std::string_view local_part) {
    auto const plus = local_part.find('+');
    return plus == std::string_view::npos || plus == 0 ? local_part : local_part.substr(0, plus);
}

}  // namespace mailapp
