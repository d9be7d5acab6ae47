#pragma once

#include "base/guarded.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mailapp::directory {

/// The steady clock, as a constructor argument so that tests choose the time.
using Ticks = std::function<std::chrono::steady_clock::time_point()>;

/// Remembers for a while that a secret was checked: right or wrong. Keys are HMACs with a random key of this
/// process, over user, password and stored hash, so that another password in the database is another key and
/// what is in memory helps nobody. Bounded; the oldest goes first. Thread-safe.
class VerifiedCache {
public:
    VerifiedCache(std::size_t capacity, std::chrono::seconds keep_right, std::chrono::seconds keep_wrong,
                  Ticks now = std::chrono::steady_clock::now);

    /// The key of a triple.
    std::string key(std::string_view user, std::string_view password, std::string_view stored_hash) const;
    /// What is known of it.
    std::optional<bool> find(std::string const& key);
    void remember(std::string const& key, bool right);

private:
    struct Entry {
        bool right;
        std::chrono::steady_clock::time_point until;
    };
    struct Entries {
        std::unordered_map<std::string, Entry> by_key;
        std::deque<std::string> oldest_first;
    };
    std::size_t const capacity_;
    std::chrono::seconds const keep_right_;
    std::chrono::seconds const keep_wrong_;
    Ticks const now_;
    std::string const secret_;
    Guarded<Entries> entries_;
};

}  // namespace mailapp::directory
