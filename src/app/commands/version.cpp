#include "app/commands.hpp"
#include "db/migrate.hpp"

#include <cstdio>

namespace mailapp::app {

Command version_command() {
    Command command;
    command.name = "version";
    command.summary = "Print the version of the program and of its database schema";
    command.run = [](Arguments const&) {
        std::printf("MailApp %s (database schema %d)\n", MAILAPP_VERSION, db::newest_version());
        return 0;
    };
    return command;
}

}  // namespace mailapp::app
