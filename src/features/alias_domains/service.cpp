#include "features/alias_domains/service.hpp"

#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "db/changes.hpp"
#include "features/alias_domains/rules.hpp"
#include "features/alias_domains/store.hpp"

#include <set>

namespace mailapp::alias_domains {
namespace {

Error no_such_alias_domain() {
    return not_found("alias_domain.not_found", "There is no alias domain of this name.");
}

Error no_such_target() {
    return invalid("alias_domain.target_not_found", "There is no domain of this name here.",
                   "/target_domain");
}

Result<db::Listing> listing_of(db::Session& session, db::TextIndex& texts, Visibility const& visibility,
                               AliasDomainFilter const& filter) {
    auto listing = db::Listing::create(store::sort_keys, filter.sort, "ad.name", filter.cursor, filter.limit);
    if (!listing) return listing;
    if (!visibility.sees_all()) listing->where_in("ad.target_domain", visibility.domains());
    if (filter.search && !filter.search->empty()) {
        listing->where_found(session.engine(), texts.containing(session, *filter.search), "ad.id",
                             "LOWER(ad.name || ' ' || ad.target_domain) LIKE ? ESCAPE '\\'", *filter.search);
    }
    if (filter.target) {
        // A text that is no name matches nothing, as it stands.
        listing->where("ad.target_domain = ?", {normalize_domain(trim(*filter.target)).value_or("")});
    }
    if (filter.active) listing->where("ad.active = ?", {std::int64_t{*filter.active}});
    return listing;
}

}  // namespace

Result<domains::DomainRow> Service::target(db::Session& session, Visibility const& visibility,
                                           std::string const& name) {
    auto domain = domains_.row(session, name);
    if (!domain || !visibility.sees(name)) return no_such_target();
    if (domain->backup_mx) {
        return invalid("alias_domain.target_is_relay", "A relay domain cannot have alias domains.",
                       "/target_domain");
    }
    return std::move(*domain);
}

Result<Service::Created> Service::create(Principal const& who, NewAliasDomain wanted) {
    auto name = check_name(wanted.name);
    if (!name) return name.error();
    if (*name == hostname_) {
        return invalid("alias_domain.is_hostname", "The mail server's own host name cannot be a mail domain.",
                       "/name");
    }
    auto const target_name = normalize_domain(trim(wanted.target_domain));
    if (!target_name) return no_such_target();
    AliasDomainRow row;
    row.name = *name;
    row.target_domain = *target_name;
    row.active = wanted.active;
    row.rate_limit_value = wanted.rate_limit_value;
    row.rate_limit_frame = wanted.rate_limit_frame;
    row.created = system_now();
    if (auto wrong = check(row)) return *wrong;

    // Making a key takes a tenth of a second: before the transaction, so that no other writer waits for it.
    auto const keys = dkim::make_first_keys(wanted.dkim_bits, wanted.dkim_selector, wanted.dkim_ed25519);
    if (!keys) return keys.error();

    auto tx = database_.begin();
    if (auto const found = target(tx, who.visibility(), *target_name); !found) return found.error();
    if (domains_.name_taken(tx, *name)) {
        return conflict("alias_domain.exists", "This name is already a domain or an alias domain here.",
                        "/name");
    }
    store::insert(tx, row);
    domains_.end_sender_grants(tx, *name);
    Created created;
    auto first = dkim_.add_first(tx, who, *name, *keys);
    if (!first) return first.error();
    created.dkim_added = first->added;
    created.kept = std::move(first->kept);
    created.alias_domain = store::find(tx, *name).value();
    db::append_change(tx, db::topic::alias_domain, *name);
    audit_.record(tx, who, "alias_domain.created", *name,
                  audit::difference(AliasDomain{}, created.alias_domain));
    tx.commit();
    return created;
}

Result<AliasDomain> Service::update(Principal const& who, std::string const& given,
                                    AliasDomainPatch const& patch,
                                    std::optional<std::int64_t> expected_version) {
    auto tx = database_.begin();
    auto after = update_in(tx, who, given, patch, expected_version);
    if (after) tx.commit();
    return after;
}

Result<AliasDomain> Service::update_in(db::Transaction& tx, Principal const& who, std::string const& given,
                                       AliasDomainPatch const& patch,
                                       std::optional<std::int64_t> expected_version) {
    auto const name = check_name(given);
    if (!name) return no_such_alias_domain();
    auto const before = store::find(tx, *name);
    if (!before || !who.visibility().sees(before->target_domain)) return no_such_alias_domain();
    if (auto stale = http::check_version(before->version, expected_version)) return *stale;
    AliasDomainRow row = *before;
    if (patch.target_domain) row.target_domain = normalize_domain(trim(*patch.target_domain)).value_or("");
    row.active = patch.active.value_or(row.active);
    row.rate_limit_value = patch.rate_limit_value.value_or(row.rate_limit_value);
    row.rate_limit_frame = patch.rate_limit_frame.value_or(row.rate_limit_frame);
    row.modified = system_now();
    if (auto wrong = check(row)) return *wrong;
    if (row.target_domain != before->target_domain) {
        auto const moved_to = target(tx, who.visibility(), row.target_domain);
        if (!moved_to) return moved_to.error();
        auto const aliases = store::alias_count(tx, *name);
        if (aliases > 0 && moved_to->alias_count + aliases > moved_to->max_aliases) {
            return conflict("alias_domain.alias_limit",
                            "The " + std::to_string(aliases) + " aliases in this name would bring " +
                                row.target_domain + " above its limit of " +
                                std::to_string(moved_to->max_aliases) + ".",
                            "/target_domain");
        }
        if (auto const alias = store::alias_in_the_way(tx, *name, row.target_domain)) {
            return conflict("alias_domain.alias_in_the_way",
                            "The alias " + *alias + " would stand before a mailbox of " + row.target_domain +
                                "; delete it first.",
                            "/target_domain");
        }
        domains_.change_counters(tx, before->target_domain, {.aliases = -aliases});
        domains_.change_counters(tx, row.target_domain, {.aliases = aliases});
    }
    store::update(tx, row);
    auto after = store::find(tx, *name).value();
    db::append_change(tx, db::topic::alias_domain, *name);
    audit_.record(tx, who, "alias_domain.changed", *name, audit::difference(*before, after));
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
    if (!name) return no_such_alias_domain();
    auto const before = store::find(tx, *name);
    if (!before || !who.visibility().sees(before->target_domain)) return no_such_alias_domain();
    if (auto stale = http::check_version(before->version, expected_version)) return *stale;
    auto const aliases = store::remove(tx, *name);
    for (auto const& address : aliases) db::append_change(tx, db::topic::alias, address);
    domains_.change_counters(tx, before->target_domain,
                             {.aliases = -static_cast<std::int64_t>(aliases.size())});
    domains_.end_sender_grants(tx, *name);
    db::append_change(tx, db::topic::alias_domain, *name);
    audit_.record(tx, who, "alias_domain.deleted", *name, audit::difference(*before, AliasDomain{}));
    return {};
}

Result<BulkAnswer> Service::bulk(Principal const& who, AliasDomainBulk const& wanted) {
    return run_bulk(database_, wanted.names, "/names",
                    [&](db::Transaction& tx, std::string const& name) -> Result<> {
                        if (wanted.action == BulkAction::delete_)
                            return remove_in(tx, who, name, std::nullopt);
                        AliasDomainPatch patch;
                        patch.active = wanted.action == BulkAction::activate;
                        return without_value(update_in(tx, who, name, patch, std::nullopt));
                    });
}

Result<Deletion> Service::deletion(Visibility const& visibility, AliasDomainSelection const& selection) {
    auto session = database_.read();
    std::set<std::string> seen;
    return look_at_deletion(selection.names, "/names", [&](DeletionItem& item) -> std::optional<Error> {
        auto const name = check_name(item.item);
        auto const found = name ? store::find(session, *name) : std::nullopt;
        if (!found || !visibility.sees(found->target_domain) || !seen.insert(*name).second) {
            return no_such_alias_domain();
        }
        item.alias_domains = 1;
        item.aliases = store::alias_count(session, *name);
        return std::nullopt;
    });
}

std::vector<AliasDomain> Service::suggest(Visibility const& visibility, std::string const& text,
                                          std::size_t limit) {
    auto session = database_.read();
    auto const visible = visibility.sees_all() ? std::set<std::string, std::less<>>{}
                                               : names_within(session, visibility.domains());
    auto const ids = texts_.suggest(session, text, limit, [&](std::string_view name) {
        return visibility.sees_all() || visible.contains(name);
    });
    return store::by_ids(session, ids);
}

Result<AliasDomain> Service::get(Visibility const& visibility, std::string const& given) {
    auto const name = check_name(given);
    if (!name) return no_such_alias_domain();
    auto session = database_.read();
    auto found = store::find(session, *name);
    if (!found || !visibility.sees(found->target_domain)) return no_such_alias_domain();
    return std::move(*found);
}

Result<http::Page<AliasDomain>> Service::list(Visibility const& visibility, AliasDomainFilter const& filter,
                                              db::Total total) {
    auto session = database_.read();
    auto listing = listing_of(session, texts_, visibility, filter);
    if (!listing) return listing.error();
    return store::page(session, listing->with(total));
}

}  // namespace mailapp::alias_domains
