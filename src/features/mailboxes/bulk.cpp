#include "base/mail_address.hpp"
#include "features/mailboxes/rules.hpp"
#include "features/mailboxes/service.hpp"
#include "features/mailboxes/store.hpp"

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
        case BulkAction::set_quota: patch.quota = wanted.quota; break;
        case BulkAction::delete_: break;
    }
    return patch;
}

}  // namespace

Result<BulkAnswer> Service::bulk(Principal const& who, MailboxBulk const& wanted) {
    if (wanted.action == BulkAction::set_quota && !wanted.quota) {
        return invalid("bulk.quota_missing", "Setting a quota needs the quota.", "/quota");
    }
    auto const patch = patch_of(wanted);
    return run_bulk(database_, wanted.addresses, "/addresses",
                    [&](db::Transaction& tx, std::string const& address) -> Result<> {
                        if (wanted.action == BulkAction::delete_) {
                            return remove_in(tx, who, address, std::nullopt);
                        }
                        return without_value(update_in(tx, who, address, patch, std::nullopt, std::nullopt));
                    });
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
