#pragma once

#include <span>
#include <string_view>

namespace mailapp {

/// A file of the source tree that the build put into the program (cmake/embed.cmake).
struct EmbeddedFile {
    std::string_view name;
    std::string_view content;
};

}  // namespace mailapp
