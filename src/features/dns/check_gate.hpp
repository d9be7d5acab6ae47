#pragma once

#include "base/error.hpp"
#include "base/guarded.hpp"

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <string>

namespace mailapp::dns {

/// Bounds how many checks run at a time, and how many each caller starts in a minute: a check asks DNS
/// servers some dozens of questions. Thread-safe.
class CheckGate {
public:
    using Moment = std::chrono::steady_clock::time_point;
    static constexpr std::size_t most_in_a_minute = 30;

    explicit CheckGate(int at_a_time) : at_a_time_(at_a_time) {}

    /// A place; given back when the last copy of it goes.
    using Place = std::shared_ptr<void>;
    /// Errors: dns.check_busy, dns.check_limit.
    Result<Place> enter(std::string const& caller, Moment now);

private:
    struct State {
        int running = 0;
        std::map<std::string, std::deque<Moment>> started;  ///< within the last minute, by caller
    };
    int const at_a_time_;
    Guarded<State> state_;
};

}  // namespace mailapp::dns
