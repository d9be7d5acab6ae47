#include "features/api_keys/key_ring.hpp"

#include "features/api_keys/rules.hpp"
#include "features/api_keys/store.hpp"

namespace mailapp::api_keys {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// How long another process's change may go unseen.
constexpr milliseconds oldest{1000};
/// The same for a key that is not known: it may have been made just now, but a flood of wrong keys must not
/// become a flood of queries.
constexpr milliseconds oldest_for_unknown{50};
constexpr std::size_t longest_key = 256;

}  // namespace

struct KeyRing::Known {
    struct Entry {
        Principal principal;
        bool any_address = false;
        std::vector<identity::Network> allowed;
    };
    std::uint64_t generation = 0;
    steady_clock::time_point read_at;
    std::unordered_map<std::string, Entry> by_hash;
};

KeyRing::KeyRing(db::Database& database, SteadyClock clock)
    : database_(database),
      clock_(std::move(clock)),
      // Many wrong keys are free: a program with an old key retries, and guessing 120 bits is hopeless.
      wrong_(identity::Backoff({.free = 200, .longest = std::chrono::seconds{60}})) {}

KeyRing::~KeyRing() = default;

KeyRing::Keys KeyRing::keys(milliseconds at_most_old) {
    // Before the query: what is committed meanwhile makes this generation an old one.
    auto const generation = generation_.load();
    auto const now = steady_clock::now();
    {
        auto known = known_.access();
        if (*known && (*known)->generation == generation && now - (*known)->read_at < at_most_old)
            return *known;
    }
    auto fresh = std::make_shared<Known>();
    fresh->generation = generation;
    fresh->read_at = now;
    auto session = database_.read();
    for (auto& credential : store::active(session)) {
        Known::Entry entry;
        auto const& key = credential.key;
        entry.principal.role =
            key.access == ApiAccess::read_write ? Role::api_read_write : Role::api_read_only;
        entry.principal.name = "api:" + key.hint;
        entry.principal.account_id = key.id;
        entry.any_address = key.skip_ip_check;
        for (auto const& text : key.allow_from) {
            if (auto const network = identity::Network::parse(text)) entry.allowed.push_back(*network);
        }
        fresh->by_hash.emplace(std::move(credential.key_hash), std::move(entry));
    }
    *known_.access() = fresh;
    return fresh;
}

Error KeyRing::refused(Error error, std::string_view remote) {
    auto const address = identity::IpAddress::parse(remote);
    auto const network = address ? identity::Network::around(*address, 24, 64).text() : "local";
    auto const now = clock_();
    auto wrong = wrong_.access();
    auto const wait = wrong->wait(network, now);
    if (wait.count() > 0) {
        return too_many_requests("api_key.throttled", "Too many wrong API keys came from this network.",
                                 wait.count());
    }
    wrong->count(network, now);
    return error;
}

Result<Principal> KeyRing::authenticate(std::string_view key, std::string_view remote) {
    if (key.size() > longest_key) return refused(key_unknown(), remote);
    auto const hash = hash_of_key(key);
    auto known = keys(oldest);
    auto found = known->by_hash.find(hash);
    if (found == known->by_hash.end()) {
        known = keys(oldest_for_unknown);
        found = known->by_hash.find(hash);
    }
    if (found == known->by_hash.end()) return refused(key_unknown(), remote);
    auto const& entry = found->second;
    if (!entry.any_address && !identity::contains(entry.allowed, remote))
        return refused(address_not_allowed(), remote);
    return entry.principal;
}

}  // namespace mailapp::api_keys
