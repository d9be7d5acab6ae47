#pragma once

#include "features/templates/types.hpp"

#include <map>

namespace mailapp::mailboxes {

using templates::MailboxState;
using templates::NotifyCategory;
using templates::NotifyFrequency;
using templates::TaggedMail;

/// Who verifies the password: this server, or an identity provider.
enum class AuthSource { internal, keycloak, generic_oidc, ldap };
BOOST_DESCRIBE_ENUM(AuthSource, internal, keycloak, generic_oidc, ldap)

/// Settings that a mailbox has in its row, its creation and its change alike.
struct MailboxSettings {
    std::string name;        ///< of the person
    std::int64_t quota = 0;  ///< bytes; 0: unlimited
    MailboxState state = MailboxState::active;
    AuthSource auth_source = AuthSource::internal;
    bool force_password_change = false;
    bool force_second_factor = false;
    bool tls_enforce_in = false;
    bool tls_enforce_out = false;
    bool imap_access = true;
    bool pop3_access = true;
    bool smtp_access = true;
    bool sieve_access = true;
    bool eas_access = true;
    bool dav_access = true;
    bool sogo_access = true;
    TaggedMail tagged_mail_handler = TaggedMail::none;
    NotifyFrequency quarantine_notification = NotifyFrequency::hourly;
    NotifyCategory quarantine_category = NotifyCategory::reject;
    std::int64_t relay_host = 0;
    std::string recovery_address;
    std::int64_t rate_limit_value = 0;
    RateFrame rate_limit_frame = RateFrame::second;
    std::vector<std::string> permissions;
    std::map<std::string, std::string> custom_attributes;
};
BOOST_DESCRIBE_STRUCT(MailboxSettings, (),
                      (name, quota, state, auth_source, force_password_change, force_second_factor,
                       tls_enforce_in, tls_enforce_out, imap_access, pop3_access, smtp_access, sieve_access,
                       eas_access, dav_access, sogo_access, tagged_mail_handler, quarantine_notification,
                       quarantine_category, relay_host, recovery_address, rate_limit_value, rate_limit_frame,
                       permissions, custom_attributes))

/// A mailbox as the API shows it.
struct Mailbox : MailboxSettings {
    std::int64_t id = 0;
    std::string address;
    std::string local_part;
    std::string domain;
    Seconds password_changed;
    Seconds created;
    std::optional<Seconds> modified;
    std::int64_t version = 0;
    std::int64_t bytes_used = 0;
    std::int64_t message_count = 0;
    std::optional<Seconds> last_imap_login;
    std::optional<Seconds> last_pop3_login;
    std::optional<Seconds> last_smtp_login;
    std::vector<std::string> tags;
    std::vector<std::string> sender_acl;  ///< may send as these too: addresses, "@domain" or "*"
};
BOOST_DESCRIBE_STRUCT(Mailbox, (MailboxSettings),
                      (id, address, local_part, domain, password_changed, created, modified, version,
                       bytes_used, message_count, last_imap_login, last_pop3_login, last_smtp_login, tags,
                       sender_acl))

/// Members that are not there stay as they are; lists and maps are replaced.
struct MailboxPatch {
    static constexpr bool is_request = true;
    std::optional<std::string> password;  ///< or "{SCHEME}hash"
    std::optional<std::string> name;
    std::optional<std::int64_t> quota;
    std::optional<MailboxState> state;
    std::optional<AuthSource> auth_source;
    std::optional<bool> force_password_change;
    std::optional<bool> force_second_factor;
    std::optional<bool> tls_enforce_in;
    std::optional<bool> tls_enforce_out;
    std::optional<bool> imap_access;
    std::optional<bool> pop3_access;
    std::optional<bool> smtp_access;
    std::optional<bool> sieve_access;
    std::optional<bool> eas_access;
    std::optional<bool> dav_access;
    std::optional<bool> sogo_access;
    std::optional<TaggedMail> tagged_mail_handler;
    std::optional<NotifyFrequency> quarantine_notification;
    std::optional<NotifyCategory> quarantine_category;
    std::optional<std::int64_t> relay_host;
    std::optional<std::string> recovery_address;
    std::optional<std::int64_t> rate_limit_value;
    std::optional<RateFrame> rate_limit_frame;
    std::optional<std::vector<std::string>> permissions;
    std::optional<std::map<std::string, std::string>> custom_attributes;
    std::optional<std::vector<std::string>> tags;
    std::optional<std::vector<std::string>> sender_acl;
};
BOOST_DESCRIBE_STRUCT(MailboxPatch, (),
                      (password, name, quota, state, auth_source, force_password_change, force_second_factor,
                       tls_enforce_in, tls_enforce_out, imap_access, pop3_access, smtp_access, sieve_access,
                       eas_access, dav_access, sogo_access, tagged_mail_handler, quarantine_notification,
                       quarantine_category, relay_host, recovery_address, rate_limit_value, rate_limit_frame,
                       permissions, custom_attributes, tags, sender_acl))

/// What is not given comes from the template.
struct NewMailbox : MailboxPatch {
    static constexpr std::array required_members{"local_part", "domain"};
    std::string local_part;
    std::string domain;
    std::optional<std::int64_t> template_id;
};
BOOST_DESCRIBE_STRUCT(NewMailbox, (MailboxPatch), (local_part, domain, template_id))

struct RenameMailbox {
    static constexpr std::array required_members{"local_part"};
    std::string local_part;
    bool create_alias = true;  ///< the old address keeps receiving
};
BOOST_DESCRIBE_STRUCT(RenameMailbox, (), (local_part, create_alias))

enum class BulkAction {
    activate,
    deactivate,
    disable_login,  ///< mail is accepted, signing in is not allowed
    delete_,
    enable_imap,
    disable_imap,
    enable_pop3,
    disable_pop3,
    enable_smtp,
    disable_smtp,
    enable_sieve,
    disable_sieve,
    enable_eas,
    disable_eas,
    enable_dav,
    disable_dav,
    enforce_tls_in,
    relax_tls_in,
    enforce_tls_out,
    relax_tls_out,
    set_quota,                    ///< to `quota`
    set_quarantine_notification,  ///< to `quarantine_notification`
    set_quarantine_category,      ///< to `quarantine_category`
    add_tags,                     ///< those of `tags` that a mailbox does not have yet
    remove_tags                   ///< those of `tags` that it has
};
BOOST_DESCRIBE_ENUM(BulkAction, activate, deactivate, disable_login, delete_, enable_imap, disable_imap,
                    enable_pop3, disable_pop3, enable_smtp, disable_smtp, enable_sieve, disable_sieve,
                    enable_eas, disable_eas, enable_dav, disable_dav, enforce_tls_in, relax_tls_in,
                    enforce_tls_out, relax_tls_out, set_quota, set_quarantine_notification,
                    set_quarantine_category, add_tags, remove_tags)

/// The action, and what it sets where it sets something.
struct MailboxBulk {
    static constexpr std::array required_members{"addresses", "action"};
    std::vector<std::string> addresses;
    BulkAction action = BulkAction::activate;
    std::optional<std::int64_t> quota;  ///< bytes; 0: unlimited
    std::optional<NotifyFrequency> quarantine_notification;
    std::optional<NotifyCategory> quarantine_category;
    std::optional<std::vector<std::string>> tags;
};
BOOST_DESCRIBE_STRUCT(MailboxBulk, (),
                      (addresses, action, quota, quarantine_notification, quarantine_category, tags))

struct MailboxSelection {
    static constexpr bool is_request = true;
    std::vector<std::string> addresses;
};
BOOST_DESCRIBE_STRUCT(MailboxSelection, (), (addresses))

struct MailboxFilter {
    static constexpr bool is_request = true;
    std::optional<std::string> search;  ///< in address, name and tags
    std::optional<std::string> domain;
    std::vector<std::string> tags;  ///< any of them
    std::optional<MailboxState> state;
    std::optional<std::int64_t> quota_used_over;    ///< percent, at least; none without a quota
    std::optional<std::int64_t> last_login_before;  ///< seconds since 1970; also those that never signed in
    std::optional<bool> imap_access;
    std::optional<bool> pop3_access;
    std::optional<bool> smtp_access;
    std::optional<bool> sieve_access;
    std::string sort = "address";
    std::optional<std::string> cursor;
    std::int64_t limit = 50;
};
BOOST_DESCRIBE_STRUCT(MailboxFilter, (),
                      (search, domain, tags, state, quota_used_over, last_login_before, imap_access,
                       pop3_access, smtp_access, sieve_access, sort, cursor, limit))

}  // namespace mailapp::mailboxes
