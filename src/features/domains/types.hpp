#pragma once

#include "features/dkim/types.hpp"
#include "features/templates/types.hpp"

namespace mailapp::domains {

using mailapp::RateFrame;

/// The row. Sizes in bytes; the counters are kept by whoever adds or removes mailboxes and aliases, the sums
/// of what they use by the directory.
struct DomainRow {
    std::int64_t id = 0;
    std::string name;  ///< lower case, A-labels
    std::string description;
    std::int64_t max_aliases = 0;
    std::int64_t max_mailboxes = 0;
    std::int64_t default_quota = 0;  ///< of a new mailbox
    std::int64_t max_quota = 0;      ///< of one mailbox
    std::int64_t quota = 0;          ///< of all mailboxes together
    std::int64_t relay_host = 0;     ///< sender-dependent transport; 0: none
    bool backup_mx = false;
    bool relay_all_recipients = false;
    bool relay_unknown_only = false;
    bool global_address_list = true;
    bool active = true;
    std::int64_t rate_limit_value = 0;  ///< messages in a frame; 0: no limit
    RateFrame rate_limit_frame = RateFrame::second;
    std::int64_t mailbox_count = 0;
    std::int64_t alias_count = 0;
    std::int64_t assigned_quota = 0;
    std::int64_t bytes_used = 0;  ///< by all its mailboxes
    std::int64_t message_count = 0;
    Seconds created;
    std::optional<Seconds> modified;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(DomainRow, (),
                      (id, name, description, max_aliases, max_mailboxes, default_quota, max_quota, quota,
                       relay_host, backup_mx, relay_all_recipients, relay_unknown_only, global_address_list,
                       active, rate_limit_value, rate_limit_frame, mailbox_count, alias_count, assigned_quota,
                       bytes_used, message_count, created, modified, version))

/// A domain as the API shows it.
struct Domain : DomainRow {
    std::string display_name;  ///< U-labels
    std::vector<std::string> tags;
};
BOOST_DESCRIBE_STRUCT(Domain, (DomainRow), (display_name, tags))

/// What a creation answers.
struct CreatedDomain : Domain {
    /// Keys of an earlier domain of this name, which stay and sign: their records may be published. Delete
    /// them where they are not wanted.
    std::vector<dkim::DkimKey> kept_dkim_keys;
};
BOOST_DESCRIBE_STRUCT(CreatedDomain, (Domain), (kept_dkim_keys))

/// What is not given comes from the template.
struct NewDomain {
    static constexpr std::array required_members{"name"};
    std::string name;
    std::optional<std::int64_t> template_id;
    std::optional<std::string> description;
    std::optional<std::vector<std::string>> tags;
    std::optional<std::int64_t> max_aliases;
    std::optional<std::int64_t> max_mailboxes;
    std::optional<std::int64_t> default_quota;
    std::optional<std::int64_t> max_quota;
    std::optional<std::int64_t> quota;
    std::optional<std::int64_t> relay_host;
    std::optional<bool> backup_mx;
    std::optional<bool> relay_all_recipients;
    std::optional<bool> relay_unknown_only;
    std::optional<bool> global_address_list;
    std::optional<bool> active;
    std::optional<std::int64_t> rate_limit_value;
    std::optional<RateFrame> rate_limit_frame;
    std::optional<std::string> dkim_selector;
    std::optional<std::int64_t> dkim_bits;  ///< 0: no key
    bool dkim_ed25519 = false;              ///< an Ed25519 key beside the RSA key
};
BOOST_DESCRIBE_STRUCT(NewDomain, (),
                      (name, template_id, description, tags, max_aliases, max_mailboxes, default_quota,
                       max_quota, quota, relay_host, backup_mx, relay_all_recipients, relay_unknown_only,
                       global_address_list, active, rate_limit_value, rate_limit_frame, dkim_selector,
                       dkim_bits, dkim_ed25519))

struct DomainPatch {
    static constexpr bool is_request = true;
    std::optional<std::string> description;
    std::optional<std::vector<std::string>> tags;  ///< replaces all
    std::optional<std::int64_t> max_aliases;
    std::optional<std::int64_t> max_mailboxes;
    std::optional<std::int64_t> default_quota;
    std::optional<std::int64_t> max_quota;
    std::optional<std::int64_t> quota;
    std::optional<std::int64_t> relay_host;
    std::optional<bool> backup_mx;
    std::optional<bool> relay_all_recipients;
    std::optional<bool> relay_unknown_only;
    std::optional<bool> global_address_list;
    std::optional<bool> active;
    std::optional<std::int64_t> rate_limit_value;
    std::optional<RateFrame> rate_limit_frame;
};
BOOST_DESCRIBE_STRUCT(DomainPatch, (),
                      (description, tags, max_aliases, max_mailboxes, default_quota, max_quota, quota,
                       relay_host, backup_mx, relay_all_recipients, relay_unknown_only, global_address_list,
                       active, rate_limit_value, rate_limit_frame))

enum class BulkAction { activate, deactivate, delete_ };
BOOST_DESCRIBE_ENUM(BulkAction, activate, deactivate, delete_)

struct DomainBulk {
    static constexpr std::array required_members{"names", "action"};
    std::vector<std::string> names;
    BulkAction action = BulkAction::activate;
};
BOOST_DESCRIBE_STRUCT(DomainBulk, (), (names, action))

struct DomainSelection {
    static constexpr bool is_request = true;
    std::vector<std::string> names;
};
BOOST_DESCRIBE_STRUCT(DomainSelection, (), (names))

struct DomainFilter {
    static constexpr bool is_request = true;
    std::optional<std::string> search;  ///< in name, description and tags
    std::vector<std::string> tags;      ///< any of them
    std::optional<bool> active;
    std::optional<bool> backup_mx;
    std::optional<std::int64_t> quota_used_over;  ///< percent of the domain's quota
    std::string sort = "name";
    std::optional<std::string> cursor;
    std::int64_t limit = 50;
};
BOOST_DESCRIBE_STRUCT(DomainFilter, (),
                      (search, tags, active, backup_mx, quota_used_over, sort, cursor, limit))

/// What a transaction adds to or takes from a domain's counters.
struct CounterChange {
    std::int64_t mailboxes = 0;
    std::int64_t aliases = 0;
    std::int64_t assigned_quota = 0;
    std::int64_t bytes_used = 0;
    std::int64_t message_count = 0;
};

}  // namespace mailapp::domains
