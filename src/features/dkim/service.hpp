#pragma once

#include "db/database.hpp"
#include "features/audit/service.hpp"
#include "features/dkim/keys.hpp"
#include "features/dkim/types.hpp"
#include "http/routes.hpp"
#include "identity/principal.hpp"
#include "identity/vault.hpp"

#include <functional>
#include <string>
#include <vector>

namespace mailapp::dkim {

/// A key that a new domain is to have.
struct NewKey {
    std::string selector;
    KeyPair pair;
};
/// Makes the keys that a creation asks for; takes a tenth of a second, so do it before the transaction.
/// `bits` of the RSA key, 0 for none. Error: dkim.bits_invalid.
Result<std::vector<NewKey>> make_first_keys(std::int64_t bits, std::string selector, bool ed25519);

/// What became of them.
struct FirstKeys {
    bool added = false;
    std::vector<DkimKey> kept;  ///< those of an earlier domain of this name
};

/// The keys that mail is signed with. Every write appends topic::dkim to the change feed, from where the keys
/// reach the filter.
class Service {
public:
    Service(db::Database& database, audit::Log& log, Vault const& vault);

    /// Adds a key in a transaction of the caller, who has checked that the name may have one. Errors:
    /// domain.name_invalid, dkim.selector_invalid, dkim.key_exists, dkim.selector_taken.
    Result<DkimKey> add(db::Transaction& tx, Principal const& who, std::string const& domain,
                        std::string const& selector, KeyPair const& pair);
    /// Gives a new domain or alias domain its keys, in the transaction of its creation. Where an earlier
    /// domain of this name left a key of the same kind, that one stays: its record may be published. Errors
    /// as of `add`.
    Result<FirstKeys> add_first(db::Transaction& tx, Principal const& who, std::string const& domain,
                                std::vector<NewKey> const& keys);

    /// New keys for domains and alias domains of this server, for all or for none.
    Result<DkimKeys> create(Principal const& who, NewDkimKeys const& wanted);
    /// `overwrite` replaces the key of the same algorithm or selector.
    Result<DkimKey> import(Principal const& who, ImportedDkimKey const& wanted);
    /// Gives other domains the same keys, under the same selectors, in place of their own.
    Result<DkimKeys> duplicate(Principal const& who, std::string const& from, DuplicateDkimKeys const& to);
    Result<> remove(Principal const& who, std::string const& domain);
    Result<> remove_key(Principal const& who, std::string const& domain, std::string const& selector);

    Result<http::Page<DkimDomain>> list(Principal const& who, DkimFilter const& filter);
    /// Error: dkim.not_found when the name is neither local nor has a key.
    Result<DkimDomain> get(Principal const& who, std::string const& domain);
    /// The private half, with a line in the audit trail.
    Result<DkimPrivateKey> private_key(Principal const& who, std::string const& domain,
                                       std::string const& selector);

private:
    Result<DkimKey> put(db::Transaction& tx, Principal const& who, std::string_view action,
                        std::string const& domain, std::string const& selector, KeyPair const& pair);

    db::Database& database_;
    audit::Log& log_;
    Vault const& vault_;
};

/// Whether the password is the signed-in administrator's own; a Result because attempts are throttled.
using CheckPassword = std::function<Result<bool>(Principal const& who, Secret const& password)>;

void add_routes(http::Routes& routes, Service& service, CheckPassword check_password);

}  // namespace mailapp::dkim
