#pragma once

#include "base/descriptor.hpp"
#include "base/error.hpp"

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <stdexcept>
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

/// A directory in whose place others than root and the user of this process can put something else, or a
/// name that stands for a link where a directory must be. what() is a sentence that names it.
class UntrustedPath : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A directory, reached one component at a time through no link; every one on the way and it itself belongs
/// to root or to the user of this process, and nobody else can write there (in a sticky one, as /tmp is,
/// everybody may make names, but not replace those of others). Good for names below it (openat and the like),
/// not for reading. Throws UntrustedPath, or std::system_error when it is not there.
Descriptor open_trusted_directory(fs::path const& path);

/// Why open_trusted_directory would refuse the path or, of one that is not there, the part that is; "" when
/// it would not.
std::string doubt_about_path(fs::path const& path);

/// The whole file; what is no regular file is never waited for. Errors: file.unreadable, file.too_large.
Result<std::string> read_file(fs::path const& path, std::size_t at_most = 16 * 1024 * 1024);

/// Writes beside the target, syncs, renames: readers see the old or the new content, never a part. A link of
/// that name is replaced, not followed. Throws what open_trusted_directory does for its directory.
void write_file_atomically(fs::path const& path, std::string_view content, FileMode mode = {});

/// The directory exists with that owner and mode afterwards; parents are made as 0755. Only its own owner
/// may be another than root or the user of this process. Throws what open_trusted_directory does for its
/// parents, and for itself when it is a link.
void ensure_directory(fs::path const& path, FileMode mode);

/// A user's id and group by name. Throws when there is no such user.
struct UserIds {
    uid_t uid;
    gid_t gid;
};
UserIds ids_of_user(std::string const& name);

}  // namespace mailapp
