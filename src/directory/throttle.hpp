#pragma once

#include "base/guarded.hpp"
#include "directory/verified_cache.hpp"

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mailapp::directory {

/// The network that an address counts for: its /24 (IPv4, also mapped into IPv6) or /64 (IPv6). What is no
/// address counts as itself.
std::string network_of(std::string_view remote);

/// Slows down guessing for each pair of account and network. Failures make the next try wait a little longer,
/// up to a few seconds; no pair is ever shut out, and an account's owner elsewhere, or whoever signs in with
/// a remembered password, feels nothing. Bounded; the least recently used pair goes first. Thread-safe.
class Throttle {
public:
    explicit Throttle(std::size_t capacity, Ticks now = std::chrono::steady_clock::now);

    /// Whether a try may be made now. Counts as made when it may.
    bool allow(std::string const& account, std::string const& network);
    void failed(std::string const& account, std::string const& network);
    /// Forgets the failures, and remembers the pair as one from which its owner comes.
    void succeeded(std::string const& account, std::string const& network);
    /// Whether somebody has signed in to this account from this network before.
    bool is_known(std::string const& account, std::string const& network);

private:
    struct Pair {
        int failures = 0;
        bool known = false;
        std::chrono::steady_clock::time_point not_before;
        std::list<std::string>::iterator used;
    };
    struct Pairs {
        std::unordered_map<std::string, Pair> by_key;
        std::list<std::string> newest_first;
    };
    Pair& touch(Pairs& pairs, std::string const& account, std::string const& network);

    std::size_t const capacity_;
    Ticks const now_;
    Guarded<Pairs> pairs_;
};

}  // namespace mailapp::directory
