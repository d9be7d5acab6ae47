#include "features/domains/service.hpp"

#include "base/mail_address.hpp"
#include "db/changes.hpp"
#include "features/domains/rules.hpp"
#include "features/domains/store.hpp"
#include "features/tags.hpp"

#include <set>

namespace mailapp::domains {
namespace {

Error no_such_domain() {
    return not_found("domain.not_found", "There is no domain of this name.");
}

DomainRow from_template(templates::DomainAttributes const& attributes) {
    DomainRow row;
    row.max_aliases = attributes.max_aliases;
    row.max_mailboxes = attributes.max_mailboxes;
    row.default_quota = attributes.default_quota;
    row.max_quota = attributes.max_quota;
    row.quota = attributes.quota;
    row.active = attributes.active;
    row.global_address_list = attributes.global_address_list;
    row.backup_mx = attributes.backup_mx;
    row.relay_all_recipients = attributes.relay_all_recipients;
    row.relay_unknown_only = attributes.relay_unknown_only;
    row.rate_limit_value = attributes.rate_limit_value;
    row.rate_limit_frame = attributes.rate_limit_frame;
    return row;
}

/// What a creation and a change have in common.
template <class Wanted>
void apply(Wanted const& wanted, DomainRow& row) {
    auto const take = [](auto const& from, auto& to) {
        if (from) to = *from;
    };
    take(wanted.description, row.description);
    take(wanted.max_aliases, row.max_aliases);
    take(wanted.max_mailboxes, row.max_mailboxes);
    take(wanted.default_quota, row.default_quota);
    take(wanted.max_quota, row.max_quota);
    take(wanted.quota, row.quota);
    take(wanted.relay_host, row.relay_host);
    take(wanted.backup_mx, row.backup_mx);
    take(wanted.relay_all_recipients, row.relay_all_recipients);
    take(wanted.relay_unknown_only, row.relay_unknown_only);
    take(wanted.global_address_list, row.global_address_list);
    take(wanted.active, row.active);
    take(wanted.rate_limit_value, row.rate_limit_value);
    take(wanted.rate_limit_frame, row.rate_limit_frame);
    settle_relay_flags(row);
}

Result<db::Listing> listing_of(db::Session& session, db::TextIndex& texts, Visibility const& visibility,
                               DomainFilter const& filter) {
    auto listing = db::Listing::create(store::sort_keys, filter.sort, "d.name", filter.cursor, filter.limit);
    if (!listing) return listing;
    if (!visibility.sees_all()) listing->where_in("d.name", visibility.domains());
    if (filter.search && !filter.search->empty()) {
        listing->where_found(
            session.engine(), texts.containing(session, *filter.search), "d.id",
            "(LOWER(d.name || ' ' || d.description) LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 "
            "FROM domain_tag s WHERE s.domain = d.name AND LOWER(s.tag) LIKE ? ESCAPE '\\'))",
            *filter.search);
    }
    if (filter.active) listing->where("d.active = ?", {std::int64_t{*filter.active}});
    if (filter.backup_mx) listing->where("d.backup_mx = ?", {std::int64_t{*filter.backup_mx}});
    if (!filter.tags.empty()) {
        listing->where_in_select("d.name", "SELECT t.domain FROM domain_tag t WHERE t.tag", filter.tags);
    }
    if (filter.quota_used_over) {
        listing->where("CASE WHEN d.quota >= 100 THEN d.bytes_used / (d.quota / 100) ELSE 0 END >= ?",
                       {*filter.quota_used_over});
    }
    return listing;
}

}  // namespace

Result<Service::Created> Service::create(Principal const& who, NewDomain wanted) {
    auto name = check_name(wanted.name);
    if (!name) return name.error();
    if (*name == hostname_) {
        return invalid("domain.is_hostname", "The mail server's own host name cannot be a mail domain.",
                       "/name");
    }
    templates::DomainAttributes defaults;
    {
        auto session = database_.read();
        auto found = templates_.defaults<templates::DomainAttributes>(session, wanted.template_id);
        if (!found) return found.error();
        defaults = std::move(*found);
    }
    auto tags = check_tags(wanted.tags.value_or(defaults.tags));
    if (!tags) return tags.error();
    auto row = from_template(defaults);
    row.name = *name;
    row.description = *name;
    row.created = system_now();
    apply(wanted, row);
    if (auto wrong = check(row)) return *wrong;

    // Making a key takes a tenth of a second: before the transaction, so that no other writer waits for it.
    auto const keys =
        dkim::make_first_keys(wanted.dkim_bits.value_or(defaults.dkim_bits),
                              wanted.dkim_selector.value_or(defaults.dkim_selector), wanted.dkim_ed25519);
    if (!keys) return keys.error();

    auto tx = database_.begin();
    if (store::name_taken(tx, *name)) {
        return conflict("domain.exists", "This name is already a domain or an alias domain here.", "/name");
    }
    store::insert(tx, row);
    store::set_tags(tx, *name, *tags);
    end_sender_grants(tx, *name);
    Created created;
    auto first = dkim_.add_first(tx, who, *name, *keys);
    if (!first) return first.error();
    created.dkim_added = first->added;
    created.kept = std::move(first->kept);
    created.domain = store::find(tx, *name).value();
    db::append_change(tx, db::topic::domain, *name);
    audit_.record(tx, who, "domain.created", *name, audit::difference(Domain{}, created.domain));
    tx.commit();
    return created;
}

Result<Domain> Service::update(Principal const& who, std::string const& given, DomainPatch const& patch,
                               std::optional<std::int64_t> expected_version) {
    auto tx = database_.begin();
    auto after = update_in(tx, who, given, patch, expected_version);
    if (after) tx.commit();
    return after;
}

Result<Domain> Service::update_in(db::Transaction& tx, Principal const& who, std::string const& given,
                                  DomainPatch const& patch, std::optional<std::int64_t> expected_version) {
    auto const name = check_name(given);
    if (!name) return no_such_domain();
    std::optional<std::vector<std::string>> tags;
    if (patch.tags) {
        auto checked = check_tags(*patch.tags);
        if (!checked) return checked.error();
        tags = std::move(*checked);
    }
    auto const before = store::find(tx, *name);
    if (!before || !who.visibility().sees(*name)) return no_such_domain();
    if (auto stale = http::check_version(before->version, expected_version)) return *stale;
    DomainRow row = *before;
    apply(patch, row);
    row.modified = system_now();
    if (auto wrong = check(row)) return *wrong;
    if (auto wrong = check_against_use(row, store::largest_mailbox_quota(tx, *name))) return *wrong;
    if (row.backup_mx && !before->backup_mx && store::alias_domain_count(tx, *name) != 0) {
        return conflict("domain.has_alias_domains",
                        "The domain has alias domains, which a relay domain cannot have.", "/backup_mx");
    }
    store::update(tx, row);
    if (tags) store::set_tags(tx, *name, *tags);
    auto const after = store::find(tx, *name).value();
    db::append_change(tx, db::topic::domain, *name);
    audit_.record(tx, who, "domain.changed", *name, audit::difference(*before, after));
    return after;
}

Result<> Service::remove(Principal const& who, std::string const& given,
                         std::optional<std::int64_t> expected_version) {
    auto tx = database_.begin();
    auto const done = remove_in(tx, who, given, expected_version);
    if (done) tx.commit();
    return done;
}

Result<> Service::remove_in(db::Transaction& tx, Principal const& who, std::string const& given,
                            std::optional<std::int64_t> expected_version) {
    auto const name = check_name(given);
    if (!name) return no_such_domain();
    auto const before = store::find(tx, *name);
    if (!before || !who.visibility().sees(*name)) return no_such_domain();
    if (auto stale = http::check_version(before->version, expected_version)) return *stale;
    if (auto wrong = check_removable(*before)) return *wrong;
    auto const removed = store::remove(tx, *name);
    for (auto const& address : removed.aliases) db::append_change(tx, db::topic::alias, address);
    for (auto const& alias_domain : removed.alias_domains) {
        db::append_change(tx, db::topic::alias_domain, alias_domain);
    }
    end_sender_grants(tx, *name);
    db::append_change(tx, db::topic::domain, *name);
    audit_.record(tx, who, "domain.deleted", *name, audit::difference(*before, Domain{}));
    return {};
}

Result<BulkAnswer> Service::bulk(Principal const& who, DomainBulk const& wanted) {
    return run_bulk(database_, wanted.names, "/names",
                    [&](db::Transaction& tx, std::string const& name) -> Result<> {
                        if (wanted.action == BulkAction::delete_)
                            return remove_in(tx, who, name, std::nullopt);
                        DomainPatch patch;
                        patch.active = wanted.action == BulkAction::activate;
                        return without_value(update_in(tx, who, name, patch, std::nullopt));
                    });
}

Result<Deletion> Service::deletion(Visibility const& visibility, DomainSelection const& selection) {
    auto session = database_.read();
    std::set<std::string> seen;
    return look_at_deletion(selection.names, "/names", [&](DeletionItem& item) -> std::optional<Error> {
        auto const name = check_name(item.item);
        if (!name || !visibility.sees(*name)) return no_such_domain();
        auto const domain = store::find(session, *name);
        if (!domain || !seen.insert(*name).second) return no_such_domain();
        item.mailboxes = domain->mailbox_count;
        item.aliases = domain->alias_count;
        item.alias_domains = store::alias_domain_count(session, *name);
        item.bytes_used = domain->bytes_used;
        item.message_count = domain->message_count;
        return check_removable(*domain);
    });
}

std::vector<Domain> Service::suggest(Visibility const& visibility, std::string const& text,
                                     std::size_t limit) {
    auto session = database_.read();
    auto const ids = texts_.suggest(
        session, text, limit, [&](std::string_view name) { return visibility.sees(std::string(name)); });
    return store::by_ids(session, ids);
}

Result<Domain> Service::get(Visibility const& visibility, std::string const& given) {
    auto const name = check_name(given);
    if (!name || !visibility.sees(*name)) return no_such_domain();
    auto session = database_.read();
    auto found = store::find(session, *name);
    if (!found) return no_such_domain();
    return std::move(*found);
}

Result<http::Page<Domain>> Service::list(Visibility const& visibility, DomainFilter const& filter,
                                         db::Total total) {
    auto session = database_.read();
    auto listing = listing_of(session, texts_, visibility, filter);
    if (!listing) return listing.error();
    return store::page(session, listing->with(total));
}

std::vector<DomainRow> Service::named(Visibility const& visibility, std::vector<std::string> const& names) {
    std::vector<std::string> visible;
    std::copy_if(names.begin(), names.end(), std::back_inserter(visible),
                 [&](std::string const& name) { return visibility.sees(name); });
    if (visible.empty()) return {};
    auto session = database_.read();
    return store::named(session, visible);
}

std::optional<Domain> Service::find(db::Session& session, std::string const& name) {
    return store::find(session, name);
}

std::optional<DomainRow> Service::row(db::Session& session, std::string const& name) {
    return store::find_row(session, name);
}

bool Service::name_taken(db::Session& session, std::string const& name) {
    return store::name_taken(session, name);
}

void Service::end_sender_grants(db::Transaction& tx, std::string const& name) {
    for (auto const& address : store::remove_foreign_senders(tx, name)) {
        db::append_change(tx, db::topic::sender_acl, address);
    }
}

void Service::change_counters(db::Transaction& tx, std::string const& name, CounterChange change) {
    store::change_counters(tx, name, change);
}

}  // namespace mailapp::domains
