#include "directory/alias_parts.hpp"

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

std::string inner_address(std::string_view alias_address, std::size_t first, std::string const& fingerprint) {
    return std::to_string(first) + "-" + fingerprint + "-" + to_hex(alias_address) + "@" +
           std::string(parts_domain);
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
    if (fields.size() != 3) return std::nullopt;
    auto const first = parse_int(fields[0]);
    auto address = from_hex(fields[2]);
    if (!first || *first < 1 || !address) return std::nullopt;
    return AliasPart{std::move(*address), static_cast<std::size_t>(*first), std::string(fields[1])};
}

std::string alias_destinations(std::string_view address, AliasRecord const& alias, std::size_t first) {
    std::string answer;
    for (auto i = first; i < alias.destinations.size(); ++i) {
        auto const& destination = alias.destinations[i];
        if (!is_listable(destination)) throw CorruptRecord("an alias has a destination that is no address");
        if (answer.size() + destination.size() > longest_answer) {
            return answer + "," + inner_address(address, i, fingerprint_of(alias));
        }
        if (!answer.empty()) answer += ',';
        answer += destination;
    }
    if (answer.empty()) throw CorruptRecord("an alias has no destination");
    return answer;
}

std::string alias_part_destinations(AliasPart const& part, std::optional<AliasRecord> const& alias) {
    // A message in the middle of its expansion: it is deferred, and begins anew with the new list.
    if (!alias || !alias->active || fingerprint_of(*alias) != part.fingerprint ||
        part.first >= alias->destinations.size()) {
        throw StaleQuestion("an alias changed while it was expanded");
    }
    return alias_destinations(part.alias_address, *alias, part.first);
}

}  // namespace mailapp::directory
