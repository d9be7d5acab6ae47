#pragma once

#include "base/clock.hpp"

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mailapp::identity {

/// Counts failures by key and says how long the next try has to wait: the first ones are free, then 2 s, 4 s,
/// 8 s, ... up to a longest wait. Ten quiet minutes halve a count. Memory is bounded: the keys that were not
/// used for longest are dropped. Not thread-safe.
class Backoff {
public:
    struct Options {
        int free = 5;                       ///< failures without a wait
        std::chrono::seconds longest{300};  ///< wait
        std::size_t capacity = 16'384;      ///< keys
    };
    explicit Backoff(Options options) : options_(options) {}

    /// How long a try has to wait, at least `at_least` since the one before; zero: it may go on.
    std::chrono::seconds wait(std::string_view key, Moment now, std::chrono::seconds at_least = {}) const;
    /// Counts a try that is taken for a failure until undo() or forget().
    void count(std::string_view key, Moment now);
    /// Notes a key without a failure: a wait of `at_least` begins for it.
    void note(std::string_view key, Moment now) { touch(key, now); }
    /// The last try was none. With `at_once` the next one need not wait again for it.
    void undo(std::string_view key, bool at_once);
    void forget(std::string_view key);

    bool knows(std::string_view key) const { return by_key_.contains(key); }
    int failures(std::string_view key, Moment now) const;
    std::size_t size() const { return by_key_.size(); }

private:
    struct Entry {
        std::string key;
        int failures = 0;
        Moment last;
        bool waited = false;  ///< its wait is over, whatever the clock says
    };
    using Entries = std::list<Entry>;
    Entry& touch(std::string_view key, Moment now);

    Options options_;
    Entries entries_;  ///< most recently used first
    std::unordered_map<std::string_view, Entries::iterator> by_key_;
};

}  // namespace mailapp::identity
