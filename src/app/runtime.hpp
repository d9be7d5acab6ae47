#pragma once

#include "app/progress.hpp"
#include "instance/instance.hpp"

#include <string>
#include <vector>

namespace mailapp::app {

/// Whether the supervisor of the instance answers.
bool is_running(Instance const& instance);

/// The same; a supervisor that somebody is just starting, or that is slow, is given time to answer.
bool is_running_or_about_to(Instance const& instance);

/// The services that `up` starts, in their order.
std::vector<std::string> services_of_this_build();

/// Whether a supervisor that was killed left something behind. Needs root to see it.
bool has_leftovers(Instance const& instance);

/// Ends what a supervisor that was killed left behind. Gives how many processes there were.
std::size_t end_leftovers(Instance const& instance);

/// Starts supervisord in the background; returns when it answers. Error: up.supervisor_failed.
Result<> start_supervisor(Instance const& instance);

/// Waits until every service answers, a line of progress for each. Error: up.not_healthy with the service,
/// what is wrong and the end of its log.
Result<> wait_until_healthy(Instance const& instance, Progress& progress, std::chrono::seconds at_most);

/// Stops everything that `up` started and waits until it is gone; false when nothing ran.
bool stop_everything(Instance const& instance);

}  // namespace mailapp::app
