#pragma once

#include "base/guarded.hpp"
#include "db/database.hpp"
#include "features/api_keys/types.hpp"
#include "identity/backoff.hpp"
#include "identity/networks.hpp"
#include "identity/principal.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mailapp::api_keys {

/// Recognizes keys from memory. What this process commits counts at once; what another process committed
/// counts after a second at most, and a key that is not known is looked for before that. Thread-safe.
class KeyRing {
public:
    KeyRing(db::Database& database, SteadyClock clock);
    ~KeyRing();

    /// Who a key belongs to. Wrong keys are slowed by network; right ones never are. Errors: api_key.unknown,
    /// api_key.address_not_allowed, api_key.throttled.
    Result<Principal> authenticate(std::string_view key, std::string_view remote);

    /// The keys in the database are other ones from now on.
    void changed() { ++generation_; }

private:
    struct Known;
    using Keys = std::shared_ptr<Known const>;
    Keys keys(std::chrono::milliseconds at_most_old);
    Error refused(Error error, std::string_view remote);

    db::Database& database_;
    SteadyClock clock_;
    std::atomic<std::uint64_t> generation_{0};
    Guarded<Keys> known_;
    Guarded<identity::Backoff> wrong_;
};

}  // namespace mailapp::api_keys
