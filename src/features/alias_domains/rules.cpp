#include "features/alias_domains/rules.hpp"

#include "base/mail_address.hpp"
#include "base/text.hpp"

namespace mailapp::alias_domains {
namespace {

constexpr std::int64_t largest_rate_limit = 100'000'000;

}  // namespace

Result<std::string> check_name(std::string const& name) {
    auto normalized = normalize_domain(trim(name));
    if (!normalized) {
        return invalid(
            "alias_domain.name_invalid",
            "This is no domain name: labels of letters, digits and inner hyphens, separated by dots.",
            "/name");
    }
    return std::move(*normalized);
}

std::optional<Error> check(AliasDomainRow const& alias_domain) {
    if (alias_domain.name == alias_domain.target_domain) {
        return invalid("alias_domain.is_target", "A domain cannot be its own alias domain.",
                       "/target_domain");
    }
    if (alias_domain.rate_limit_value < 0 || alias_domain.rate_limit_value > largest_rate_limit) {
        return invalid("alias_domain.rate_limit_invalid",
                       "This must be from 0 to " + std::to_string(largest_rate_limit) + ".",
                       "/rate_limit_value");
    }
    return std::nullopt;
}

}  // namespace mailapp::alias_domains
