#pragma once

namespace mailapp::app {

/// Reads the command line, runs the command and gives the exit status: 0 done, 1 refused or failed, 2 wrong
/// use.
int run_command_line(int argc, char const* const* argv);

}  // namespace mailapp::app
