#pragma once

#include "features/bulk.hpp"

namespace mailapp {

/// What deleting one object takes with it.
struct DeletionItem {
    std::string item;  ///< name or address, as it was asked for
    std::int64_t mailboxes = 0;
    std::int64_t aliases = 0;
    std::int64_t alias_domains = 0;
    std::int64_t bytes_used = 0;
    std::int64_t message_count = 0;
    /// Why it cannot be deleted; the counts then say what stands in the way.
    std::optional<BulkError> refused;
};
BOOST_DESCRIBE_STRUCT(DeletionItem, (),
                      (item, mailboxes, aliases, alias_domains, bytes_used, message_count, refused))

/// What a deletion of several objects takes with it: each, and together those that can be deleted.
struct Deletion {
    std::vector<DeletionItem> items;
    std::int64_t deletable = 0;  ///< how many of the items
    std::int64_t mailboxes = 0;
    std::int64_t aliases = 0;
    std::int64_t alias_domains = 0;
    std::int64_t bytes_used = 0;
    std::int64_t message_count = 0;
};
BOOST_DESCRIBE_STRUCT(Deletion, (),
                      (items, deletable, mailboxes, aliases, alias_domains, bytes_used, message_count))

inline BulkError bulk_error(Error const& error) {
    return {error.code, error.detail, error.field};
}

/// Calls `look` for each item, which fills a DeletionItem or gives the Error that its deletion would give,
/// and adds up. Error: bulk.too_many_items.
template <class Look>
Result<Deletion> look_at_deletion(std::vector<std::string> const& items, std::string const& field,
                                  Look const& look) {
    if (auto wrong = check_bulk_size(items.size(), field)) return *wrong;
    Deletion all;
    for (auto const& name : items) {
        DeletionItem item;
        item.item = name;
        if (std::optional<Error> const refused = look(item)) {
            item.refused = bulk_error(*refused);
        } else {
            ++all.deletable;
            all.mailboxes += item.mailboxes;
            all.aliases += item.aliases;
            all.alias_domains += item.alias_domains;
            all.bytes_used += item.bytes_used;
            all.message_count += item.message_count;
        }
        all.items.push_back(std::move(item));
    }
    return all;
}

}  // namespace mailapp
