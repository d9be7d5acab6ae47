#include "features/mailboxes/service.hpp"

#include "db/changes.hpp"
#include "features/addresses/service.hpp"
#include "features/mailboxes/rules.hpp"
#include "features/mailboxes/store.hpp"
#include "features/tags.hpp"
#include "identity/password.hpp"
#include "identity/password_policy.hpp"

namespace mailapp::mailboxes {
namespace {

std::optional<std::string> normalized(std::string const& given) {
    auto const address = normalize_address(given);
    if (!address) return std::nullopt;
    return address->text();
}

bool is_hash(std::string const& password) {
    return password.starts_with('{') && password.find('}') != std::string::npos;
}

/// The hash to store: of a password, or one that was given as "{SCHEME}hash".
Result<std::string> hash_of(std::string const& password) {
    if (is_hash(password)) {
        if (auto wrong = identity::check_scheme(password)) {
            wrong->field = "/password";
            return *wrong;
        }
        return password;
    }
    auto const policy = identity::password_policy(identity::PasswordOwner::mailbox);
    Secret const secret(password);
    auto const prepared = identity::prepared_password(secret);
    if (auto wrong = identity::check_new_password(prepared.reveal(), policy)) return *wrong;
    return identity::hash_password(secret);
}

/// What becomes of the stored hash when somebody sets the password that the mailbox has: it stays, unless it
/// is weaker than what is made now. Nothing when it is another password.
std::optional<std::string> hash_of_same(std::string const& password, std::string const& stored) {
    if (is_hash(password)) return password == stored ? std::optional(stored) : std::nullopt;
    Secret const secret(password);
    if (stored.empty() || !identity::verify_password(secret, stored)) return std::nullopt;
    return identity::needs_rehash(stored) ? identity::hash_password(secret) : stored;
}

MailboxSettings from_template(templates::MailboxAttributes const& attributes) {
    MailboxSettings settings;
    settings.quota = attributes.quota;
    settings.state = attributes.state;
    settings.force_password_change = attributes.force_password_change;
    settings.force_second_factor = attributes.force_second_factor;
    settings.tls_enforce_in = attributes.tls_enforce_in;
    settings.tls_enforce_out = attributes.tls_enforce_out;
    settings.imap_access = attributes.imap_access;
    settings.pop3_access = attributes.pop3_access;
    settings.smtp_access = attributes.smtp_access;
    settings.sieve_access = attributes.sieve_access;
    settings.eas_access = attributes.eas_access;
    settings.dav_access = attributes.dav_access;
    settings.sogo_access = attributes.sogo_access;
    settings.tagged_mail_handler = attributes.tagged_mail_handler;
    settings.quarantine_notification = attributes.quarantine_notification;
    settings.quarantine_category = attributes.quarantine_category;
    settings.rate_limit_value = attributes.rate_limit_value;
    settings.rate_limit_frame = attributes.rate_limit_frame;
    settings.permissions = attributes.permissions;
    return settings;
}

std::optional<Error> address_taken(db::Session& session, std::string const& address) {
    switch (addresses::holder_of(session, address)) {
        case addresses::Holder::nobody: return std::nullopt;
        case addresses::Holder::mailbox:
            return conflict("mailbox.exists", "There is a mailbox of this address.", "/local_part");
        case addresses::Holder::alias:
        case addresses::Holder::mirror: break;
    }
    return conflict("mailbox.is_alias", "There is an alias of this address.", "/local_part");
}

Result<db::Listing> listing_of(db::Session& session, db::TextIndex& texts, Visibility const& visibility,
                               MailboxFilter const& filter) {
    // By what stands in the usage row the tie is that row's address: its index gives the whole order.
    auto const* const tie = store::is_usage_sort(filter.sort) ? "u.address" : "m.address";
    auto listing = db::Listing::create(store::sort_keys, filter.sort, tie, filter.cursor, filter.limit);
    if (!listing) return listing;
    if (!visibility.sees_all()) listing->where_in("m.domain", visibility.domains());
    if (filter.domain) {
        listing->where("m.domain = ?", {normalize_domain(*filter.domain).value_or("")});
    }
    if (filter.state) listing->where("m.active = ?", {static_cast<std::int64_t>(*filter.state)});
    if (filter.search && !filter.search->empty()) {
        listing->where_found(
            session.engine(), texts.containing(session, *filter.search), "m.id",
            "(LOWER(m.address || ' ' || m.name) LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM "
            "mailbox_tag s WHERE s.address = m.address AND LOWER(s.tag) LIKE ? ESCAPE '\\'))",
            *filter.search);
    }
    if (!filter.tags.empty()) {
        listing->where_in_select("m.address", "SELECT t.address FROM mailbox_tag t WHERE t.tag", filter.tags);
    }
    auto const flag = [&](std::optional<bool> const& wanted, char const* condition) {
        if (wanted) listing->where(condition, {db::to_value(*wanted)});
    };
    flag(filter.imap_access, "m.imap_access = ?");
    flag(filter.pop3_access, "m.pop3_access = ?");
    flag(filter.smtp_access, "m.smtp_access = ?");
    flag(filter.sieve_access, "m.sieve_access = ?");
    if (filter.quota_used_over) listing->where("u.percent >= ?", {*filter.quota_used_over});
    if (filter.last_login_before) listing->where("u.last_login < ?", {*filter.last_login_before});
    return listing;
}

}  // namespace

Result<Mailbox> Service::create(Principal const& who, NewMailbox wanted) {
    auto const address = check_address(wanted.local_part, wanted.domain);
    if (!address) return address.error();
    templates::MailboxAttributes defaults;
    {
        auto session = database_.read();
        auto found = templates_.defaults<templates::MailboxAttributes>(session, wanted.template_id);
        if (!found) return found.error();
        defaults = std::move(*found);
    }
    Mailbox mailbox;
    static_cast<MailboxSettings&>(mailbox) = from_template(defaults);
    apply(wanted, mailbox);
    mailbox.address = address->text();
    mailbox.local_part = address->local_part;
    mailbox.domain = address->domain;
    mailbox.created = system_now();
    mailbox.password_changed = mailbox.created;
    if (auto wrong = check(mailbox)) return *wrong;
    auto tags = check_tags(wanted.tags.value_or(defaults.tags));
    if (!tags) return tags.error();
    mailbox.tags = std::move(*tags);
    auto senders = check_senders(wanted.sender_acl.value_or(std::vector<std::string>{}));
    if (!senders) return senders.error();
    mailbox.sender_acl = std::move(*senders);
    std::string hash;
    if (mailbox.auth_source == AuthSource::internal || wanted.password) {
        auto made = hash_of(wanted.password.value_or(""));
        if (!made) return made.error();
        hash = std::move(*made);
    }

    auto tx = database_.begin();
    auto const domain = domains_.row(tx, mailbox.domain);
    if (!domain || !who.visibility().sees(mailbox.domain)) {
        return invalid("mailbox.domain_not_found", "There is no domain of this name here.", "/domain");
    }
    auto made = insert(tx, who, std::move(mailbox), hash, *domain);
    if (!made) return made.error();
    tx.commit();
    return made;
}

Result<Mailbox> Service::insert(db::Transaction& tx, Principal const& who, Mailbox mailbox,
                                std::string const& hash, domains::DomainRow const& domain) {
    if (auto taken = address_taken(tx, mailbox.address)) return *taken;
    if (domain.mailbox_count >= domain.max_mailboxes) {
        return conflict("mailbox.limit_reached",
                        "The domain has " + std::to_string(domain.mailbox_count) + " of " +
                            std::to_string(domain.max_mailboxes) + " mailboxes.",
                        "/domain");
    }
    if (auto wrong = check_quota(mailbox.quota, domain.max_quota, domain.quota, domain.assigned_quota))
        return *wrong;
    store::insert(tx, mailbox, hash);
    domains_.change_counters(tx, domain.name, {.mailboxes = 1, .assigned_quota = mailbox.quota});
    db::append_change(tx, db::topic::mailbox, mailbox.address);
    if (!mailbox.sender_acl.empty()) db::append_change(tx, db::topic::sender_acl, mailbox.address);
    auto made = store::find(tx, mailbox.address).value();
    audit_.record(tx, who, "mailbox.created", made.address, audit::difference(Mailbox{}, made));
    return made;
}

Result<std::optional<Service::NewPassword>> Service::new_password(Principal const& who,
                                                                  std::string const& given,
                                                                  MailboxPatch const& patch) {
    if (!patch.password) return std::optional<NewPassword>();
    NewPassword made;
    // Nobody learns by the time that it takes whether a password is that of a mailbox of others.
    auto const address = normalize_address(given);
    if (address && who.visibility().sees(address->domain)) {
        auto session = database_.read();
        made.instead_of = store::password_hash(session, address->text());
    }
    if (made.instead_of) {
        if (auto same = hash_of_same(*patch.password, *made.instead_of)) {
            made.hash = std::move(*same);
            made.is_same = true;
            return std::optional(std::move(made));
        }
    }
    auto hash = hash_of(*patch.password);
    if (!hash) return hash.error();
    made.hash = std::move(*hash);
    return std::optional(std::move(made));
}

Result<Mailbox> Service::update(Principal const& who, std::string const& given, MailboxPatch const& patch,
                                std::optional<std::int64_t> expected_version) {
    for (;;) {
        // Hashes take long: not within the transaction. Whoever set another password meanwhile is seen then.
        auto const password = new_password(who, given, patch);
        if (!password) return password.error();
        auto tx = database_.begin();
        auto const address = normalized(given);
        if (*password && address && (*password)->instead_of &&
            store::password_hash(tx, *address) != (*password)->instead_of) {
            continue;
        }
        auto changed = update_in(tx, who, given, patch, *password, expected_version);
        if (changed) tx.commit();
        return changed;
    }
}

Result<Mailbox> Service::update_in(db::Transaction& tx, Principal const& who, std::string const& given,
                                   MailboxPatch const& patch, std::optional<NewPassword> const& password,
                                   std::optional<std::int64_t> expected_version) {
    auto const address = normalized(given);
    if (!address) return no_such_mailbox();
    auto const before = store::find(tx, *address);
    if (!before || !who.visibility().sees(before->domain)) return no_such_mailbox();
    if (auto stale = http::check_version(before->version, expected_version)) return *stale;
    auto after = *before;
    apply(patch, after);
    after.modified = system_now();
    if (auto wrong = check(after)) return *wrong;
    if (after.quota != before->quota) {
        auto const domain = domains_.row(tx, before->domain).value();
        if (auto wrong = check_quota(after.quota, domain.max_quota, domain.quota,
                                     domain.assigned_quota - before->quota)) {
            return *wrong;
        }
        domains_.change_counters(tx, before->domain, {.assigned_quota = after.quota - before->quota});
    }
    store::update(tx, after);
    if (password && !password->is_same) {
        store::set_password(tx, *address, password->hash, *after.modified);
    } else if (password && password->hash != password->instead_of) {
        store::set_password_hash(tx, *address, password->hash);
    }
    if (patch.tags) {
        auto tags = check_tags(*patch.tags);
        if (!tags) return tags.error();
        store::set_tags(tx, *address, *tags);
    }
    if (patch.sender_acl) {
        auto senders = check_senders(*patch.sender_acl);
        if (!senders) return senders.error();
        store::set_senders(tx, *address, *senders);
        db::append_change(tx, db::topic::sender_acl, *address);
    }
    auto made = store::find(tx, *address).value();
    db::append_change(tx, db::topic::mailbox, *address);
    audit_.record(tx, who, "mailbox.changed", *address, audit::difference(*before, made));
    return made;
}

Result<Mailbox> Service::rename(Principal const& who, std::string const& given, RenameMailbox wanted) {
    auto const address = normalized(given);
    if (!address) return no_such_mailbox();
    auto tx = database_.begin();
    auto const before = store::find(tx, *address);
    if (!before || !who.visibility().sees(before->domain)) return no_such_mailbox();
    auto const target = check_address(wanted.local_part, before->domain);
    if (!target) return target.error();
    auto const renamed = target->text();
    if (auto taken = address_taken(tx, renamed)) return *taken;
    store::rename(tx, *before, target->local_part, renamed);
    aliases_.rename_destination(tx, *address, renamed);
    for (auto const& changed : {*address, renamed}) {
        db::append_change(tx, db::topic::mailbox, changed);
        db::append_change(tx, db::topic::sender_acl, changed);
    }
    auto const after = store::find(tx, renamed).value();
    audit_.record(tx, who, "mailbox.renamed", renamed, audit::difference(*before, after));
    if (wanted.create_alias) {
        aliases::NewAlias alias;
        alias.address = *address;
        alias.destinations = {renamed};
        alias.private_comment = "Mailbox was renamed from " + *address + " to " + renamed;
        auto made = aliases_.create_in(tx, who, std::move(alias), aliases::Limits::do_not_apply);
        if (!made) return made.error();
    }
    tx.commit();
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
    auto const address = normalized(given);
    if (!address) return no_such_mailbox();
    auto const before = store::find(tx, *address);
    if (!before || !who.visibility().sees(before->domain)) return no_such_mailbox();
    if (auto stale = http::check_version(before->version, expected_version)) return *stale;
    auto const path = store::store_path(tx, *address);
    aliases_.forget_destination(tx, who, *address);
    for (auto const& other : store::forget_sender(tx, *address)) {
        db::append_change(tx, db::topic::sender_acl, other);
    }
    store::remove(tx, *address);
    domains_.change_counters(tx, before->domain,
                             {.mailboxes = -1,
                              .assigned_quota = -before->quota,
                              .bytes_used = -before->bytes_used,
                              .message_count = -before->message_count});
    db::append_change(tx, db::topic::mailbox, *address);
    db::append_change(tx, db::topic::sender_acl, *address);
    db::append_change(tx, db::topic::mailbox_store, path);
    audit_.record(tx, who, "mailbox.deleted", *address, audit::difference(*before, Mailbox{}));
    return {};
}

Result<Mailbox> Service::get(Visibility const& visibility, std::string const& given) {
    auto const address = normalized(given);
    if (!address) return no_such_mailbox();
    auto session = database_.read();
    auto found = store::find(session, *address);
    if (!found || !visibility.sees(found->domain)) return no_such_mailbox();
    return std::move(*found);
}

std::vector<Mailbox> Service::suggest(Visibility const& visibility, std::string const& text,
                                      std::size_t limit) {
    auto session = database_.read();
    auto const ids = texts_.suggest(session, text, limit, [&](std::string_view address) {
        return visibility.sees_all() || visibility.sees(std::string(address.substr(address.find('@') + 1)));
    });
    return store::by_ids(session, ids);
}

Result<http::Page<Mailbox>> Service::list(Visibility const& visibility, MailboxFilter const& filter,
                                          db::Total total) {
    auto session = database_.read();
    auto listing = listing_of(session, texts_, visibility, filter);
    if (!listing) return listing.error();
    return store::page(session, listing->with(total));
}

Result<> Service::create_many(Principal const& who, std::string const& domain_name,
                              std::vector<std::string> const& local_parts, std::string const& password_hash) {
    if (auto wrong = identity::check_scheme(password_hash)) return *wrong;
    auto tx = database_.begin();
    auto domain = domains_.row(tx, domain_name);
    if (!domain)
        return invalid("mailbox.domain_not_found", "There is no domain of this name here.", "/domain");
    auto const defaults = templates_.defaults<templates::MailboxAttributes>(tx, std::nullopt);
    if (!defaults) return defaults.error();
    for (auto const& local_part : local_parts) {
        auto const address = check_address(local_part, domain_name);
        if (!address) return address.error();
        Mailbox mailbox;
        static_cast<MailboxSettings&>(mailbox) = from_template(*defaults);
        mailbox.address = address->text();
        mailbox.local_part = address->local_part;
        mailbox.domain = address->domain;
        mailbox.created = system_now();
        mailbox.password_changed = mailbox.created;
        auto const quota = mailbox.quota;
        auto made = insert(tx, who, std::move(mailbox), password_hash, *domain);
        if (!made) return made.error();
        ++domain->mailbox_count;
        domain->assigned_quota += quota;
    }
    tx.commit();
    return {};
}

}  // namespace mailapp::mailboxes
