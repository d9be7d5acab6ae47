#include "base/file.hpp"

#include "base/random.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace mailapp {
namespace {

[[noreturn]] void fail(char const* what, fs::path const& path) {
    throw std::system_error(errno, std::generic_category(), std::string(what) + " " + path.string());
}

void write_all(int fd, std::string_view content, fs::path const& path) {
    while (!content.empty()) {
        auto const written = ::write(fd, content.data(), content.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            fail("cannot write", path);
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
}

enum class Missing { refuse, make };

std::string name_of_user(uid_t uid) {
    std::array<char, 16384> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
        return entry.pw_name;
    return "number " + std::to_string(uid);
}

bool is_ours(struct stat const& found) {
    return found.st_uid == 0 || found.st_uid == ::geteuid();
}

/// Whether others may make names in it; of these the owner's stay the owner's when it is sticky.
bool is_open_to_others(struct stat const& found) {
    bool const to_group = (found.st_mode & S_IWGRP) != 0 && found.st_gid != 0 && found.st_gid != ::getegid();
    return to_group || (found.st_mode & S_IWOTH) != 0;
}

/// Why others could change what the names in it stand for; "" when they cannot.
std::string doubt_about(struct stat const& found) {
    if (S_ISLNK(found.st_mode)) return "is a link";
    if (!S_ISDIR(found.st_mode)) return "is no directory";
    if (!is_ours(found)) return "belongs to the user " + name_of_user(found.st_uid);
    if (is_open_to_others(found) && (found.st_mode & S_ISVTX) == 0) return "can be changed by other users";
    return "";
}

struct stat status_of(int fd, fs::path const& path) {
    struct stat found {};
    if (::fstat(fd, &found) != 0) fail("cannot look at", path);
    return found;
}

/// What a name stands for, itself and no target of it; nothing when there is no such name.
Descriptor look_at(int parent, std::string const& name, fs::path const& path) {
    Descriptor found(::openat(parent, name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (!found && errno != ENOENT) fail("cannot open", path);
    return found;
}

Descriptor step_down(int parent, std::string const& name, fs::path const& path, Missing missing) {
    auto below = look_at(parent, name, path);
    if (!below && missing == Missing::make) {
        if (::mkdirat(parent, name.c_str(), 0755) == 0) {
            // Whatever the umask: the users of the services pass here.
            if (::fchmodat(parent, name.c_str(), 0755, 0) != 0) fail("cannot change the mode of", path);
        } else if (errno != EEXIST) {
            fail("cannot create the directory", path);
        }
        below = look_at(parent, name, path);
    }
    if (!below) {
        errno = ENOENT;
        fail("cannot open", path);
    }
    if (auto const doubt = doubt_about(status_of(below.get(), path)); !doubt.empty())
        throw UntrustedPath(path.string() + " " + doubt + ".");
    return below;
}

Descriptor walk(fs::path const& directory, Missing missing) {
    Descriptor here(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!here) fail("cannot open", "/");
    fs::path path("/");
    for (auto const& part : fs::absolute(directory).lexically_normal().relative_path()) {
        if (part.empty()) continue;  // behind a slash at the end
        path /= part;
        here = step_down(here.get(), part, path, missing);
    }
    return here;
}

/// A path as its directory and the name in there.
std::pair<fs::path, std::string> split_path(fs::path const& path) {
    auto whole = fs::absolute(path).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();
    return {whole.parent_path(), whole.filename()};
}

}  // namespace

Descriptor open_trusted_directory(fs::path const& path) {
    return walk(path, Missing::refuse);
}

std::string doubt_about_path(fs::path const& path) {
    auto there = fs::absolute(path).lexically_normal();
    for (;;) {
        try {
            walk(there, Missing::refuse);
            return "";
        } catch (UntrustedPath const& doubt) {
            return doubt.what();
        } catch (std::system_error const& problem) {
            if (problem.code() != std::errc::no_such_file_or_directory || there == there.root_path())
                return problem.what();
            there = there.parent_path();
        }
    }
}

Result<std::string> read_file(fs::path const& path, std::size_t at_most) {
    Descriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (file.get() < 0) {
        return not_found("file.unreadable",
                         path.string() + " cannot be read: " + std::generic_category().message(errno) + ".");
    }
    std::string content;
    std::array<char, 65536> part{};
    for (;;) {
        auto const got = ::read(file.get(), part.data(), part.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            return not_found("file.unreadable", path.string() + " cannot be read: " +
                                                    std::generic_category().message(errno) + ".");
        }
        if (got == 0) return content;
        content.append(part.data(), static_cast<std::size_t>(got));
        if (content.size() > at_most)
            return invalid("file.too_large", path.string() + " is larger than allowed.");
    }
}

void write_file_atomically(fs::path const& path, std::string_view content, FileMode mode) {
    auto const [directory, name] = split_path(path);
    auto const parent = open_trusted_directory(directory);
    auto const beside = name + "." + random_hex(6);
    {
        // Created for the owner alone: the content may be secret, and the final mode comes before the rename.
        Descriptor const file(::openat(parent.get(), beside.c_str(),
                                       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!file) fail("cannot create", directory / beside);
        try {
            write_all(file.get(), content, path);
            if (::fchown(file.get(), mode.owner, mode.group) != 0) fail("cannot change the owner of", path);
            if (::fchmod(file.get(), mode.bits) != 0) fail("cannot change the mode of", path);
            if (::fsync(file.get()) != 0) fail("cannot sync", path);
        } catch (...) {
            ::unlinkat(parent.get(), beside.c_str(), 0);
            throw;
        }
    }
    if (::renameat(parent.get(), beside.c_str(), parent.get(), name.c_str()) != 0) {
        auto const saved = errno;
        ::unlinkat(parent.get(), beside.c_str(), 0);
        errno = saved;
        fail("cannot replace", path);
    }
}

void ensure_directory(fs::path const& path, FileMode mode) {
    auto const [directory, name] = split_path(path);
    auto const parent = walk(directory, Missing::make);
    // For the owner alone until it has its final owner.
    if (::mkdirat(parent.get(), name.c_str(), 0700) != 0 && errno != EEXIST)
        fail("cannot create the directory", path);
    Descriptor const made(
        ::openat(parent.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!made && (errno == ENOTDIR || errno == ELOOP))
        throw UntrustedPath(path.string() + " is a link or no directory: move it away.");
    if (!made) fail("cannot use", path);
    auto const found = status_of(made.get(), path);
    // Where everybody makes names, somebody else may have been faster.
    if (is_open_to_others(status_of(parent.get(), directory)) && !is_ours(found))
        throw UntrustedPath(path.string() + " belongs to the user " + name_of_user(found.st_uid) + ".");
    if (::fchown(made.get(), mode.owner, mode.group) != 0) fail("cannot change the owner of", path);
    if (::fchmod(made.get(), mode.bits) != 0) fail("cannot change the mode of", path);
}

UserIds ids_of_user(std::string const& name) {
    std::array<char, 16384> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    auto const status = ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
    if (status != 0 || found == nullptr) throw std::runtime_error("there is no user named " + name);
    return {entry.pw_uid, entry.pw_gid};
}

}  // namespace mailapp
