#pragma once

#include "instance/instance.hpp"

namespace mailapp::app {

// The programs that the supervisor keeps running; each serves until SIGTERM and gives its exit status.
int run_directory(Instance const& instance);
int run_agent(Instance const& instance);
int run_api(Instance const& instance);

}  // namespace mailapp::app
