#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace mailapp::directory {

/// Asks one of the directory's Unix sockets and waits for one line, at most that long; without its end.
/// Nothing when there is no answer.
std::optional<std::string> ask_for_line(std::filesystem::path const& socket, std::string_view question,
                                        std::chrono::milliseconds at_most);

}  // namespace mailapp::directory
