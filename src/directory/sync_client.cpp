#include "directory/sync_client.hpp"

#include "base/text.hpp"
#include "directory/line_client.hpp"

#include <string>

namespace mailapp::directory {
namespace {

/// Asks to follow up to an entry; gives how far the directory is then, nothing when it does not tell.
std::optional<std::int64_t> ask_position(std::filesystem::path const& control_socket, std::int64_t seq,
                                         std::chrono::milliseconds at_most) {
    auto const line = ask_for_line(control_socket, "SYNC " + std::to_string(seq) + "\n", at_most);
    return line && line->starts_with("OK ") ? parse_int(std::string_view(*line).substr(3)) : std::nullopt;
}

}  // namespace

bool wait_until_applied(std::filesystem::path const& control_socket, std::int64_t seq,
                        std::chrono::milliseconds at_most) {
    return ask_position(control_socket, seq, at_most).value_or(-1) >= seq;
}

std::optional<std::int64_t> applied_position(std::filesystem::path const& control_socket,
                                             std::chrono::milliseconds at_most) {
    return ask_position(control_socket, 0, at_most);
}

}  // namespace mailapp::directory
