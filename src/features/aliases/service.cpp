#include "features/aliases/service.hpp"

#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "db/changes.hpp"
#include "features/addresses/service.hpp"
#include "features/aliases/rules.hpp"
#include "features/aliases/store.hpp"

namespace mailapp::aliases {
namespace {

Error no_such_alias() {
    return not_found("alias.not_found", "There is no alias of this id or address.");
}

/// What a creation and a change have in common, but for address and destinations.
template <class Wanted>
void apply(Wanted const& wanted, AliasRow& row) {
    if (wanted.public_comment) row.public_comment = wanted.public_comment;
    if (wanted.private_comment) row.private_comment = wanted.private_comment;
    auto const take = [](auto const& from, auto& to) {
        if constexpr (requires { from.has_value(); }) {
            if (from) to = *from;
        } else {
            to = from;
        }
    };
    take(wanted.delivery, row.delivery);
    take(wanted.active, row.active);
    take(wanted.internal, row.internal);
    take(wanted.sender_allowed, row.sender_allowed);
    take(wanted.sogo_visible, row.sogo_visible);
}

Error taken(addresses::Holder holder) {
    auto const* const what = holder == addresses::Holder::mailbox ? "A mailbox has this address."
                             : holder == addresses::Holder::alias
                                 ? "Another alias has this address."
                                 : "A mailbox has this address in an alias domain of its domain.";
    return conflict("alias.address_taken", what, "/address");
}

/// The address can be given to an alias with these destinations. Errors: alias.address_taken,
/// alias.destination_is_self, alias.destination_loops.
std::optional<Error> check_place(db::Session& session, std::string const& address, bool is_new,
                                 std::vector<std::string> const& destinations) {
    if (is_new) {
        auto const holder = addresses::holder_of(session, address);
        if (holder != addresses::Holder::nobody) return taken(holder);
    }
    if (auto wrong = check_self(address, destinations)) return wrong;
    if (auto const other = store::loops_back(session, address, destinations)) {
        return invalid("alias.destination_loops", "The alias " + *other + " sends its mail back to this one.",
                       "/destinations");
    }
    return std::nullopt;
}

/// The domains that are seen, with their alias domains.
void restrict(db::Listing& listing, std::vector<std::string> const& domains) {
    std::string names;
    db::Parameters values;
    for (auto const& domain : domains) {
        names += names.empty() ? "?" : ", ?";
        values.emplace_back(domain);
    }
    if (domains.empty()) {
        listing.where("1 = 0");
        return;
    }
    auto twice = values;
    twice.insert(twice.end(), values.begin(), values.end());
    listing.where("a.domain IN (SELECT v.name FROM domain v WHERE v.name IN (" + names +
                      ") UNION ALL SELECT w.name FROM alias_domain w WHERE w.target_domain IN (" + names +
                      "))",
                  twice);
}

Result<db::Listing> listing_of(db::Session& session, db::TextIndex& texts, Visibility const& visibility,
                               AliasFilter const& filter) {
    auto listing =
        db::Listing::create(store::sort_keys, filter.sort, "a.address", filter.cursor, filter.limit);
    if (!listing) return listing;
    if (!visibility.sees_all()) restrict(*listing, visibility.domains());
    if (filter.search && !filter.search->empty()) {
        listing->where_found(session.engine(), texts.containing(session, *filter.search), "a.id",
                             "(LOWER(a.address || ' ' || COALESCE(a.public_comment, '') || ' ' || "
                             "COALESCE(a.private_comment, '')) LIKE ? ESCAPE '\\' "
                             "OR EXISTS (SELECT 1 FROM alias_destination s WHERE s.alias_id = a.id AND "
                             "s.address LIKE ? ESCAPE '\\'))",
                             *filter.search);
    }
    // A text that is no name or address matches nothing, as it stands.
    if (filter.domain) {
        listing->where("a.domain = ?", {normalize_domain(trim(*filter.domain)).value_or("")});
    }
    if (filter.destination) {
        auto const address = normalize_address(trim(*filter.destination));
        listing->where("a.id IN (SELECT t.alias_id FROM alias_destination t WHERE t.address = ?)",
                       {address ? address->text() : ""});
    }
    if (filter.delivery) listing->where("a.delivery = ?", {db::to_value(*filter.delivery)});
    if (filter.active) listing->where("a.active = ?", {db::to_value(*filter.active)});
    if (filter.internal) listing->where("a.internal = ?", {db::to_value(*filter.internal)});
    return listing;
}

}  // namespace

Result<domains::DomainRow> Service::home(db::Session& session, Visibility const& visibility,
                                         std::string const& name) {
    auto domain = domains_.row(session, name);
    if (!domain) {
        if (auto const target = alias_domains::target_of(session, name)) {
            domain = domains_.row(session, *target);
        }
    }
    if (!domain || !visibility.sees(domain->name)) {
        return invalid("alias.domain_not_found", "The part after @ is no domain or alias domain here.",
                       "/address");
    }
    return std::move(*domain);
}

std::optional<Error> Service::check_limit(domains::DomainRow const& home) {
    if (home.alias_count < home.max_aliases) return std::nullopt;
    return conflict("alias.limit_reached",
                    home.name + " has " + std::to_string(home.alias_count) + " aliases of " +
                        std::to_string(home.max_aliases) + ", its alias domains included.",
                    "/address");
}

Result<Alias> Service::insert(db::Transaction& tx, Principal const& who, AliasRow const& row,
                              std::vector<std::string> const& destinations, domains::DomainRow const& home,
                              Limits limits) {
    if (limits == Limits::apply) {
        if (auto full = check_limit(home)) return *full;
    }
    auto const id = store::insert(tx, row);
    store::set_destinations(tx, id, destinations);
    domains_.change_counters(tx, home.name, {.aliases = 1});
    db::append_change(tx, db::topic::alias, row.address);
    auto created = store::find(tx, id).value();
    audit_.record(tx, who, "alias.created", row.address, audit::difference(Alias{}, created));
    return created;
}

Result<Alias> Service::create(Principal const& who, NewAlias const& wanted) {
    auto tx = database_.begin();
    auto created = create_in(tx, who, wanted);
    if (created) tx.commit();
    return created;
}

Result<Alias> Service::create_in(db::Transaction& tx, Principal const& who, NewAlias const& wanted,
                                 Limits limits) {
    auto const address = check_address(wanted.address);
    if (!address) return address.error();
    auto const destinations = check_destinations(wanted.delivery, wanted.destinations);
    if (!destinations) return destinations.error();
    AliasRow row;
    row.address = address->text;
    row.domain = address->domain;
    row.created = system_now();
    apply(wanted, row);
    if (auto wrong = check_comments(row)) return *wrong;
    auto const domain = home(tx, who.visibility(), row.domain);
    if (!domain) return domain.error();
    if (auto wrong = check_place(tx, row.address, true, *destinations)) return *wrong;
    return insert(tx, who, row, *destinations, *domain, limits);
}

Result<Alias> Service::update(Principal const& who, std::int64_t id, AliasPatch const& patch,
                              std::optional<std::int64_t> expected_version) {
    auto tx = database_.begin();
    auto after = update_in(tx, who, id, patch, expected_version);
    if (after) tx.commit();
    return after;
}

Result<Alias> Service::update_in(db::Transaction& tx, Principal const& who, std::int64_t id,
                                 AliasPatch const& patch, std::optional<std::int64_t> expected_version) {
    std::optional<AliasAddress> address;
    if (patch.address) {
        auto checked = check_address(*patch.address);
        if (!checked) return checked.error();
        address = std::move(*checked);
    }
    auto const before = store::find(tx, id);
    if (!before || !who.visibility().sees(before->owner())) return no_such_alias();
    if (auto stale = http::check_version(before->version, expected_version)) return *stale;
    AliasRow row = *before;
    apply(patch, row);
    row.modified = system_now();
    if (address) {
        row.address = address->text;
        row.domain = address->domain;
    }
    if (auto wrong = check_comments(row)) return *wrong;

    // First who may use the domain: nobody learns which addresses another's domain has.
    if (row.domain != before->domain) {
        auto const domain = home(tx, who.visibility(), row.domain);
        if (!domain) return domain.error();
        if (domain->name != before->owner()) {
            if (auto full = check_limit(*domain)) return *full;
            domains_.change_counters(tx, before->owner(), {.aliases = -1});
            domains_.change_counters(tx, domain->name, {.aliases = 1});
        }
    }
    auto destinations = before->destinations;
    if (row.delivery != Delivery::forward) destinations.clear();
    if (patch.destinations) destinations = *patch.destinations;
    bool const moved = row.address != before->address;
    // What is stored was checked when it came; the largest alias need not be checked to be deactivated.
    if (moved || patch.destinations || patch.delivery) {
        auto checked = check_destinations(row.delivery, destinations);
        if (!checked) return checked.error();
        destinations = std::move(*checked);
        if (auto wrong = check_place(tx, row.address, moved, destinations)) return *wrong;
    }
    store::update(tx, row);
    if (destinations != before->destinations) store::set_destinations(tx, id, destinations);
    if (moved) {
        end_sender_grants(tx, before->address);
        db::append_change(tx, db::topic::alias, before->address);
    }
    db::append_change(tx, db::topic::alias, row.address);
    auto after = store::find(tx, id).value();
    audit_.record(tx, who, "alias.changed", before->address, audit::difference(*before, after));
    return after;
}

void Service::remove(db::Transaction& tx, Principal const& who, Alias const& alias) {
    store::remove(tx, alias.id);
    domains_.change_counters(tx, alias.owner(), {.aliases = -1});
    end_sender_grants(tx, alias.address);
    db::append_change(tx, db::topic::alias, alias.address);
    audit_.record(tx, who, "alias.deleted", alias.address, audit::difference(alias, Alias{}));
}

void Service::end_sender_grants(db::Transaction& tx, std::string const& address) {
    for (auto const& mailbox : store::remove_sender_grants(tx, address)) {
        db::append_change(tx, db::topic::sender_acl, mailbox);
    }
}

Result<> Service::remove(Principal const& who, std::int64_t id,
                         std::optional<std::int64_t> expected_version) {
    auto tx = database_.begin();
    auto const done = remove_in(tx, who, id, expected_version);
    if (done) tx.commit();
    return done;
}

Result<> Service::remove_in(db::Transaction& tx, Principal const& who, std::int64_t id,
                            std::optional<std::int64_t> expected_version) {
    auto const before = store::find(tx, id);
    if (!before || !who.visibility().sees(before->owner())) return no_such_alias();
    if (auto stale = http::check_version(before->version, expected_version)) return *stale;
    remove(tx, who, *before);
    return {};
}

Result<AliasExpansion> Service::expand(Principal const& who, std::int64_t id) {
    auto tx = database_.begin();
    auto expansion = expand_in(tx, who, id);
    if (expansion) tx.commit();
    return expansion;
}

Result<AliasExpansion> Service::expand_in(db::Transaction& tx, Principal const& who, std::int64_t id) {
    auto const original = store::find(tx, id);
    if (!original || !who.visibility().sees(original->owner())) return no_such_alias();
    if (original->primary_domain) {
        return invalid(
            "alias.not_in_primary_domain",
            "This alias is in an alias domain itself; expand one of " + *original->primary_domain + ".");
    }
    auto const local_part = original->address.substr(0, original->address.size() - original->domain.size());
    AliasExpansion expansion;
    for (auto const& alias_domain : alias_domains::names_of(tx, original->domain)) {
        AliasRow row = *original;
        row.address = local_part + alias_domain;
        row.domain = alias_domain;
        row.created = system_now();
        if (check_place(tx, row.address, true, original->destinations)) continue;
        auto const domain = domains_.row(tx, original->domain).value();
        auto created = insert(tx, who, row, original->destinations, domain, Limits::apply);
        if (!created) return created.error();
        expansion.created.push_back(std::move(*created));
    }
    return expansion;
}

Result<BulkAnswer> Service::bulk(Principal const& who, AliasBulk const& wanted) {
    auto const act = [&](db::Transaction& tx, std::int64_t id) -> Result<> {
        auto const change = [&](AliasPatch const& patch) {
            return without_value(update_in(tx, who, id, patch, std::nullopt));
        };
        switch (wanted.action) {
            case BulkAction::activate: return change({.active = true});
            case BulkAction::deactivate: return change({.active = false});
            case BulkAction::show_in_sogo: return change({.sogo_visible = true});
            case BulkAction::hide_in_sogo: return change({.sogo_visible = false});
            case BulkAction::delete_: return remove_in(tx, who, id, std::nullopt);
            case BulkAction::expand: break;
        }
        return without_value(expand_in(tx, who, id));
    };
    return run_bulk(database_, wanted.ids, "/ids", act);
}

Result<Alias> Service::get(Visibility const& visibility, std::int64_t id) {
    auto session = database_.read();
    auto found = store::find(session, id);
    if (!found || !visibility.sees(found->owner())) return no_such_alias();
    return std::move(*found);
}

Result<Alias> Service::find_by_address(Visibility const& visibility, std::string const& given) {
    auto const address = check_address(given);
    if (!address) return no_such_alias();
    auto session = database_.read();
    auto found = store::find_by_address(session, address->text);
    if (!found || !visibility.sees(found->owner())) return no_such_alias();
    return std::move(*found);
}

std::vector<Alias> Service::suggest(Visibility const& visibility, std::string const& text,
                                    std::size_t limit) {
    auto session = database_.read();
    auto const visible = visibility.sees_all() ? std::set<std::string, std::less<>>{}
                                               : alias_domains::names_within(session, visibility.domains());
    auto const ids = texts_.suggest(session, text, limit, [&](std::string_view address) {
        auto const domain = address.substr(address.find('@') + 1);
        return visibility.sees_all() || visible.contains(domain) || visibility.sees(std::string(domain));
    });
    return store::by_ids(session, ids);
}

Result<http::Page<Alias>> Service::list(Visibility const& visibility, AliasFilter const& filter) {
    auto session = database_.read();
    auto const listing = listing_of(session, texts_, visibility, filter);
    if (!listing) return listing.error();
    return store::page(session, *listing);
}

Result<http::Page<Alias>> Service::part(Visibility const& visibility, AliasFilter const& filter) {
    auto session = database_.read();
    auto const listing = listing_of(session, texts_, visibility, filter);
    if (!listing) return listing.error();
    // In memory for each client that does not read: no more than one alias may have.
    return store::bounded_page(session, *listing, most_destinations);
}

void Service::forget_destination(db::Transaction& tx, Principal const& who, std::string const& address) {
    // Only the member that goes: the other destinations of a large list would bury it.
    auto const details = "{\"destinations\":[[" + json_string(address) + "],[]]}";
    for (auto const& alias : store::leading_to(tx, address)) {
        if (alias.only) {
            remove(tx, who, store::find(tx, alias.id).value());
            continue;
        }
        store::remove_destination(tx, alias.id, address, system_now());
        db::append_change(tx, db::topic::alias, alias.address);
        audit_.record(tx, who, "alias.changed", alias.address, details);
    }
}

void Service::rename_destination(db::Transaction& tx, std::string const& from, std::string const& to) {
    for (auto const& alias : store::rename_destination(tx, from, to, system_now())) {
        db::append_change(tx, db::topic::alias, alias);
    }
}

}  // namespace mailapp::aliases
