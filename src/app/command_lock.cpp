#include "app/command_lock.hpp"

#include <thread>

namespace mailapp::app {
namespace {

constexpr std::chrono::milliseconds look_every{50};

}  // namespace

Result<apply::InstanceLock> lock_instance(Instance const& instance, std::string const& command,
                                          std::chrono::seconds at_most, Progress& progress) {
    auto const until = std::chrono::steady_clock::now() + at_most;
    for (bool told = false;;) {
        auto taken = apply::InstanceLock::try_take(instance, command);
        if (auto* const lock = std::get_if<apply::InstanceLock>(&taken)) return std::move(*lock);
        auto const& other = std::get<std::string>(taken);
        if (std::chrono::steady_clock::now() > until) {
            return conflict("command.busy", other +
                                                " is at work on this instance and did not finish within " +
                                                std::to_string(at_most.count()) +
                                                " s: wait for it or end it, then try again.");
        }
        if (!told) progress.note("  --  " + other + " is at work on this instance: waiting until it is done");
        told = true;
        std::this_thread::sleep_for(look_every);
    }
}

}  // namespace mailapp::app
