#pragma once

#include "base/error.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace mailapp {

/// What a finished child process left.
struct ProcessResult {
    int status = 0;      ///< exit status; 128 + signal number when a signal ended it
    std::string output;  ///< standard output and standard error together
    bool cut = false;    ///< there was more output than ProcessOptions::output_limit
};

struct ProcessOptions {
    std::string input;  ///< written to its standard input
    std::chrono::milliseconds deadline{30'000};
    std::size_t output_limit = 1024 * 1024;  ///< what comes after it is read and dropped
    std::vector<std::string> environment{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"};
};

/// Runs a program by absolute path with an argument array; never a shell, nothing of our environment, no
/// descriptors but the three. Blocks. Errors: process.not_started, process.timeout (the child is killed).
Result<ProcessResult> run_process(std::vector<std::string> const& arguments,
                                  ProcessOptions const& options = {});

}  // namespace mailapp
