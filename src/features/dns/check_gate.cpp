#include "features/dns/check_gate.hpp"

namespace mailapp::dns {
namespace {

constexpr std::chrono::seconds window{60};

}  // namespace

Result<CheckGate::Place> CheckGate::enter(std::string const& caller, Moment now) {
    auto state = state_.access();
    for (auto& [name, moments] : state->started) {
        while (!moments.empty() && now - moments.front() >= window) moments.pop_front();
    }
    std::erase_if(state->started, [](auto const& entry) { return entry.second.empty(); });
    if (state->running >= at_a_time_) {
        return too_many_requests("dns.check_busy", "Other DNS checks are running; they take a few seconds.",
                                 2);
    }
    auto& mine = state->started[caller];
    if (mine.size() >= most_in_a_minute) {
        auto const rest = std::chrono::ceil<std::chrono::seconds>(window - (now - mine.front()));
        return too_many_requests("dns.check_limit",
                                 "That were " + std::to_string(most_in_a_minute) +
                                     " DNS checks within a minute, as many as one caller may start.",
                                 rest.count());
    }
    mine.push_back(now);
    ++state->running;
    return Place(nullptr, [this](void*) { --state_.access()->running; });
}

}  // namespace mailapp::dns
