#pragma once

#include "instance/instance.hpp"
#include "stack/rendered.hpp"

#include <optional>
#include <vector>

namespace mailapp::apply {

/// The revision that config/live names; nothing before the first.
std::optional<fs::path> live_revision(Instance const& instance);

/// The directory that the next revision will have.
fs::path next_revision(Instance const& instance);

/// Writes the files below `revision` that are not there yet as they should be, with owner root, their group
/// and mode. Throws std::system_error.
void write_revision(fs::path const& revision, std::vector<stack::RenderedFile> const& files);

/// The programs (first part of the path) whose files in `revision` are not exactly these.
std::vector<std::string> programs_that_differ(fs::path const& revision,
                                              std::vector<stack::RenderedFile> const& files);

/// Makes config/live name that revision, in one step.
void switch_live(Instance const& instance, fs::path const& revision);

/// The way back to the revision that is in force now, made while there is room: on a full disk no link could
/// be made any more.
class WayBack {
public:
    explicit WayBack(Instance const& instance);
    WayBack(WayBack const&) = delete;
    WayBack& operator=(WayBack const&) = delete;
    ~WayBack();
    /// Makes config/live name that revision again, in one step. Once.
    void take();

private:
    fs::path const live_;
    fs::path const link_;
};

/// Removes all but the newest revisions and the one in force.
void prune_revisions(Instance const& instance, std::size_t keep = 5);

}  // namespace mailapp::apply
