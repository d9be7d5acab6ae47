#include "instance/script_logs.hpp"

#include "base/mail_address.hpp"
#include "base/text.hpp"

namespace mailapp {
namespace {

/// NAME_MAX is 255; Dovecot puts ".0" behind the name of one that became too long, and the agent a mark
/// before.
constexpr std::size_t longest_name = 240;

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '@';
}

}  // namespace

std::optional<std::string> script_log_name(std::string_view address) {
    std::string name;
    for (char const c : address) {
        if (is_plain(c) && !(name.empty() && c == '.'))
            name += c;
        else
            name += "=" + to_hex(std::string_view(&c, 1));
    }
    if (name.empty() || name.size() > longest_name) return std::nullopt;
    return name;
}

std::optional<std::string> address_of_script_log(std::string_view name) {
    std::string text;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] != '=') {
            text += name[i];
            continue;
        }
        auto const byte = from_hex(name.substr(i + 1, 2));
        if (!byte || byte->size() != 1) return std::nullopt;
        text += *byte;
        i += 2;
    }
    auto const address = normalize_address(text);
    if (!address || address->text() != text || script_log_name(text) != name) return std::nullopt;
    return text;
}

}  // namespace mailapp
