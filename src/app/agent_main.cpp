#include "agent/agent.hpp"
#include "app/commands.hpp"
#include "app/programs.hpp"
#include "base/log.hpp"

#include <cstdlib>

namespace mailapp::app {

int run_agent(Instance const& instance) {
    log::start("agent");
    auto const stop = agent::stop_signals();
    auto const agent = agent::Agent::create(instance, long_running_programs());
    if (!agent) {
        log::error("agent.not_started", {{"why", agent.error().detail}});
        return EXIT_FAILURE;
    }
    if (auto const served = agent::serve(instance, **agent, stop.get()); !served) {
        log::error("agent.not_started", {{"why", served.error().detail}});
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

}  // namespace mailapp::app
