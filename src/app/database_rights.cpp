#include "app/database_rights.hpp"

#include "base/user.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace mailapp::app {

Result<> take_database_rights(Instance const& instance) {
    static constexpr std::string_view sqlite = "sqlite:";
    auto const url = instance.database_url();
    if (::geteuid() != 0 || !url.starts_with(sqlite)) return {};
    auto const directory = fs::path(url.substr(sqlite.size())).parent_path();
    struct stat found {};
    // Not there, or root's own: nobody else can have put anything in it.
    if (::lstat(directory.c_str(), &found) != 0 || found.st_uid == 0) return {};
    if (become_user(found.st_uid)) return {};
    return upstream("database.rights", "The rights of the owner of " + directory.string() +
                                           " cannot be taken to open the database.");
}

}  // namespace mailapp::app
