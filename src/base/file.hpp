#pragma once

#include "base/error.hpp"

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace mailapp {

namespace fs = std::filesystem;

/// Who owns a file and with which permission bits.
struct FileMode {
    mode_t bits = 0640;
    uid_t owner = static_cast<uid_t>(-1);  ///< -1: leave as created
    gid_t group = static_cast<gid_t>(-1);
};

/// The whole file. Errors: file.unreadable, file.too_large.
Result<std::string> read_file(fs::path const& path, std::size_t at_most = 16 * 1024 * 1024);

/// Writes beside the target, syncs, renames: readers see the old or the new content, never a part.
/// Throws std::system_error.
void write_file_atomically(fs::path const& path, std::string_view content, FileMode mode = {});

/// The directory exists with that owner and mode afterwards; parents are made as 0755. Throws
/// std::system_error.
void ensure_directory(fs::path const& path, FileMode mode);

/// A user's id and group by name. Throws when there is no such user.
struct UserIds {
    uid_t uid;
    gid_t gid;
};
UserIds ids_of_user(std::string const& name);

}  // namespace mailapp
