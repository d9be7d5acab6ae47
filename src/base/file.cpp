#include "base/file.hpp"

#include "base/descriptor.hpp"
#include "base/random.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

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

}  // namespace

Result<std::string> read_file(fs::path const& path, std::size_t at_most) {
    Descriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
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
    fs::path const beside = path.string() + "." + random_hex(6);
    {
        // Created for the owner alone: the content may be secret, and the final mode comes before the rename.
        Descriptor const file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (file.get() < 0) fail("cannot create", beside);
        try {
            write_all(file.get(), content, beside);
            if (::fchown(file.get(), mode.owner, mode.group) != 0) fail("cannot change the owner of", beside);
            if (::fchmod(file.get(), mode.bits) != 0) fail("cannot change the mode of", beside);
            if (::fsync(file.get()) != 0) fail("cannot sync", beside);
        } catch (...) {
            ::unlink(beside.c_str());
            throw;
        }
    }
    if (::rename(beside.c_str(), path.c_str()) != 0) {
        auto const saved = errno;
        ::unlink(beside.c_str());
        errno = saved;
        fail("cannot replace", path);
    }
}

void ensure_directory(fs::path const& path, FileMode mode) {
    if (!path.parent_path().empty()) fs::create_directories(path.parent_path());
    if (::mkdir(path.c_str(), mode.bits) != 0 && errno != EEXIST) fail("cannot create the directory", path);
    if (!fs::is_directory(path)) {
        errno = ENOTDIR;
        fail("cannot use", path);
    }
    if (::chown(path.c_str(), mode.owner, mode.group) != 0) fail("cannot change the owner of", path);
    if (::chmod(path.c_str(), mode.bits) != 0) fail("cannot change the mode of", path);
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
