#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace mailapp::directory {

/// Asks the directory to follow the change feed up to an entry and waits until it has, at most that long.
/// False when it did not in time or does not run: the change then reaches the mail path when the directory
/// does.
bool wait_until_applied(std::filesystem::path const& control_socket, std::int64_t seq,
                        std::chrono::milliseconds at_most);

/// The entry of the change feed up to which the directory has followed; nothing when it does not answer.
std::optional<std::int64_t> applied_position(std::filesystem::path const& control_socket,
                                             std::chrono::milliseconds at_most);

}  // namespace mailapp::directory
