#include "features/domains/rules.hpp"

#include "base/mail_address.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace mailapp::domains {
namespace {

constexpr std::size_t longest_text = 255;
constexpr std::int64_t largest_size = std::int64_t{1} << 60;
constexpr std::int64_t largest_count = 100'000'000;

std::optional<Error> check_range(std::int64_t value, std::int64_t largest, char const* field) {
    if (value >= 0 && value <= largest) return std::nullopt;
    return invalid("domain.limit_invalid", "This must be from 0 to " + std::to_string(largest) + ".", field);
}

std::string megabytes(std::int64_t bytes) {
    return std::to_string(bytes / mebibyte) + " MiB";
}

}  // namespace

Result<std::string> check_name(std::string const& name) {
    auto normalized = normalize_domain(trim(name));
    if (!normalized) {
        return invalid(
            "domain.name_invalid",
            "This is no domain name: labels of letters, digits and inner hyphens, separated by dots.",
            "/name");
    }
    return std::move(*normalized);
}

std::optional<Error> check(DomainRow const& domain) {
    if (domain.description.size() > longest_text || has_control_characters(domain.description)) {
        return invalid("domain.description_invalid", "A description has at most 255 characters on one line.",
                       "/description");
    }
    if (auto wrong = check_range(domain.max_aliases, largest_count, "/max_aliases")) return wrong;
    if (auto wrong = check_range(domain.max_mailboxes, largest_count, "/max_mailboxes")) return wrong;
    if (auto wrong = check_range(domain.default_quota, largest_size, "/default_quota")) return wrong;
    if (auto wrong = check_range(domain.max_quota, largest_size, "/max_quota")) return wrong;
    if (auto wrong = check_range(domain.quota, largest_size, "/quota")) return wrong;
    if (auto wrong = check_range(domain.rate_limit_value, largest_count, "/rate_limit_value")) return wrong;
    if (auto wrong = check_range(domain.relay_host, largest_size, "/relay_host")) return wrong;
    if (domain.max_quota == 0) {
        return invalid("domain.max_quota_empty", "The largest quota of a mailbox cannot be 0.", "/max_quota");
    }
    if (domain.default_quota == 0) {
        return invalid("domain.default_quota_empty", "The default quota of a mailbox cannot be 0.",
                       "/default_quota");
    }
    if (domain.default_quota > domain.max_quota) {
        return invalid("domain.default_quota_above_max",
                       "The default quota of a mailbox cannot be above the largest one, " +
                           megabytes(domain.max_quota) + ".",
                       "/default_quota");
    }
    if (domain.max_quota > domain.quota) {
        return invalid("domain.max_quota_above_quota",
                       "The largest quota of a mailbox cannot be above the domain's quota, " +
                           megabytes(domain.quota) + ".",
                       "/max_quota");
    }
    return std::nullopt;
}

std::optional<Error> check_against_use(DomainRow const& domain, std::int64_t largest_mailbox_quota) {
    if (domain.max_mailboxes < domain.mailbox_count) {
        return conflict("domain.mailboxes_in_use",
                        "The domain has " + std::to_string(domain.mailbox_count) + " mailboxes.",
                        "/max_mailboxes");
    }
    if (domain.max_aliases < domain.alias_count) {
        return conflict("domain.aliases_in_use",
                        "The domain has " + std::to_string(domain.alias_count) + " aliases.", "/max_aliases");
    }
    if (domain.max_quota < largest_mailbox_quota) {
        return conflict("domain.max_quota_in_use",
                        "A mailbox has a quota of " + megabytes(largest_mailbox_quota) + ".", "/max_quota");
    }
    if (domain.quota < domain.assigned_quota) {
        return conflict("domain.quota_in_use",
                        "The mailboxes have " + megabytes(domain.assigned_quota) + " together.", "/quota");
    }
    return std::nullopt;
}

std::optional<Error> check_removable(DomainRow const& domain) {
    if (domain.mailbox_count == 0) return std::nullopt;
    return conflict("domain.not_empty",
                    "The domain still has " + std::to_string(domain.mailbox_count) + " mailboxes.");
}

void settle_relay_flags(DomainRow& domain) {
    if (domain.relay_unknown_only) domain.relay_all_recipients = true;
    if (domain.relay_all_recipients) domain.backup_mx = true;
}

}  // namespace mailapp::domains
