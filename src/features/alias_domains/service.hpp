#pragma once

#include "db/text_index.hpp"
#include "features/alias_domains/types.hpp"
#include "features/domains/service.hpp"

#include <set>

namespace mailapp::alias_domains {

/// What a search looks in.
db::TextSource text_source(db::Engine engine);

/// Alias domains: further names of a domain, in which each of its mailboxes has the same local part. They
/// belong to who the target belongs to.
class Service {
public:
    Service(db::Database& database, audit::Log& audit, domains::Service& domains, dkim::Service& dkim,
            std::string hostname)
        : database_(database),
          texts_(text_source(database.engine())),
          audit_(audit),
          domains_(domains),
          dkim_(dkim),
          hostname_(std::move(hostname)) {}

    /// What a creation did beside the alias domain.
    struct Created {
        AliasDomain alias_domain;
        bool dkim_added = false;
        std::vector<dkim::DkimKey> kept;  ///< keys of an earlier domain of this name
    };
    /// Errors: those of rules.hpp, alias_domain.is_hostname, alias_domain.exists,
    /// alias_domain.target_not_found, alias_domain.target_is_relay, dkim errors.
    Result<Created> create(Principal const& who, NewAliasDomain wanted);
    /// Errors: those of rules.hpp, alias_domain.not_found, alias_domain.target_not_found,
    /// alias_domain.target_is_relay, alias_domain.alias_limit, alias_domain.alias_in_the_way,
    /// version.changed.
    Result<AliasDomain> update(Principal const& who, std::string const& name, AliasDomainPatch const& patch,
                               std::optional<std::int64_t> expected_version = {});
    /// With its aliases. Errors: alias_domain.not_found, version.changed.
    Result<> remove(Principal const& who, std::string const& name,
                    std::optional<std::int64_t> expected_version = {});

    /// One result for each name. Error: bulk.too_many_items.
    Result<BulkAnswer> bulk(Principal const& who, AliasDomainBulk const& wanted);
    /// What deleting these would take with it. Error: bulk.too_many_items.
    Result<Deletion> deletion(Visibility const& visibility, AliasDomainSelection const& selection);

    /// Error: alias_domain.not_found, also for one that the caller may not see.
    Result<AliasDomain> get(Visibility const& visibility, std::string const& name);
    Result<http::Page<AliasDomain>> list(Visibility const& visibility, AliasDomainFilter const& filter,
                                         db::Total total = db::Total::counted);
    /// The best `limit` for who types a part of what it is called.
    std::vector<AliasDomain> suggest(Visibility const& visibility, std::string const& text,
                                     std::size_t limit);

private:
    Result<AliasDomain> update_in(db::Transaction& tx, Principal const& who, std::string const& given,
                                  AliasDomainPatch const& patch,
                                  std::optional<std::int64_t> expected_version);
    Result<> remove_in(db::Transaction& tx, Principal const& who, std::string const& given,
                       std::optional<std::int64_t> expected_version);
    Result<domains::DomainRow> target(db::Session& session, Visibility const& visibility,
                                      std::string const& name);

    db::Database& database_;
    db::TextIndex texts_;
    audit::Log& audit_;
    domains::Service& domains_;
    dkim::Service& dkim_;
    std::string hostname_;
};

/// For other features, inside their sessions: the target of an alias domain, by its normalized name.
std::optional<std::string> target_of(db::Session& session, std::string const& name);
/// The names of all alias domains of some domains.
std::set<std::string, std::less<>> names_within(db::Session& session,
                                                std::vector<std::string> const& target_domains);
/// The alias domains of a domain, by name.
std::vector<std::string> names_of(db::Session& session, std::string const& target_domain);

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::alias_domains
