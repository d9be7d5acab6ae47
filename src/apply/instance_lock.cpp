#include "apply/instance_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace mailapp::apply {
namespace {

[[noreturn]] void fail(fs::path const& file) {
    throw std::system_error(errno, std::generic_category(), "cannot lock " + file.string());
}

/// What the holder wrote; it may be about to.
std::string holder(int file) {
    std::array<char, 100> text{};
    auto const got = ::pread(file, text.data(), text.size(), 0);
    return got > 0 ? std::string(text.data(), static_cast<std::size_t>(got)) : "another command";
}

}  // namespace

std::variant<InstanceLock, std::string> InstanceLock::try_take(Instance const& instance,
                                                               std::string const& command) {
    ensure_directory(instance.directory(), {0755, 0, 0});
    ensure_directory(instance.run(), {0755, 0, 0});
    auto const run = open_trusted_directory(instance.run());
    auto const path = instance.run() / "up.lock";
    Descriptor file(::openat(run.get(), path.filename().c_str(),
                             O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
    if (!file) fail(path);
    while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return holder(file.get());
        if (errno != EINTR) fail(path);
    }
    auto const words = command + " (process " + std::to_string(::getpid()) + ")";
    if (::ftruncate(file.get(), 0) != 0 ||
        ::pwrite(file.get(), words.data(), words.size(), 0) != static_cast<ssize_t>(words.size()))
        fail(path);
    return InstanceLock(std::move(file));
}

}  // namespace mailapp::apply
