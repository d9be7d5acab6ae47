#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "features/mailboxes/rules.hpp"
#include "features/mailboxes/service.hpp"
#include "features/mailboxes/store.hpp"

#include <algorithm>
#include <map>

namespace mailapp::mailboxes {
namespace {

MailboxPatch patch_of(MailboxBulk const& wanted) {
    MailboxPatch patch;
    switch (wanted.action) {
        case BulkAction::activate: patch.state = MailboxState::active; break;
        case BulkAction::deactivate: patch.state = MailboxState::inactive; break;
        case BulkAction::disable_login: patch.state = MailboxState::no_login; break;
        case BulkAction::enable_imap: patch.imap_access = true; break;
        case BulkAction::disable_imap: patch.imap_access = false; break;
        case BulkAction::enable_pop3: patch.pop3_access = true; break;
        case BulkAction::disable_pop3: patch.pop3_access = false; break;
        case BulkAction::enable_smtp: patch.smtp_access = true; break;
        case BulkAction::disable_smtp: patch.smtp_access = false; break;
        case BulkAction::enable_sieve: patch.sieve_access = true; break;
        case BulkAction::disable_sieve: patch.sieve_access = false; break;
        case BulkAction::enable_eas: patch.eas_access = true; break;
        case BulkAction::disable_eas: patch.eas_access = false; break;
        case BulkAction::enable_dav: patch.dav_access = true; break;
        case BulkAction::disable_dav: patch.dav_access = false; break;
        case BulkAction::enforce_tls_in: patch.tls_enforce_in = true; break;
        case BulkAction::relax_tls_in: patch.tls_enforce_in = false; break;
        case BulkAction::enforce_tls_out: patch.tls_enforce_out = true; break;
        case BulkAction::relax_tls_out: patch.tls_enforce_out = false; break;
        case BulkAction::set_quota: patch.quota = wanted.quota; break;
        case BulkAction::set_quarantine_notification:
            patch.quarantine_notification = wanted.quarantine_notification;
            break;
        case BulkAction::set_quarantine_category:
            patch.quarantine_category = wanted.quarantine_category;
            break;
        case BulkAction::add_tags:
        case BulkAction::remove_tags:
        case BulkAction::delete_: break;
    }
    return patch;
}

/// Which value an action needs, where that is not there.
std::optional<Error> missing_value(MailboxBulk const& wanted) {
    auto const missing = [](bool there, char const* field) -> std::optional<Error> {
        if (there) return std::nullopt;
        return invalid("bulk.value_missing", "This action needs the value that it sets.", field);
    };
    switch (wanted.action) {
        case BulkAction::set_quota: return missing(wanted.quota.has_value(), "/quota");
        case BulkAction::set_quarantine_notification:
            return missing(wanted.quarantine_notification.has_value(), "/quarantine_notification");
        case BulkAction::set_quarantine_category:
            return missing(wanted.quarantine_category.has_value(), "/quarantine_category");
        case BulkAction::add_tags:
        case BulkAction::remove_tags: return missing(wanted.tags && !wanted.tags->empty(), "/tags");
        default: return std::nullopt;
    }
}

/// The tags of a mailbox with these, or without them.
std::vector<std::string> tags_after(BulkAction action, std::vector<std::string> tags,
                                    std::vector<std::string> const& given) {
    if (action == BulkAction::add_tags) {
        tags.insert(tags.end(), given.begin(), given.end());
        return tags;
    }
    std::erase_if(tags, [&](std::string const& tag) {
        return std::any_of(given.begin(), given.end(),
                           [&](std::string const& gone) { return trim(gone) == tag; });
    });
    return tags;
}

}  // namespace

Result<BulkAnswer> Service::bulk(Principal const& who, MailboxBulk const& wanted) {
    if (auto missing = missing_value(wanted)) return *missing;
    auto const patch = patch_of(wanted);
    auto const act = [&](db::Transaction& tx, std::string const& address) -> Result<> {
        if (wanted.action == BulkAction::delete_) return remove_in(tx, who, address, std::nullopt);
        auto own = patch;
        if (wanted.action == BulkAction::add_tags || wanted.action == BulkAction::remove_tags) {
            auto const normal = normalize_address(address);
            if (auto const before = store::find(tx, normal ? normal->text() : "")) {
                own.tags = tags_after(wanted.action, before->tags, *wanted.tags);
            }
        }
        return without_value(update_in(tx, who, address, own, std::nullopt, std::nullopt));
    };
    return run_bulk(database_, wanted.addresses, "/addresses", act);
}

Result<Deletion> Service::deletion(Visibility const& visibility, MailboxSelection const& selection) {
    if (auto wrong = check_bulk_size(selection.addresses.size(), "/addresses")) return *wrong;
    std::vector<std::string> addresses;
    for (auto const& given : selection.addresses) {
        if (auto const address = normalize_address(given)) addresses.push_back(address->text());
    }
    if (addresses.empty()) addresses.emplace_back();  // a list of SQL has a member
    auto session = database_.read();
    std::map<std::string, store::Usage> usage;
    std::vector<std::string> deletable;
    for (auto& row : store::usage_of(session, addresses)) {
        if (!visibility.sees(row.domain)) continue;
        deletable.push_back(row.address);
        auto key = row.address;
        usage.emplace(std::move(key), std::move(row));
    }
    auto all =
        look_at_deletion(selection.addresses, "/addresses", [&](DeletionItem& item) -> std::optional<Error> {
            auto const address = normalize_address(item.item);
            auto const found = usage.find(address ? address->text() : "");
            if (found == usage.end()) return no_such_mailbox();
            item.mailboxes = 1;
            item.aliases = found->second.aliases;
            item.bytes_used = found->second.bytes;
            item.message_count = found->second.messages;
            usage.erase(found);  // named twice, it is gone the second time
            return std::nullopt;
        });
    // One that leads to two of these is deleted too, though to neither of them alone.
    if (all && !deletable.empty()) all->aliases = store::aliases_only_to(session, deletable);
    return all;
}

}  // namespace mailapp::mailboxes
