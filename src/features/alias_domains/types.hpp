#pragma once

#include "features/dkim/types.hpp"
#include "features/templates/types.hpp"

namespace mailapp::alias_domains {

using mailapp::RateFrame;

/// The row.
struct AliasDomainRow {
    std::int64_t id = 0;
    std::string name;           ///< lower case, A-labels
    std::string target_domain;  ///< the domain whose mailboxes answer to this name too
    bool active = true;
    std::int64_t rate_limit_value = 0;  ///< messages in a frame; 0: no limit
    RateFrame rate_limit_frame = RateFrame::second;
    Seconds created;
    std::optional<Seconds> modified;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(AliasDomainRow, (),
                      (id, name, target_domain, active, rate_limit_value, rate_limit_frame, created, modified,
                       version))

/// An alias domain as the API shows it.
struct AliasDomain : AliasDomainRow {
    std::string display_name;  ///< U-labels
};
BOOST_DESCRIBE_STRUCT(AliasDomain, (AliasDomainRow), (display_name))

/// What a creation answers.
struct CreatedAliasDomain : AliasDomain {
    /// Keys of an earlier alias domain of this name, which stay and sign: their records may be published.
    /// Delete them where they are not wanted.
    std::vector<dkim::DkimKey> kept_dkim_keys;
};
BOOST_DESCRIBE_STRUCT(CreatedAliasDomain, (AliasDomain), (kept_dkim_keys))

struct NewAliasDomain {
    static constexpr std::array required_members{"name", "target_domain"};
    std::string name;
    std::string target_domain;
    bool active = true;
    std::int64_t rate_limit_value = 0;
    RateFrame rate_limit_frame = RateFrame::second;
    std::string dkim_selector = "dkim";
    std::int64_t dkim_bits = 2048;  ///< 0: no key
    bool dkim_ed25519 = false;      ///< an Ed25519 key beside the RSA key
};
BOOST_DESCRIBE_STRUCT(NewAliasDomain, (),
                      (name, target_domain, active, rate_limit_value, rate_limit_frame, dkim_selector,
                       dkim_bits, dkim_ed25519))

struct AliasDomainPatch {
    static constexpr bool is_request = true;
    std::optional<std::string> target_domain;
    std::optional<bool> active;
    std::optional<std::int64_t> rate_limit_value;
    std::optional<RateFrame> rate_limit_frame;
};
BOOST_DESCRIBE_STRUCT(AliasDomainPatch, (), (target_domain, active, rate_limit_value, rate_limit_frame))

enum class BulkAction { activate, deactivate, delete_ };
BOOST_DESCRIBE_ENUM(BulkAction, activate, deactivate, delete_)

struct AliasDomainBulk {
    static constexpr std::array required_members{"names", "action"};
    std::vector<std::string> names;
    BulkAction action = BulkAction::activate;
};
BOOST_DESCRIBE_STRUCT(AliasDomainBulk, (), (names, action))

struct AliasDomainSelection {
    static constexpr bool is_request = true;
    std::vector<std::string> names;
};
BOOST_DESCRIBE_STRUCT(AliasDomainSelection, (), (names))

struct AliasDomainFilter {
    static constexpr bool is_request = true;
    std::optional<std::string> search;  ///< in name and target
    std::optional<std::string> target;  ///< the target domain
    std::optional<bool> active;
    std::string sort = "name";
    std::optional<std::string> cursor;
    std::int64_t limit = 50;
};
BOOST_DESCRIBE_STRUCT(AliasDomainFilter, (), (search, target, active, sort, cursor, limit))

}  // namespace mailapp::alias_domains
