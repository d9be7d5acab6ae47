#include "db/migrate.hpp"
#include "app/commands.hpp"
#include "app/database_rights.hpp"
#include "app/known_database.hpp"
#include "instance/instance.hpp"

#include <sys/stat.h>

#include <cstdio>

namespace mailapp::app {
namespace {

int migrate(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    if (auto const taken = take_database_rights(*instance); !taken) return fail(taken.error().detail);
    if (auto const known = check_known_database(*instance); !known) return fail(known.error().detail);
    ::umask(027);  // the database holds password hashes
    db::Database database(instance->database_url(), 1);
    auto const ran = db::migrate(database);
    if (!ran) return fail(ran.error().detail);
    std::printf("schema version %d, %d migrations ran\n", db::newest_version(), *ran);
    return 0;
}

}  // namespace

Command migrate_command() {
    Command command;
    command.name = "migrate";
    command.summary = "Bring the database to the schema of this program";
    command.description =
        "`up` does this too. Each migration is a transaction; a database newer than the program is refused.";
    command.options = {instance_option()};
    command.run = migrate;
    return command;
}

}  // namespace mailapp::app
