#include "features/administrators/rules.hpp"

#include "base/text.hpp"

namespace mailapp::administrators {

std::optional<std::string> normalize_username(std::string_view text) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_.-";
    if (text.empty() || text.size() > 64) return std::nullopt;
    auto name = to_lower(text);
    if (name.find_first_not_of(allowed) != std::string::npos || name == "api") return std::nullopt;
    return name;
}

Error username_invalid() {
    return invalid("administrator.username_invalid",
                   "A user name has letters, digits, \"_\", \".\" and \"-\", at most 64, and is not \"api\".",
                   "/username");
}

Error username_taken() {
    return conflict("administrator.username_taken", "Another administrator has this user name.", "/username");
}

Error administrator_not_found() {
    return not_found("administrator.not_found", "There is no administrator of this name.");
}

Error last_active() {
    return conflict("administrator.last_active", "One active administrator must remain.");
}

Error self_removal() {
    return conflict("administrator.self_removal", "Administrators cannot delete themselves.");
}

Error own_password() {
    return conflict(
        "administrator.own_password",
        "Change your own password with PUT /api/v2/account/password, which needs the present one.",
        "/password");
}

}  // namespace mailapp::administrators
