#include "directory/verified_cache.hpp"

#include "base/random.hpp"
#include "base/text.hpp"

namespace mailapp::directory {
namespace {

constexpr std::size_t secret_length = 32;

/// With its length, so that no two triples read alike.
void append(std::string& text, std::string_view part) {
    text += std::to_string(part.size());
    text += ':';
    text += part;
}

}  // namespace

VerifiedCache::VerifiedCache(std::size_t capacity, std::chrono::seconds keep_right,
                             std::chrono::seconds keep_wrong, Ticks now)
    : capacity_(capacity),
      keep_right_(keep_right),
      keep_wrong_(keep_wrong),
      now_(std::move(now)),
      secret_(random_bytes(secret_length)) {}

std::string VerifiedCache::key(std::string_view user, std::string_view password,
                               std::string_view stored_hash) const {
    std::string text;
    text.reserve(user.size() + password.size() + stored_hash.size() + 16);
    append(text, user);
    append(text, password);
    append(text, stored_hash);
    return hmac_sha256(secret_, text);
}

std::optional<bool> VerifiedCache::find(std::string const& key) {
    auto entries = entries_.access();
    auto const found = entries->by_key.find(key);
    if (found == entries->by_key.end() || found->second.until <= now_()) return std::nullopt;
    return found->second.right;
}

void VerifiedCache::remember(std::string const& key, bool right) {
    auto const until = now_() + (right ? keep_right_ : keep_wrong_);
    auto entries = entries_.access();
    if (!entries->by_key.insert_or_assign(key, Entry{right, until}).second) return;
    entries->oldest_first.push_back(key);
    if (entries->oldest_first.size() <= capacity_) return;
    entries->by_key.erase(entries->oldest_first.front());
    entries->oldest_first.pop_front();
}

}  // namespace mailapp::directory
