#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace mailapp::directory {

/// The file that an LMDB environment is left with when reading it ended the program.
std::filesystem::path crash_mark_of(std::filesystem::path const& environment);

/// What the last program that ended over this environment left; nothing when none did.
std::optional<std::string> crash_of(std::filesystem::path const& environment);

/// Leaves the mark now.
void leave_crash_mark(std::filesystem::path const& environment, std::string const& why);

/// While it lives, a fault (SIGBUS, SIGSEGV) at an address of the environment's map leaves a mark beside its
/// data, once install_crash_marks() was called. A damaged page leads anywhere; the next start must know that
/// it was not by chance.
class MappedRange {
public:
    /// Finds the map of `data_file` among those of this process; does nothing when there is none.
    MappedRange(std::filesystem::path const& environment, std::filesystem::path const& data_file);
    ~MappedRange();
    MappedRange(MappedRange const&) = delete;
    MappedRange& operator=(MappedRange const&) = delete;

private:
    std::optional<std::size_t> slot_;
};

/// For the program that serves: the marks are left by signal handlers, which then let the program end.
void install_crash_marks();

}  // namespace mailapp::directory
