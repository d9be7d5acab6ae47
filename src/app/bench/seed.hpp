#pragma once

#include "app/services.hpp"

#include <functional>
#include <string>

namespace mailapp::app {

struct SeedPlan {
    std::int64_t domains = 100;
    std::int64_t mailboxes = 10'000;
    std::int64_t aliases = 10'000;
    std::string password = "benchmark-password";
};

/// Fills an instance through the service layer with domains "d001.bench.example", mailboxes "u00001@...", and
/// aliases "a00001@..." that point at them, all with one password hash; limits, audit and change feed as for
/// anybody. Adds only what is not there. `progress` gets a sentence now and then. Error: what a service
/// refused.
Result<> seed(Services& services, SeedPlan const& plan,
              std::function<void(std::string const&)> const& progress);

}  // namespace mailapp::app
