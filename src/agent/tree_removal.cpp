#include "agent/tree_removal.hpp"

#include "base/descriptor.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <memory>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

namespace mailapp::agent {
namespace {

constexpr int entries_between_pauses = 500;
constexpr std::chrono::milliseconds pause{20};
// A mail folder lies a few levels deep; more is somebody's attempt to use up descriptors.
constexpr std::size_t deepest = 64;

struct CloseDirectory {
    void operator()(DIR* directory) const { ::closedir(directory); }
};

[[noreturn]] void fail(std::string const& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

/// One directory on the way down.
struct Level {
    std::unique_ptr<DIR, CloseDirectory> entries;
    std::string name;  ///< in the level above
};

/// Opens a directory below another; nothing when the name stands for something else.
std::unique_ptr<DIR, CloseDirectory> open_below(int parent, std::string const& name, dev_t device) {
    Descriptor opened(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!opened) {
        if (errno == ENOTDIR || errno == ELOOP || errno == ENOENT) return nullptr;
        fail("cannot open " + name);
    }
    struct stat status {};
    if (::fstat(opened.get(), &status) != 0) fail("cannot examine " + name);
    if (status.st_dev != device) {
        errno = EXDEV;
        fail("another file system is mounted on " + name);
    }
    int const copy = ::fcntl(opened.get(), F_DUPFD_CLOEXEC, 0);
    if (copy < 0) fail("cannot open " + name);
    auto* const directory = ::fdopendir(copy);
    if (directory == nullptr) {
        ::close(copy);
        fail("cannot read " + name);
    }
    return std::unique_ptr<DIR, CloseDirectory>(directory);
}

void unlink_below(int parent, std::string const& name, int flags) {
    if (::unlinkat(parent, name.c_str(), flags) != 0 && errno != ENOENT) fail("cannot remove " + name);
}

/// The next name but "." and ".."; nothing at the end.
char const* next_name(DIR* directory) {
    for (;;) {
        errno = 0;
        auto const* entry = ::readdir(directory);
        if (entry == nullptr && errno != 0) fail("cannot read a directory");
        if (entry == nullptr) return nullptr;
        std::string_view const name(entry->d_name);
        if (name != "." && name != "..") return entry->d_name;
    }
}

}  // namespace

void remove_tree(int parent, std::string const& name, std::stop_token const& stop) {
    struct stat status {};
    if (::fstat(parent, &status) != 0) fail("cannot examine a directory");
    auto const device = status.st_dev;
    std::vector<Level> levels;
    if (auto top = open_below(parent, name, device)) {
        levels.push_back({std::move(top), name});
    } else {
        unlink_below(parent, name, 0);
    }
    int removed = 0;
    while (!levels.empty() && !stop.stop_requested()) {
        auto* const here = levels.back().entries.get();
        char const* const entry = next_name(here);
        if (entry == nullptr) {
            auto const finished = levels.back().name;
            levels.pop_back();
            unlink_below(levels.empty() ? parent : ::dirfd(levels.back().entries.get()), finished,
                         AT_REMOVEDIR);
        } else if (auto below = open_below(::dirfd(here), entry, device)) {
            if (levels.size() == deepest) {
                errno = ELOOP;
                fail("directories lie too deep below " + name);
            }
            levels.push_back({std::move(below), entry});
        } else {
            unlink_below(::dirfd(here), entry, 0);
        }
        if (++removed % entries_between_pauses == 0) std::this_thread::sleep_for(pause);
    }
}

}  // namespace mailapp::agent
