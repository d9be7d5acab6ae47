#pragma once

#include "db/text_index.hpp"
#include "features/alias_domains/service.hpp"
#include "features/aliases/types.hpp"
#include "features/bulk.hpp"

namespace mailapp::aliases {

/// What a search looks in.
db::TextSource text_source(db::Engine engine);

/// Whether the domain's limit of aliases holds for a new one.
enum class Limits { apply, do_not_apply };

/// Aliases: addresses without a mailbox, whose mail goes elsewhere. They belong to who the domain belongs to,
/// or the target of the alias domain that they are in.
class Service {
public:
    Service(db::Database& database, audit::Log& audit, domains::Service& domains)
        : database_(database), texts_(text_source(database.engine())), audit_(audit), domains_(domains) {}

    /// Errors: those of rules.hpp, alias.domain_not_found, alias.address_taken, alias.limit_reached,
    /// alias.destination_loops.
    Result<Alias> create(Principal const& who, NewAlias const& wanted);
    /// The same inside a transaction of the caller, who commits it: renamed mailboxes, imports.
    Result<Alias> create_in(db::Transaction& tx, Principal const& who, NewAlias const& wanted,
                            Limits limits = Limits::apply);
    /// Errors: those of create, alias.not_found, version.changed.
    Result<Alias> update(Principal const& who, std::int64_t id, AliasPatch const& patch,
                         std::optional<std::int64_t> expected_version = {});
    /// Ends the grants to send as its address, too. Errors: alias.not_found, version.changed.
    Result<> remove(Principal const& who, std::int64_t id, std::optional<std::int64_t> expected_version = {});
    /// Copies the alias into the alias domains of its domain, but those where the address is taken or would
    /// be its own destination; all or none. The copies are independent from then on.
    /// Errors: alias.not_found, alias.not_in_primary_domain, alias.limit_reached.
    Result<AliasExpansion> expand(Principal const& who, std::int64_t id);
    /// One result for each id. Error: bulk.too_many_items.
    Result<BulkAnswer> bulk(Principal const& who, AliasBulk const& wanted);

    /// Error: alias.not_found, also for one that the caller may not see.
    Result<Alias> get(Visibility const& visibility, std::int64_t id);
    Result<Alias> find_by_address(Visibility const& visibility, std::string const& address);
    Result<http::Page<Alias>> list(Visibility const& visibility, AliasFilter const& filter);
    /// For who goes through all of them: a page without a total that ends earlier when its aliases have very
    /// many destinations.
    Result<http::Page<Alias>> part(Visibility const& visibility, AliasFilter const& filter);
    /// The best `limit` for who types a part of what it is called.
    std::vector<Alias> suggest(Visibility const& visibility, std::string const& text, std::size_t limit);

    /// For deleting and renaming mailboxes, inside their transactions; addresses are normalized.
    /// An alias that is left without a destination is deleted.
    void forget_destination(db::Transaction& tx, Principal const& who, std::string const& address);
    void rename_destination(db::Transaction& tx, std::string const& from, std::string const& to);

private:
    /// The domain that aliases in a name count for: itself, or the target of the alias domain.
    Result<domains::DomainRow> home(db::Session& session, Visibility const& visibility,
                                    std::string const& name);
    Result<Alias> insert(db::Transaction& tx, Principal const& who, AliasRow const& row,
                         std::vector<std::string> const& destinations, domains::DomainRow const& home,
                         Limits limits);
    Result<Alias> update_in(db::Transaction& tx, Principal const& who, std::int64_t id,
                            AliasPatch const& patch, std::optional<std::int64_t> expected_version);
    Result<> remove_in(db::Transaction& tx, Principal const& who, std::int64_t id,
                       std::optional<std::int64_t> expected_version);
    Result<AliasExpansion> expand_in(db::Transaction& tx, Principal const& who, std::int64_t id);
    void remove(db::Transaction& tx, Principal const& who, Alias const& alias);
    void end_sender_grants(db::Transaction& tx, std::string const& address);
    static std::optional<Error> check_limit(domains::DomainRow const& home);

    db::Database& database_;
    db::TextIndex texts_;
    audit::Log& audit_;
    domains::Service& domains_;
};

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::aliases
