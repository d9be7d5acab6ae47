#include "app/standard_input.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>

namespace mailapp::app {
namespace {

constexpr std::size_t message_limit = 256 * 1024 * 1024;

}  // namespace

Result<std::string> read_standard_input() {
    std::string content;
    std::array<char, 65536> part{};
    for (;;) {
        auto const got = ::read(STDIN_FILENO, part.data(), part.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return upstream("input.unreadable", "The message cannot be read.");
        if (got == 0) return content;
        content.append(part.data(), static_cast<std::size_t>(got));
        if (content.size() > message_limit) return invalid("input.too_large", "The message is too large.");
    }
}

}  // namespace mailapp::app
