#include "identity/backoff.hpp"

#include <algorithm>

namespace mailapp::identity {
namespace {

constexpr std::chrono::minutes half_life{10};
constexpr int most_failures = 1'000'000;

int decayed(int failures, Moment last, Moment now) {
    auto const halvings = std::clamp<std::int64_t>((now - last) / half_life, 0, 30);
    return failures >> halvings;
}

}  // namespace

std::chrono::seconds Backoff::wait(std::string_view key, Moment now, std::chrono::seconds at_least) const {
    auto const found = by_key_.find(key);
    if (found == by_key_.end() || found->second->waited) return {};
    auto const& entry = *found->second;
    auto delay = at_least;
    int const beyond = decayed(entry.failures, entry.last, now) - options_.free;
    if (beyond >= 0) {
        std::chrono::seconds const grown{std::int64_t{2} << std::min(beyond, 30)};
        delay = std::max(delay, std::min(grown, options_.longest));
    }
    return std::max(std::chrono::ceil<std::chrono::seconds>(entry.last + delay - now),
                    std::chrono::seconds{0});
}

void Backoff::count(std::string_view key, Moment now) {
    auto& entry = touch(key, now);
    entry.failures = std::min(entry.failures + 1, most_failures);
}

void Backoff::undo(std::string_view key, bool at_once) {
    auto const found = by_key_.find(key);
    if (found == by_key_.end()) return;
    found->second->failures = std::max(found->second->failures - 1, 0);
    found->second->waited = at_once;
}

void Backoff::forget(std::string_view key) {
    auto const found = by_key_.find(key);
    if (found == by_key_.end()) return;
    auto const entry = found->second;
    by_key_.erase(found);
    entries_.erase(entry);
}

int Backoff::failures(std::string_view key, Moment now) const {
    auto const found = by_key_.find(key);
    return found == by_key_.end() ? 0 : decayed(found->second->failures, found->second->last, now);
}

Backoff::Entry& Backoff::touch(std::string_view key, Moment now) {
    auto const found = by_key_.find(key);
    if (found != by_key_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
        auto& entry = *found->second;
        entry.failures = decayed(entry.failures, entry.last, now);
        entry.last = now;
        entry.waited = false;
        return entry;
    }
    if (by_key_.size() >= options_.capacity) {
        by_key_.erase(entries_.back().key);
        entries_.pop_back();
    }
    entries_.push_front({std::string(key), 0, now, false});
    by_key_[entries_.front().key] = entries_.begin();
    return entries_.front();
}

}  // namespace mailapp::identity
