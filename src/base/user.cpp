#include "base/user.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace mailapp {
namespace {

/// Of this thread alone; setgroups(3) changes all of the process.
bool set_groups(std::size_t count, gid_t const* groups) {
    return ::syscall(SYS_setgroups, count, groups) == 0;
}

/// setfsuid(2) and setfsgid(2) tell nothing of their success, but what was before.
bool set_ids(UserIds ids) {
    ::setfsgid(ids.gid);
    ::setfsuid(ids.uid);
    constexpr auto none = static_cast<uid_t>(-1);
    return ::setfsgid(none) == static_cast<int>(ids.gid) && ::setfsuid(none) == static_cast<int>(ids.uid);
}

}  // namespace

FileRights::FileRights(UserIds user) {
    if (::geteuid() != 0 || user.uid == 0) return;
    groups_.resize(static_cast<std::size_t>(::getgroups(0, nullptr)));
    if (::getgroups(static_cast<int>(groups_.size()), groups_.data()) < 0 || !set_groups(0, nullptr))
        throw std::system_error(errno, std::generic_category(), "cannot leave the groups of root");
    changed_ = true;
    if (set_ids(user)) return;
    set_ids({::geteuid(), ::getegid()});
    set_groups(groups_.size(), groups_.data());
    throw std::runtime_error("cannot take the rights of the user number " + std::to_string(user.uid));
}

FileRights::~FileRights() {
    if (!changed_) return;
    // Nothing that follows would be done with the rights that it expects.
    if (!set_ids({::geteuid(), ::getegid()}) || !set_groups(groups_.size(), groups_.data())) std::abort();
}

namespace {

bool become(passwd const* user) {
    return user != nullptr && ::initgroups(user->pw_name, user->pw_gid) == 0 && ::setgid(user->pw_gid) == 0 &&
           ::setuid(user->pw_uid) == 0;
}

}  // namespace

bool become_user(uid_t user) {
    return become(::getpwuid(user));
}

bool become_user(char const* name) {
    return become(::getpwnam(name));
}

}  // namespace mailapp
