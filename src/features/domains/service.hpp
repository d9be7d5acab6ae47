#pragma once

#include "db/listing.hpp"
#include "db/text_index.hpp"
#include "features/audit/service.hpp"
#include "features/deletion.hpp"
#include "features/dkim/service.hpp"
#include "features/domains/types.hpp"
#include "features/templates/service.hpp"

namespace mailapp::domains {

/// What a search looks in.
db::TextSource text_source(db::Engine engine);

/// Domains: names that own mailboxes and aliases, with their limits and relay settings.
class Service {
public:
    Service(db::Database& database, audit::Log& audit, templates::Service& templates, dkim::Service& dkim,
            std::string hostname)
        : database_(database),
          texts_(text_source(database.engine())),
          audit_(audit),
          templates_(templates),
          dkim_(dkim),
          hostname_(std::move(hostname)) {}

    /// What a creation did beside the domain.
    struct Created {
        Domain domain;
        bool dkim_added = false;
        std::vector<dkim::DkimKey> kept;  ///< keys of an earlier domain of this name
    };
    /// Errors: those of rules.hpp, domain.is_hostname, domain.exists, template.not_found, dkim errors.
    Result<Created> create(Principal const& who, NewDomain wanted);
    /// Errors: those of rules.hpp, domain.not_found, version.changed.
    Result<Domain> update(Principal const& who, std::string const& name, DomainPatch const& patch,
                          std::optional<std::int64_t> expected_version = {});
    /// Errors: domain.not_found, domain.not_empty, version.changed.
    Result<> remove(Principal const& who, std::string const& name,
                    std::optional<std::int64_t> expected_version = {});

    /// One result for each name. Error: bulk.too_many_items.
    Result<BulkAnswer> bulk(Principal const& who, DomainBulk const& wanted);
    /// What deleting these would take with it. Error: bulk.too_many_items.
    Result<Deletion> deletion(Visibility const& visibility, DomainSelection const& selection);

    /// Error: domain.not_found, also for a domain that the caller may not see.
    Result<Domain> get(Visibility const& visibility, std::string const& name);
    Result<http::Page<Domain>> list(Visibility const& visibility, DomainFilter const& filter,
                                    db::Total total = db::Total::counted);
    /// The best `limit` for who types a part of what it is called.
    std::vector<Domain> suggest(Visibility const& visibility, std::string const& text, std::size_t limit);
    /// Those of these names that there are and that the caller may see, in any order.
    std::vector<DomainRow> named(Visibility const& visibility, std::vector<std::string> const& names);

    /// For the features that add and remove mailboxes and aliases, inside their transactions. `row` leaves
    /// out the tags.
    std::optional<Domain> find(db::Session& session, std::string const& name);
    std::optional<DomainRow> row(db::Session& session, std::string const& name);
    void change_counters(db::Transaction& tx, std::string const& name, CounterChange change);

    /// For alias domains, which share the names.
    bool name_taken(db::Session& session, std::string const& name);
    /// Ends the mailboxes' grants to send as addresses in a name that becomes local or stops being local.
    void end_sender_grants(db::Transaction& tx, std::string const& name);

private:
    Result<Domain> update_in(db::Transaction& tx, Principal const& who, std::string const& given,
                             DomainPatch const& patch, std::optional<std::int64_t> expected_version);
    Result<> remove_in(db::Transaction& tx, Principal const& who, std::string const& given,
                       std::optional<std::int64_t> expected_version);
    db::Database& database_;
    db::TextIndex texts_;
    audit::Log& audit_;
    templates::Service& templates_;
    dkim::Service& dkim_;
    std::string hostname_;
};

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::domains
