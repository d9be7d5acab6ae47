#pragma once

#include "features/api_keys/key_ring.hpp"
#include "features/api_keys/types.hpp"
#include "features/audit/service.hpp"
#include "http/routes.hpp"

namespace mailapp::api_keys {

/// Keys for programs: any number of them, each read-only or read-write, bound to source addresses.
class ApiKeys {
public:
    ApiKeys(db::Database& database, audit::Log& log, Clock clock = system_now,
            SteadyClock steady = steady_now)
        : database_(database), log_(log), clock_(clock), ring_(database, std::move(steady)) {}

    /// See KeyRing::authenticate.
    Result<Principal> authenticate(std::string_view key, std::string_view remote) {
        return ring_.authenticate(key, remote);
    }

    Result<http::Page<ApiKey>> list(ApiKeyFilter const& filter);
    /// Error: api_key.not_found.
    Result<ApiKey> get(std::int64_t id);
    /// Errors: those of normalize() in rules.hpp.
    Result<IssuedApiKey> create(Principal const& who, NewApiKey const& wanted);
    /// The same in the caller's transaction.
    /// `key` is one that generate_key() made.
    Result<IssuedApiKey> create(db::Transaction& tx, Principal const& who, NewApiKey const& wanted,
                                std::string key);
    /// Whether this key is there, active or not.
    static bool exists(db::Session& session, std::string_view key);
    /// Errors: those of normalize(), api_key.not_found, version.changed.
    Result<ApiKey> update(Principal const& who, std::int64_t id, ApiKeyPatch const& patch,
                          std::optional<std::int64_t> expected_version = {});
    /// A new key in the place of the old one, which is dead at once. Errors: api_key.not_found,
    /// version.changed.
    Result<IssuedApiKey> regenerate(Principal const& who, std::int64_t id,
                                    std::optional<std::int64_t> expected_version = {});
    /// Errors: api_key.not_found, version.changed.
    Result<void> remove(Principal const& who, std::int64_t id,
                        std::optional<std::int64_t> expected_version = {});

private:
    /// What is remembered of keys is forgotten with the commit, before what the trail tells looks at them
    /// again: this stands before the record in the trail.
    void forget_after(db::Transaction& tx);

    db::Database& database_;
    audit::Log& log_;
    Clock clock_;
    KeyRing ring_;
};

void add_routes(http::Routes& routes, ApiKeys& keys);

}  // namespace mailapp::api_keys
