#pragma once

#include "app/command.hpp"

#include <string>
#include <vector>

namespace mailapp::app {

// One function for each command, defined in commands/NAME.cpp. A new command is a file there, a line here and
// a line in all_commands().
Command admin_command();
Command audit_command();
Command bench_command();
Command bootstrap_command();
Command down_command();
Command learn_command();
Command migrate_command();
Command openapi_command();
Command run_dovecot_command();
Command run_postfix_command();
Command run_rspamd_command();
Command run_redis_command();
Command selftest_command();
Command status_command();
Command up_command();
Command version_command();

/// The programs that the supervisor keeps running, as commands. One stands here once its function of
/// programs.hpp is defined, and `up` starts it then.
std::vector<Command> program_commands();

/// What Dovecot runs for each message that a Sieve script sends: with the words after "sendmail" and the
/// message on standard input. Exit status 75: try again later.
int run_sendmail(std::vector<std::string> const& words);

/// All commands of the program, in the order of the help.
std::vector<Command> all_commands();

/// Those of "directory", "agent" and "api" that this program can run: what `up` starts.
std::vector<std::string> long_running_programs();

}  // namespace mailapp::app
