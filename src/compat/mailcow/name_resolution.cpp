#include "compat/mailcow/name_resolution.hpp"

#include "features/alias_domains/service.hpp"

namespace mailapp::compat::mailcow {

std::string resolve_domain(Services const& services, Visibility const& visibility, std::string const& name) {
    auto const found = services.alias_domains.get(visibility, name);
    return found ? found->target_domain : name;
}

bool is_alias_domain(Services const& services, Visibility const& visibility, std::string const& name) {
    return services.alias_domains.get(visibility, name).has_value();
}

}  // namespace mailapp::compat::mailcow
