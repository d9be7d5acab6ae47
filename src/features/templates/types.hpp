#pragma once

#include "base/clock.hpp"
#include "reflect/enums.hpp"
#include "reflect/members.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailapp {

/// The frame in which a rate limit counts.
enum class RateFrame { second, minute, hour, day };
BOOST_DESCRIBE_ENUM(RateFrame, second, minute, hour, day)

inline constexpr std::int64_t mebibyte = 1024 * 1024;

}  // namespace mailapp

namespace mailapp::templates {

enum class Kind { domain, mailbox };
BOOST_DESCRIBE_ENUM(Kind, domain, mailbox)

/// Defaults of a new domain. The struct's own values are those of the template "Default". Sizes in bytes.
struct DomainAttributes {
    static constexpr bool is_request = true;
    std::vector<std::string> tags;
    std::int64_t max_aliases = 400;
    std::int64_t max_mailboxes = 10;
    std::int64_t default_quota = 3072 * mebibyte;
    std::int64_t max_quota = 10240 * mebibyte;
    std::int64_t quota = 10240 * mebibyte;
    bool active = true;
    bool global_address_list = true;
    bool backup_mx = false;
    bool relay_all_recipients = false;
    bool relay_unknown_only = false;
    std::int64_t rate_limit_value = 0;  ///< 0: none
    RateFrame rate_limit_frame = RateFrame::second;
    std::string dkim_selector = "dkim";
    std::int64_t dkim_bits = 2048;  ///< 0: no key
};
BOOST_DESCRIBE_STRUCT(DomainAttributes, (),
                      (tags, max_aliases, max_mailboxes, default_quota, max_quota, quota, active,
                       global_address_list, backup_mx, relay_all_recipients, relay_unknown_only,
                       rate_limit_value, rate_limit_frame, dkim_selector, dkim_bits))

enum class TaggedMail { none, subject, subfolder };
BOOST_DESCRIBE_ENUM(TaggedMail, none, subject, subfolder)

enum class NotifyFrequency { never, hourly, daily, weekly };
BOOST_DESCRIBE_ENUM(NotifyFrequency, never, hourly, daily, weekly)

enum class NotifyCategory { reject, add_header, all };
BOOST_DESCRIBE_ENUM(NotifyCategory, reject, add_header, all)

/// 0: mail is refused; 1: everything works; 2: mail is accepted, signing in is not allowed.
enum class MailboxState { inactive, active, no_login };
BOOST_DESCRIBE_ENUM(MailboxState, inactive, active, no_login)

/// Defaults of a new mailbox. The struct's own values are those of the template "Default".
struct MailboxAttributes {
    static constexpr bool is_request = true;
    std::vector<std::string> tags;
    std::int64_t quota = 0;  ///< bytes; 0: unlimited
    TaggedMail tagged_mail_handler = TaggedMail::none;
    NotifyFrequency quarantine_notification = NotifyFrequency::hourly;
    NotifyCategory quarantine_category = NotifyCategory::reject;
    std::int64_t rate_limit_value = 0;
    RateFrame rate_limit_frame = RateFrame::second;
    bool force_password_change = false;
    bool force_second_factor = false;
    bool sogo_access = true;
    MailboxState state = MailboxState::active;
    bool tls_enforce_in = false;
    bool tls_enforce_out = false;
    bool imap_access = true;
    bool pop3_access = true;
    bool smtp_access = true;
    bool sieve_access = true;
    bool eas_access = true;
    bool dav_access = true;
    /// What the mailbox's user may change himself.
    std::vector<std::string> permissions{"spam_alias",
                                         "tls_policy",
                                         "spam_score",
                                         "spam_policy",
                                         "delimiter_action",
                                         "eas_reset",
                                         "pushover",
                                         "quarantine",
                                         "quarantine_attachments",
                                         "quarantine_notification",
                                         "quarantine_category",
                                         "app_passwds",
                                         "pw_reset"};
};
BOOST_DESCRIBE_STRUCT(MailboxAttributes, (),
                      (tags, quota, tagged_mail_handler, quarantine_notification, quarantine_category,
                       rate_limit_value, rate_limit_frame, force_password_change, force_second_factor,
                       sogo_access, state, tls_enforce_in, tls_enforce_out, imap_access, pop3_access,
                       smtp_access, sieve_access, eas_access, dav_access, permissions))

/// Every permission that a mailbox can have.
inline constexpr std::array known_permissions{"spam_alias",
                                              "tls_policy",
                                              "spam_score",
                                              "spam_policy",
                                              "delimiter_action",
                                              "syncjobs",
                                              "eas_reset",
                                              "sogo_profile_reset",
                                              "pushover",
                                              "quarantine",
                                              "quarantine_attachments",
                                              "quarantine_notification",
                                              "quarantine_category",
                                              "app_passwds",
                                              "pw_reset"};

/// A named set of defaults.
template <class Attributes>
struct Template {
    std::int64_t id = 0;
    std::string name;
    Attributes attributes;
    Seconds created;
    std::optional<Seconds> modified;
    std::int64_t version = 0;
    BOOST_DESCRIBE_CLASS(Template, (), (id, name, attributes, created, modified, version), (), ())
};

struct TemplateFilter {
    static constexpr bool is_request = true;
    std::optional<std::string> search;  ///< in the name
    std::optional<std::string> cursor;
    std::int64_t limit = 50;
    std::string sort = "id";
};
BOOST_DESCRIBE_STRUCT(TemplateFilter, (), (search, cursor, limit, sort))

template <class Attributes>
struct NewTemplate {
    static constexpr std::array required_members{"name"};
    std::string name;
    Attributes attributes;
    BOOST_DESCRIBE_CLASS(NewTemplate, (), (name, attributes), (), ())
};

template <class Attributes>
struct TemplatePatch {
    static constexpr bool is_request = true;
    std::optional<std::string> name;
    std::optional<Attributes> attributes;  ///< replaces all of them
    BOOST_DESCRIBE_CLASS(TemplatePatch, (), (name, attributes), (), ())
};

}  // namespace mailapp::templates
