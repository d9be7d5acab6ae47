#pragma once

#include "app/progress.hpp"
#include "apply/instance_lock.hpp"

#include <chrono>
#include <string>

namespace mailapp::app {

/// The lock of an instance for a command. While another is at work it waits, and says once for whom. Errors:
/// command.busy when the time is over. Throws what InstanceLock::try_take does.
Result<apply::InstanceLock> lock_instance(Instance const& instance, std::string const& command,
                                          std::chrono::seconds at_most, Progress& progress);

}  // namespace mailapp::app
