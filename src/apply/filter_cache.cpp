#include "apply/filter_cache.hpp"

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/user.hpp"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace mailapp::apply {
namespace {

// Half a dozen files; the largest has 45 MB.
constexpr std::size_t most_patterns = 64;
constexpr std::int64_t largest_pattern = std::int64_t{256} * 1024 * 1024;

[[noreturn]] void fail(std::string const& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

fs::path state_of(Instance const& instance) {
    return instance.data() / "rspamd-state";
}

/// An empty one when it is not there.
Descriptor open_directory(fs::path const& path) {
    return Descriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

/// The names of the compiled patterns in a directory; without those that Rspamd makes again in no time.
std::vector<std::string> patterns_in(Descriptor const& directory) {
    std::vector<std::string> found;
    for (auto const& entry : fs::directory_iterator("/proc/self/fd/" + std::to_string(directory.get()))) {
        if (entry.path().extension() == ".hsmp") found.push_back(entry.path().filename());
        if (found.size() == most_patterns) break;
    }
    return found;
}

bool is_there(Descriptor const& directory, std::string const& name) {
    struct stat found {};
    return ::fstatat(directory.get(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0;
}

void copy_content(int from, int to, std::int64_t size) {
    while (size > 0) {
        auto const copied = ::sendfile(to, from, nullptr, static_cast<std::size_t>(size));
        if (copied < 0 && errno == EINTR) continue;
        if (copied < 0) fail("cannot copy a pattern");
        if (copied == 0) return;  // it became shorter; Rspamd checks what it reads
        size -= copied;
    }
}

/// Under another name first: who looks meanwhile sees whole files only. What is no plain file of a
/// reasonable size, or cannot be read with the rights of `reader`, is left out.
void copy_missing(Descriptor const& from, UserIds reader, Descriptor const& to, UserIds writer, mode_t mode) {
    std::vector<std::string> names;
    {
        FileRights const rights(reader);
        names = patterns_in(from);
    }
    for (auto const& name : names) {
        Descriptor source;
        struct stat found {};
        {
            FileRights const rights(reader);
            source = Descriptor(
                ::openat(from.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
            if (!source || ::fstat(source.get(), &found) != 0 || !S_ISREG(found.st_mode) ||
                found.st_size > largest_pattern)
                continue;
        }
        FileRights const rights(writer);
        if (is_there(to, name)) continue;
        auto const beside = name + "." + random_hex(6);
        Descriptor const target(
            ::openat(to.get(), beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!target) fail("cannot create a pattern");
        copy_content(source.get(), target.get(), found.st_size);
        if (::fchmod(target.get(), mode) != 0) fail("cannot change the mode of a pattern");
        if (::renameat(to.get(), beside.c_str(), to.get(), name.c_str()) != 0) {
            auto const saved = errno;
            ::unlinkat(to.get(), beside.c_str(), 0);
            errno = saved;
            fail("cannot name a pattern");
        }
    }
}

constexpr UserIds root{0, 0};

}  // namespace

void seed_filter_cache(Instance const& instance, fs::path const& store) {
    auto const from = open_directory(store);
    auto const to = open_directory(state_of(instance));
    if (!from || !to) return;
    try {
        copy_missing(from, root, to, ids_of_user("_rspamd"), 0600);
    } catch (std::system_error const& problem) {
        // Rspamd's directory is Rspamd's to spoil; without the patterns its start takes longer.
        log::warn("apply.patterns_not_seeded", {{"problem", problem.what()}});
    }
}

void keep_filter_cache(Instance const& instance, fs::path const& store) {
    if (auto const there = open_directory(store); there && !patterns_in(there).empty()) return;
    if (::access(store.parent_path().c_str(), W_OK) != 0) return;  // a program on a read-only disk
    // A program that somebody else than root can replace leaves nothing beside itself.
    if (!doubt_about_path(store).empty()) return;
    ensure_directory(store, {0755, 0, 0});
    auto const from = open_directory(state_of(instance));
    if (from) copy_missing(from, ids_of_user("_rspamd"), open_trusted_directory(store), root, 0644);
}

fs::path filter_cache_store() {
    return fs::read_symlink("/proc/self/exe").parent_path() / "rspamd-patterns";
}

}  // namespace mailapp::apply
