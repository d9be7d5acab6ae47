#include "base/no_room.hpp"

#include <cerrno>
#include <system_error>

namespace mailapp {

std::optional<std::string> no_room(std::exception const& problem) {
    auto const* const of_system = dynamic_cast<std::system_error const*>(&problem);
    if (of_system == nullptr) return std::nullopt;
    auto const& code = of_system->code();
    bool const is_full = code == std::errc::no_space_on_device || code == std::errc::file_too_large ||
                         code == std::error_code(EDQUOT, std::generic_category());
    if (!is_full) return std::nullopt;
    return of_system->what();
}

}  // namespace mailapp
