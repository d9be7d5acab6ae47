#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>

namespace mailapp::identity {

/// How much trust a sign-in has before its password is looked at.
enum class Standing {
    stranger,  ///< may hash on all places but one
    familiar,  ///< signed in from there before, or is signed in: may hash on every place
};

/// Bounds how many slow hashes run at a time, and how many wait: a flood of wrong passwords costs a fixed
/// part of the machine, and those who are familiar find a place beside it. Thread-safe.
class HashGate {
public:
    /// `running`: hashes at a time (64 MiB and a core each); `waiting`: of each standing. A waiting one holds
    /// a worker thread, so keep it small.
    explicit HashGate(int running = 2, int waiting = 2) : running_limit_(running), waiting_limit_(waiting) {}

    /// Runs `work` when a place is free. False, without running it, when too many are waiting.
    bool run(Standing standing, std::function<void()> const& work);

private:
    bool has_place(Standing standing) const;

    int const running_limit_;
    int const waiting_limit_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int running_[2] = {0, 0};  ///< by standing
    int waiting_[2] = {0, 0};
};

}  // namespace mailapp::identity
