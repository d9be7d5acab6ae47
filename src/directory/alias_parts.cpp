#include "directory/alias_parts.hpp"

#include "base/mail_address.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace mailapp::directory {
namespace {

/// Well below what Postfix takes.
constexpr std::size_t longest_answer = 60'000;
constexpr std::size_t fingerprint_length = 8;

std::string fingerprint_of(AliasRecord const& alias) {
    std::string all;
    for (auto const& destination : alias.destinations) {
        all += destination;
        all += ',';
    }
    return to_hex(sha256(all).substr(0, fingerprint_length));
}

/// What would make two addresses of one, or something else than an address, in Postfix's list.
bool is_listable(std::string_view destination) {
    return !destination.empty() && !has_control_characters(destination) &&
           destination.find_first_of(" ,\"()<>;:\\[]") == std::string_view::npos;
}

std::string inner_address(AliasPart const& part, std::size_t first, std::string const& fingerprint) {
    // Everything of the alias in hexadecimal: no delimiter and no quoting can come into it.
    return std::to_string(first) + "-" + fingerprint + "-" + to_hex(part.address) + "-" + to_hex(part.tag) +
           "@" + std::string(parts_domain);
}

}  // namespace

bool is_inner_address(std::string_view key) {
    auto const at = key.rfind('@');
    if (at == std::string_view::npos) return false;
    auto domain = key.substr(at + 1);
    if (domain.ends_with('.')) domain.remove_suffix(1);
    return to_lower(domain) == parts_domain;
}

std::optional<AliasPart> parse_alias_part(std::string_view key) {
    if (!is_inner_address(key)) return std::nullopt;
    auto const fields = split(key.substr(0, key.rfind('@')), '-');
    if (fields.size() != 4) return std::nullopt;
    auto const first = parse_int(fields[0]);
    auto address = from_hex(fields[2]);
    auto tag = from_hex(fields[3]);
    if (!first || *first < 1 || !address || !tag) return std::nullopt;
    return AliasPart{std::move(*address), static_cast<std::size_t>(*first), std::move(*tag),
                     std::string(fields[1])};
}

std::string with_tag(std::string_view address, std::string_view tag) {
    std::string text(address);
    auto const at = text.rfind('@');
    if (tag.empty() || at == std::string::npos) return text;
    auto const local_part = std::string_view(text).substr(0, at);
    if (without_tag(local_part).size() == local_part.size()) text.insert(at, tag);
    return text;
}

std::string alias_destinations(AliasPart const& part, AliasRecord const& alias) {
    std::string answer;
    for (auto i = part.first; i < alias.destinations.size(); ++i) {
        auto const destination = with_tag(alias.destinations[i], part.tag);
        if (!is_listable(destination)) throw UnusableRecord("an alias has a destination that is no address");
        if (answer.size() + destination.size() > longest_answer)
            return answer + "," + inner_address(part, i, fingerprint_of(alias));
        if (!answer.empty()) answer += ',';
        answer += destination;
    }
    if (answer.empty()) throw UnusableRecord("an alias has no destination");
    return answer;
}

std::string alias_part_destinations(AliasPart const& part, std::optional<AliasRecord> const& alias) {
    // A message in the middle of its expansion: it is deferred, and begins anew with the new list.
    if (!alias || !alias->active || fingerprint_of(*alias) != part.fingerprint ||
        part.first >= alias->destinations.size()) {
        throw StaleQuestion("an alias changed while it was expanded");
    }
    return alias_destinations(part, *alias);
}

}  // namespace mailapp::directory
