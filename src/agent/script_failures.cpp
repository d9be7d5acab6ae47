#include "agent/script_failures.hpp"

#include "base/descriptor.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "base/user.hpp"
#include "instance/script_logs.hpp"
#include "stack/dovecot/script_failures.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>
#include <vector>

namespace mailapp::agent {
namespace {

constexpr std::chrono::hours tell_again{24};
/// Dovecot begins a new file at 10 kB.
constexpr std::size_t most_read = 32 * 1024;
/// In one look; the others wait for the next.
constexpr std::size_t most_files = 200;
/// Before the name of a mailbox's file: when its owner was told, as the time of an empty file.
constexpr char const* told_mark = ".told-";

Descriptor open_directory(fs::path const& path) {
    Descriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!directory) throw std::system_error(errno, std::generic_category(), "cannot open " + path.string());
    return directory;
}

std::vector<std::string> names_in(int directory) {
    std::vector<std::string> names;
    // closedir(3) closes the descriptor as well.
    int const own = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    std::unique_ptr<DIR, int (*)(DIR*)> const list(::fdopendir(own), &::closedir);
    if (!list) throw std::system_error(errno, std::generic_category(), "cannot list a directory");
    while (auto const* entry = ::readdir(list.get())) {
        if (std::string_view const name = entry->d_name; name == "." || name == "..") continue;
        names.emplace_back(entry->d_name);
        if (names.size() == most_files) break;
    }
    return names;
}

/// What a plain file has; nothing for a link, a pipe or what is gone. The directory belongs to a service.
std::string content_of(int directory, std::string const& name) {
    struct stat found {};
    if (::fstat(directory, &found) != 0) return {};
    // A second name of a file that only root reads is nothing that the service could read.
    FileRights const rights({found.st_uid, found.st_gid});
    Descriptor const file(::openat(directory, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file || ::fstat(file.get(), &found) != 0 || !S_ISREG(found.st_mode)) return {};
    std::string content(most_read, '\0');
    auto const got = ::read(file.get(), content.data(), content.size());
    content.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return content;
}

}  // namespace

ScriptFailures::ScriptFailures(fs::path logs, std::string hostname, Deliver deliver, Clock clock)
    : logs_(std::move(logs)),
      hostname_(std::move(hostname)),
      deliver_(std::move(deliver)),
      clock_(std::move(clock)) {}

void ScriptFailures::look() {
    auto const directory = open_directory(logs_);
    for (auto const& name : names_in(directory.get())) {
        if (name.starts_with(told_mark)) {
            if (!was_told(directory.get(), name)) ::unlinkat(directory.get(), name.c_str(), 0);
            continue;
        }
        auto const address = address_of_script_log(name);
        if (address) tell(directory.get(), name, *address);
    }
}

bool ScriptFailures::was_told(int directory, std::string const& mark) const {
    struct stat told {};
    if (::fstatat(directory, mark.c_str(), &told, AT_SYMLINK_NOFOLLOW) != 0) return false;
    auto const age = clock_().time_since_epoch().count() - static_cast<std::int64_t>(told.st_mtime);
    // A clock that was put back must not silence it for longer.
    return age >= 0 && age < std::chrono::seconds(tell_again).count();
}

void ScriptFailures::tell(int directory, std::string const& name, std::string const& address) {
    auto const mark = told_mark + name;
    auto const now = clock_();
    if (was_told(directory, mark)) return;
    auto const failures = stack::dovecot::failures_in(content_of(directory, name));
    if (!failures.empty()) {
        auto const done =
            deliver_(address, stack::dovecot::failure_notice(hostname_, address, failures,
                                                             replace_all(to_http_date(now), "GMT", "+0000")));
        if (!done && done.error().kind == ErrorKind::upstream) {
            log::warn("sieve.owner_not_told", {{"address", address}, {"code", done.error().code}});
            return;
        }
        ::unlinkat(directory, mark.c_str(), 0);
        Descriptor const made(
            ::openat(directory, mark.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        timespec const times[2]{{0, UTIME_OMIT}, {now.time_since_epoch().count(), 0}};
        if (!made || ::futimens(made.get(), times) != 0)
            throw std::system_error(errno, std::generic_category(), "cannot note who was told");
    }
    // Also what the notice itself made the script say.
    ::unlinkat(directory, name.c_str(), 0);
}

}  // namespace mailapp::agent
