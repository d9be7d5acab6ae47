#include "directory/throttle.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace mailapp::directory {
namespace {

/// Mistyping is free; from then on each failure doubles the pause.
constexpr int free_failures = 5;
constexpr std::chrono::milliseconds first_pause{250};
constexpr std::chrono::milliseconds longest_pause{4000};

std::chrono::milliseconds pause_after(int failures) {
    if (failures < free_failures) return std::chrono::milliseconds(0);
    auto const doublings = std::min(failures - free_failures, 16);
    return std::min(first_pause * (1 << doublings), longest_pause);
}

}  // namespace

std::string network_of(std::string_view remote) {
    std::string const text(remote);
    std::array<unsigned char, 16> bytes{};
    if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1)
        return "4:" + std::string(reinterpret_cast<char const*>(bytes.data()), 3);
    if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return "?:" + text.substr(0, 64);
    static constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::equal(mapped.begin(), mapped.end(), bytes.begin()))
        return "4:" + std::string(reinterpret_cast<char const*>(bytes.data()) + 12, 3);
    return "6:" + std::string(reinterpret_cast<char const*>(bytes.data()), 8);
}

Throttle::Throttle(std::size_t capacity, Ticks now) : capacity_(capacity), now_(std::move(now)) {}

Throttle::Pair& Throttle::touch(Pairs& pairs, std::string const& account, std::string const& network) {
    auto const key = std::to_string(network.size()) + ':' + network + account;
    auto [found, made] = pairs.by_key.try_emplace(key);
    auto& pair = found->second;
    if (made) {
        pairs.newest_first.push_front(key);
        pair.used = pairs.newest_first.begin();
        if (pairs.by_key.size() > capacity_) {
            pairs.by_key.erase(pairs.newest_first.back());
            pairs.newest_first.pop_back();
        }
    } else {
        pairs.newest_first.splice(pairs.newest_first.begin(), pairs.newest_first, pair.used);
    }
    return pair;
}

bool Throttle::allow(std::string const& account, std::string const& network) {
    auto pairs = pairs_.access();
    auto& pair = touch(*pairs, account, network);
    auto const now = now_();
    if (now < pair.not_before) return false;
    // Tries at the same moment count like one after the other: the next waits although none has failed yet.
    pair.not_before = now + pause_after(pair.failures);
    return true;
}

void Throttle::failed(std::string const& account, std::string const& network) {
    auto pairs = pairs_.access();
    auto& pair = touch(*pairs, account, network);
    ++pair.failures;
    pair.not_before = now_() + pause_after(pair.failures);
}

void Throttle::succeeded(std::string const& account, std::string const& network) {
    auto pairs = pairs_.access();
    auto& pair = touch(*pairs, account, network);
    pair.failures = 0;
    pair.known = true;
    pair.not_before = {};
}

bool Throttle::is_known(std::string const& account, std::string const& network) {
    auto pairs = pairs_.access();
    return touch(*pairs, account, network).known;
}

}  // namespace mailapp::directory
