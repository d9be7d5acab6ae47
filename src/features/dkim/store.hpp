#pragma once

#include "db/database.hpp"
#include "features/dkim/keys.hpp"
#include "http/routes.hpp"
#include "identity/principal.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mailapp::dkim {

/// Statements about the table dkim_key, and nobody else's.
namespace store {

/// What `domain` is to this server: a domain, an alias domain, or foreign.
DomainKind kind_of(db::Session& session, std::string const& domain);

std::vector<DkimKey> keys_of(db::Session& session, std::string const& domain);
std::optional<DkimKey> key_of(db::Session& session, std::string const& domain, std::string const& selector);
/// Whether another key is found by the same "<selector>.<domain>": "a.b" of "c" and "a" of "b.c".
bool is_taken(db::Session& session, std::string const& domain, std::string const& selector);

/// Gives the key's id.
std::int64_t insert(db::Transaction& tx, DkimKey const& key, std::string const& sealed_private_key);
/// Give the number of keys that were removed.
std::int64_t remove_all(db::Transaction& tx, std::string const& domain);
std::int64_t remove_one(db::Transaction& tx, std::string const& domain, std::string const& selector);
std::int64_t remove_of_algorithm(db::Transaction& tx, std::string const& domain, Algorithm algorithm);

/// The purpose that a private key is sealed for (see Vault).
std::string seal_purpose(std::string const& domain, Algorithm algorithm);

/// A key with its sealed private half; never described for JSON.
struct SealedKey {
    std::string domain;
    std::string selector;
    Algorithm algorithm = Algorithm::rsa;
    std::string private_key;
};
std::vector<SealedKey> sealed_keys_of(db::Session& session, std::string const& domain);
/// Of all domains, in order of their names.
void each_sealed_key(db::Session& session, std::function<void(SealedKey)> const& on_key);

Result<http::Page<DkimDomain>> list(db::Session& session, Visibility const& who, DkimFilter const& filter);

}  // namespace store
}  // namespace mailapp::dkim
