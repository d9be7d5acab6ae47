#pragma once

#include <exception>
#include <optional>
#include <string>

namespace mailapp {

/// The words of a failure whose cause is that a disk (or a user's share of it) takes no more; nothing of any
/// other. Nobody who asked is at fault, and it is over when somebody makes room.
std::optional<std::string> no_room(std::exception const& problem);

}  // namespace mailapp
