#include "app/known_database.hpp"

#include "db/migrate.hpp"

namespace mailapp::app {
namespace {

constexpr std::string_view sqlite = "sqlite:";

Error vanished(Instance const& instance, std::string const& what, std::string const& where) {
    return conflict(
        "database.vanished",
        what +
            " although this instance was set up before. No new one is made in its place: it would "
            "know no domain and no mailbox, and mail for all of them would be refused. Put your "
            "newest backup of it " +
            where +
            " and call `mailapp up` again; docs/guide/backup.md has the steps. To give all of it up "
            "instead, remove the whole directory " +
            instance.directory().string() + ".");
}

bool is_there(fs::path const& path) {
    std::error_code unknown;
    return fs::symlink_status(path, unknown).type() == fs::file_type::symlink;
}

}  // namespace

bool was_set_up(Instance const& instance) {
    // The first is made after the database, the second from it.
    return is_there(instance.live_config()) || is_there(instance.replica() / "current");
}

Result<> check_known_database(Instance const& instance) {
    if (!was_set_up(instance)) return {};
    auto const& url = instance.settings().database_url;
    bool const is_file = url.starts_with(sqlite);
    // A URL of PostgreSQL may hold a password.
    auto const name = is_file ? url.substr(sqlite.size()) : std::string("of PostgreSQL");
    auto const where = is_file ? "there (for user mailapp to read and write)" : "into it (pg_restore)";
    if (is_file) {
        std::error_code none;
        auto const size = fs::file_size(name, none);
        if (none) return vanished(instance, "The database " + name + " is gone,", where);
        if (size == 0) return vanished(instance, "The database " + name + " is an empty file,", where);
    }
    db::Database database(url, 1, db::Missing::refuse);
    if (db::schema_version(database) == 0)
        return vanished(instance, "The database " + name + " has no tables of MailApp,", where);
    return {};
}

}  // namespace mailapp::app
