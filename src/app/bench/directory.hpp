#pragma once

#include "instance/instance.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace mailapp::app {

/// What to ask the running directory of an instance that `bench seed` filled.
struct DirectoryPlan {
    std::int64_t domains = 100;
    std::int64_t mailboxes = 10'000;
    int connections = 8;
    int seconds = 5;  ///< for each measurement
    int paced_per_second = 10'000;
    int first_logins = 40;
    std::string password = "benchmark-password";
};

/// Measures look-ups over the socketmap and logins over HTTP, a line for each to `report`. Error:
/// bench.no_directory.
Result<> measure_directory(Instance const& instance, DirectoryPlan const& plan,
                           std::function<void(std::string const&)> const& report);

}  // namespace mailapp::app
