#pragma once

#include "agent/verbs.hpp"
#include "base/clock.hpp"
#include "instance/instance.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace mailapp::agent {

/// What the parts of an instance take on the disk. Counting walks through every file, which takes minutes for
/// large stores: it happens on a thread of its own with the lowest claim to processor and disk, only while
/// somebody asks, and rests much longer than it works.
class StorageCounter {
public:
    explicit StorageCounter(Instance const& instance, Clock clock = system_now);
    ~StorageCounter();
    StorageCounter(StorageCounter const&) = delete;
    StorageCounter& operator=(StorageCounter const&) = delete;

    /// The last count. Starts a new one when it is old; waits for the first one, but no longer than a moment.
    Storage show();

private:
    void run();
    Storage count() const;

    fs::path const directory_;
    Clock const clock_;
    std::mutex mutex_;
    std::condition_variable changed_;
    Storage last_;
    std::chrono::steady_clock::time_point next_;
    bool wanted_ = false;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace mailapp::agent
