#include "features/mailboxes/rules.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace mailapp::mailboxes {
namespace {

constexpr std::size_t longest_text = 255;
constexpr std::size_t most_attributes = 100;
constexpr std::int64_t largest_quota = std::int64_t{1} << 60;

bool is_one_line(std::string const& text) {
    return text.size() <= longest_text && !has_control_characters(text);
}

}  // namespace

Error no_such_mailbox() {
    return not_found("mailbox.not_found", "There is no mailbox of this address.");
}

Result<MailAddress> check_address(std::string const& local_part, std::string const& domain) {
    auto const name = normalize_domain(trim(domain));
    if (!name) return invalid("mailbox.address_invalid", "This is no domain name.", "/domain");
    auto address = normalize_address(std::string(trim(local_part)) + "@" + *name);
    if (!address || address->local_part.find('+') != std::string::npos) {
        return invalid(
            "mailbox.address_invalid",
            "The part before @ has letters, digits and .!#$%&'*-/=?^_`{|}~, no two dots in a row, at most "
            "64 characters, and no +, which separates tags.",
            "/local_part");
    }
    return std::move(*address);
}

std::optional<Error> check(MailboxSettings const& settings) {
    if (!is_one_line(settings.name)) {
        return invalid("mailbox.name_invalid", "A name has at most 255 characters on one line.", "/name");
    }
    if (settings.quota < 0 || settings.quota > largest_quota) {
        return invalid("mailbox.quota_invalid", "A quota is a number of bytes; 0 means unlimited.", "/quota");
    }
    if (settings.rate_limit_value < 0 || settings.rate_limit_value > 100'000'000) {
        return invalid("mailbox.rate_limit_invalid", "A rate limit is a number of messages; 0 means none.",
                       "/rate_limit_value");
    }
    if (settings.relay_host < 0) {
        return invalid("mailbox.relay_host_invalid", "This is the id of a transport; 0 means none.",
                       "/relay_host");
    }
    for (auto const& permission : settings.permissions) {
        bool const known =
            std::any_of(templates::known_permissions.begin(), templates::known_permissions.end(),
                        [&](char const* name) { return permission == name; });
        if (!known) {
            return invalid("mailbox.permission_unknown", "There is no permission of this name.",
                           "/permissions");
        }
    }
    if (!settings.recovery_address.empty() && !normalize_address(settings.recovery_address)) {
        return invalid("mailbox.recovery_invalid", "This is no mail address.", "/recovery_address");
    }
    if (settings.custom_attributes.size() > most_attributes) {
        return invalid("mailbox.attribute_invalid", "There can be at most 100 attributes.",
                       "/custom_attributes");
    }
    for (auto const& [name, value] : settings.custom_attributes) {
        if (name.empty() || !is_one_line(name) || name.find(' ') != std::string::npos ||
            !is_one_line(value)) {
            return invalid("mailbox.attribute_invalid",
                           "Names have no spaces; names and values have at most 255 characters on one line.",
                           "/custom_attributes");
        }
    }
    return std::nullopt;
}

Result<std::vector<std::string>> check_senders(std::vector<std::string> const& senders) {
    std::vector<std::string> clean;
    for (auto const& sender : senders) {
        auto const text = trim(sender);
        std::optional<std::string> normalized;
        if (text == "*") {
            normalized = "*";
        } else if (text.starts_with('@')) {
            if (auto domain = normalize_domain(text.substr(1))) normalized = "@" + *domain;
        } else if (auto address = normalize_address(text)) {
            normalized = address->text();
        }
        if (!normalized) {
            return invalid("mailbox.sender_invalid", "A sender is an address, @domain, or * for any.",
                           "/sender_acl");
        }
        if (std::find(clean.begin(), clean.end(), *normalized) == clean.end()) clean.push_back(*normalized);
    }
    return clean;
}

void apply(MailboxPatch const& patch, MailboxSettings& settings) {
    // Members of the same name in both structs.
    reflect::for_each_member<MailboxPatch>([&](auto from) {
        reflect::for_each_member<MailboxSettings>([&](auto to) {
            using Given = typename std::remove_cvref_t<decltype(patch.*from.pointer)>::value_type;
            using Kept = std::remove_cvref_t<decltype(settings.*to.pointer)>;
            if constexpr (std::is_same_v<Given, Kept>) {
                if (std::string_view(from.name) == to.name && patch.*from.pointer) {
                    settings.*to.pointer = *(patch.*from.pointer);
                }
            }
        });
    });
}

std::optional<Error> check_quota(std::int64_t quota, std::int64_t largest, std::int64_t domain_quota,
                                 std::int64_t assigned) {
    if (quota > largest) {
        return conflict(
            "mailbox.quota_above_max",
            "The domain allows at most " + std::to_string(largest / mebibyte) + " MiB for a mailbox.",
            "/quota");
    }
    if (quota > domain_quota - assigned) {
        auto const left = std::max<std::int64_t>(domain_quota - assigned, 0);
        return conflict("mailbox.quota_above_left",
                        "The domain has " + std::to_string(left / mebibyte) + " MiB left.", "/quota");
    }
    return std::nullopt;
}

}  // namespace mailapp::mailboxes
