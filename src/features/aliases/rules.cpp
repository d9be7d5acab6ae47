#include "features/aliases/rules.hpp"

#include "base/mail_address.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <unordered_set>

namespace mailapp::aliases {
namespace {

constexpr std::ptrdiff_t longest_comment = 160;

/// Code points of clean UTF-8: bytes that do not continue one.
std::ptrdiff_t characters(std::string_view text) {
    return std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xc0) != 0x80; });
}

std::optional<Error> check_comment(std::optional<std::string> const& comment, char const* field) {
    if (!comment) return std::nullopt;
    if (!is_clean_utf8(*comment) || has_control_characters(*comment)) {
        return invalid("alias.comment_invalid", "A comment is text on one line.", field);
    }
    if (characters(*comment) > longest_comment) {
        return invalid("alias.comment_too_long", "A comment has at most 160 characters.", field);
    }
    return std::nullopt;
}

Error bad_destination(std::size_t index, std::string detail) {
    return invalid("alias.destination_invalid", std::move(detail), "/destinations/" + std::to_string(index));
}

}  // namespace

Result<AliasAddress> check_address(std::string const& address) {
    auto const text = trim(address);
    if (text.starts_with('@')) {
        auto domain = normalize_domain(text.substr(1));
        if (domain) return AliasAddress{"@" + *domain, *domain};
    } else if (auto normalized = normalize_address(text)) {
        return AliasAddress{normalized->text(), normalized->domain};
    }
    return invalid("alias.address_invalid", "This is neither an address nor @domain.", "/address");
}

Result<std::vector<std::string>> check_destinations(Delivery delivery,
                                                    std::vector<std::string> const& destinations) {
    if (delivery != Delivery::forward) {
        if (destinations.empty()) return std::vector<std::string>();
        return invalid("alias.destinations_not_allowed",
                       "Only an alias with the delivery \"forward\" has destinations.", "/destinations");
    }
    std::vector<std::string> clean;
    std::unordered_set<std::string> seen;
    for (std::size_t i = 0; i < destinations.size(); ++i) {
        auto const address = normalize_address(trim(destinations[i]));
        if (!address) return bad_destination(i, "This is no e-mail address.");
        // Local delivery of the server itself is not for aliases: what it did here is what delivery is for.
        if (address->domain == "localhost") {
            return bad_destination(i, "Mail cannot be sent to localhost; see delivery.");
        }
        auto text = address->text();
        if (seen.insert(text).second) clean.push_back(std::move(text));
    }
    if (clean.empty()) {
        return invalid("alias.destinations_empty", "An alias needs at least one destination.",
                       "/destinations");
    }
    if (clean.size() > most_destinations) {
        return invalid("alias.too_many_destinations",
                       "An alias has at most " + std::to_string(most_destinations) + " destinations.",
                       "/destinations");
    }
    return clean;
}

std::optional<Error> check_self(std::string const& address, std::vector<std::string> const& destinations) {
    for (auto const& destination : destinations) {
        auto const at = destination.rfind('@');
        auto const untagged =
            std::string(without_tag(std::string_view(destination).substr(0, at))) + destination.substr(at);
        if (untagged == address || destination == address) {
            return invalid("alias.destination_is_self", "An alias cannot be its own destination.",
                           "/destinations");
        }
    }
    return std::nullopt;
}

std::optional<Error> check_comments(AliasRow const& alias) {
    if (auto wrong = check_comment(alias.public_comment, "/public_comment")) return wrong;
    return check_comment(alias.private_comment, "/private_comment");
}

}  // namespace mailapp::aliases
