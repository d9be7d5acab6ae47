#include "features/dns/tag_list.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace mailapp::dns {
namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_tag_name(std::string_view name) {
    return !name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), [](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
    });
}

}  // namespace

std::optional<std::string> TagList::find(std::string_view name) const {
    auto const found =
        std::find_if(tags.begin(), tags.end(), [&](Tag const& tag) { return tag.name == name; });
    if (found == tags.end()) return std::nullopt;
    return found->value;
}

TagList read_tags(std::string_view text) {
    TagList list;
    auto const parts = split(text, ';');
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto const part = trim(parts[i]);
        // One ";" may stand at the end.
        if (part.empty() && i > 0 && i + 1 == parts.size()) break;
        auto const equals = part.find('=');
        auto const name = trim(part.substr(0, equals));
        if (equals == std::string_view::npos || !is_tag_name(name) || list.find(name)) {
            if (list.broken.empty()) list.broken = part.empty() ? ";" : std::string(part);
            continue;
        }
        list.tags.push_back({std::string(name), std::string(trim(part.substr(equals + 1)))});
    }
    return list;
}

}  // namespace mailapp::dns
