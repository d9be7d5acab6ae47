#include "directory/hash_gate.hpp"

namespace mailapp::directory {

HashGate::Turn HashGate::enter(Lane lane, std::string const& network) {
    std::unique_lock lock(mutex_);
    bool const is_known = lane == Lane::known;
    auto& waiting = is_known ? waiting_known_ : waiting_strangers_;
    auto const is_my_turn = [&] { return running_ < at_once_ && (is_known || waiting_known_ == 0); };
    if (!is_known) {
        auto const found = strangers_of_.find(network);
        if (found != strangers_of_.end() && found->second >= at_once_ + waiting_limit_ / 2)
            return Turn(nullptr, {});
    }
    if (!is_my_turn() && waiting >= waiting_limit_) return Turn(nullptr, {});
    if (!is_known) ++strangers_of_[network];
    if (!is_my_turn()) {
        ++waiting;
        (is_known ? known_ : strangers_).wait(lock, is_my_turn);
        --waiting;
    }
    ++running_;
    // A place may be left for a stranger whom only this one kept back.
    if (is_known && running_ < at_once_) strangers_.notify_one();
    return Turn(this, is_known ? std::string() : network);
}

void HashGate::leave(std::string const& network) {
    std::lock_guard const lock(mutex_);
    --running_;
    if (!network.empty()) {
        auto const found = strangers_of_.find(network);
        if (--found->second == 0) strangers_of_.erase(found);
    }
    (waiting_known_ > 0 ? known_ : strangers_).notify_one();
}

}  // namespace mailapp::directory
