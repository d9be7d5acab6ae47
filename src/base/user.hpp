#pragma once

#include "base/file.hpp"

#include <vector>

namespace mailapp {

/// While it lives, this thread opens, makes and removes files with the rights of that user alone, without
/// those of root and of its groups: what the user planted leads to nothing that the user could not reach. Of
/// a process that is not root, all of which has the rights of one user already, it changes nothing.
class FileRights {
public:
    /// Throws std::system_error.
    explicit FileRights(UserIds user);
    FileRights(FileRights const&) = delete;
    FileRights& operator=(FileRights const&) = delete;
    ~FileRights();

private:
    bool changed_ = false;
    std::vector<gid_t> groups_;
};

/// The whole process is that user from now on, for good. False when that fails.
bool become_user(uid_t user);
bool become_user(char const* name);

}  // namespace mailapp
