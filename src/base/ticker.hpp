#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace mailapp {

/// Does something again and again on a thread of its own. Breakage is logged, the first time in a row only,
/// and tried again.
class Ticker {
public:
    /// `pause`: from the end of one turn to the next, asked anew each time. `name` is for the log.
    Ticker(std::string name, std::function<std::chrono::milliseconds()> pause, std::function<void()> turn);
    /// Returns when the turn under way is done.
    ~Ticker();
    Ticker(Ticker const&) = delete;
    Ticker& operator=(Ticker const&) = delete;

    /// The next turn comes now. Never blocks; may be called from any thread.
    void wake();

private:
    void run();

    std::string const name_;
    std::function<std::chrono::milliseconds()> const pause_;
    std::function<void()> const turn_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace mailapp
