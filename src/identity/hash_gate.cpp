#include "identity/hash_gate.hpp"

#include <algorithm>

namespace mailapp::identity {

bool HashGate::has_place(Standing standing) const {
    auto const of_strangers = running_[static_cast<int>(Standing::stranger)];
    auto const all = of_strangers + running_[static_cast<int>(Standing::familiar)];
    if (all >= running_limit_) return false;
    return standing == Standing::familiar || of_strangers < std::max(1, running_limit_ - 1);
}

bool HashGate::run(Standing standing, std::function<void()> const& work) {
    auto const at = static_cast<int>(standing);
    std::unique_lock lock(mutex_);
    if (!has_place(standing)) {
        if (waiting_[at] >= waiting_limit_) return false;
        ++waiting_[at];
        changed_.wait(lock, [&] { return has_place(standing); });
        --waiting_[at];
    }
    ++running_[at];
    lock.unlock();
    // The place is given back whatever happens to the work.
    struct Leave {
        HashGate& gate;
        int at;
        ~Leave() {
            {
                std::lock_guard const guard(gate.mutex_);
                --gate.running_[at];
            }
            gate.changed_.notify_all();
        }
    } const leave{*this, at};
    work();
    return true;
}

}  // namespace mailapp::identity
