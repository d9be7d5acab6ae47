#pragma once

#include "db/text_index.hpp"
#include "features/aliases/service.hpp"
#include "features/audit/service.hpp"
#include "features/deletion.hpp"
#include "features/domains/service.hpp"
#include "features/mailboxes/types.hpp"
#include "features/templates/service.hpp"

namespace mailapp::mailboxes {

/// What a search looks in.
db::TextSource text_source(db::Engine engine);

/// Mailboxes: where mail is delivered and who signs in.
class Service {
public:
    Service(db::Database& database, audit::Log& audit, templates::Service& templates,
            domains::Service& domains, aliases::Service& aliases)
        : database_(database),
          texts_(text_source(database.engine())),
          audit_(audit),
          templates_(templates),
          domains_(domains),
          aliases_(aliases) {}

    /// Errors: those of rules.hpp, mailbox.domain_not_found, mailbox.exists, mailbox.is_alias,
    /// mailbox.limit_reached, template.not_found, password errors.
    Result<Mailbox> create(Principal const& who, NewMailbox wanted);
    /// The password that the mailbox has already changes nothing and ends no session.
    /// Errors: those of rules.hpp, mailbox.not_found, version.changed, password errors.
    Result<Mailbox> update(Principal const& who, std::string const& address, MailboxPatch const& patch,
                           std::optional<std::int64_t> expected_version = {});
    /// The mail, settings and rights stay; only the address is another. Errors: mailbox.not_found,
    /// mailbox.address_invalid, mailbox.exists, mailbox.is_alias.
    Result<Mailbox> rename(Principal const& who, std::string const& address, RenameMailbox wanted);
    /// With its mail, its place in aliases and its rights. Errors: mailbox.not_found, version.changed.
    Result<> remove(Principal const& who, std::string const& address,
                    std::optional<std::int64_t> expected_version = {});

    /// One result for each address. Errors: bulk.too_many_items, bulk.value_missing.
    Result<BulkAnswer> bulk(Principal const& who, MailboxBulk const& wanted);
    /// What deleting these would take with it. Error: bulk.too_many_items.
    Result<Deletion> deletion(Visibility const& visibility, MailboxSelection const& selection);

    /// Error: mailbox.not_found, also for one that the caller may not see.
    Result<Mailbox> get(Visibility const& visibility, std::string const& address);
    Result<http::Page<Mailbox>> list(Visibility const& visibility, MailboxFilter const& filter,
                                     db::Total total = db::Total::counted);
    /// The best `limit` for who types a part of what it is called.
    std::vector<Mailbox> suggest(Visibility const& visibility, std::string const& text, std::size_t limit);

    /// Many mailboxes of one domain in one transaction, with one password hash: for imports and benchmarks.
    /// The domain's limits hold. Error: as create; nothing is made then.
    Result<> create_many(Principal const& who, std::string const& domain,
                         std::vector<std::string> const& local_parts, std::string const& password_hash);

private:
    struct NewPassword {
        std::string hash;
        bool is_same = false;                   ///< of the password that the mailbox has already
        std::optional<std::string> instead_of;  ///< the hash that was compared with; none without a mailbox
    };
    Result<std::optional<NewPassword>> new_password(Principal const& who, std::string const& address,
                                                    MailboxPatch const& patch);
    Result<Mailbox> update_in(db::Transaction& tx, Principal const& who, std::string const& address,
                              MailboxPatch const& patch, std::optional<NewPassword> const& password,
                              std::optional<std::int64_t> expected_version);
    Result<> remove_in(db::Transaction& tx, Principal const& who, std::string const& address,
                       std::optional<std::int64_t> expected_version);
    Result<Mailbox> insert(db::Transaction& tx, Principal const& who, Mailbox mailbox,
                           std::string const& hash, domains::DomainRow const& domain);

    db::Database& database_;
    db::TextIndex texts_;
    audit::Log& audit_;
    templates::Service& templates_;
    domains::Service& domains_;
    aliases::Service& aliases_;
};

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::mailboxes
