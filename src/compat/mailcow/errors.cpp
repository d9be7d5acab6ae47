#include "compat/mailcow/errors.hpp"

#include <algorithm>
#include <array>

namespace mailapp::compat::mailcow {
namespace {

/// mailcow's own answer, with the reason that it keeps to itself.
constexpr MailcowMessage denied(std::string_view code) {
    return {code, "access_denied", Arguments::detail};
}
/// A key that mailcow does not have, or has for several cases: our sentence says which.
constexpr MailcowMessage with_detail(std::string_view code, std::string_view key) {
    return {code, key, Arguments::detail};
}
constexpr MailcowMessage with_both(std::string_view code, std::string_view key) {
    return {code, key, Arguments::object_and_detail};
}
constexpr MailcowMessage with_object(std::string_view code, std::string_view key) {
    return {code, key, Arguments::object};
}
constexpr MailcowMessage with_figures(std::string_view code, std::string_view key) {
    return {code, key, Arguments::figures};
}
constexpr MailcowMessage bad_password(std::string_view code) {
    return {code, "password_complexity", Arguments::detail, MessageType::danger, true};
}

constexpr std::array messages{
    MailcowMessage{"domain.name_invalid", "domain_invalid"},
    with_detail("domain.not_found", "domain_invalid"),
    MailcowMessage{"domain.is_hostname", "domain_cannot_match_hostname"},
    with_object("domain.exists", "domain_exists"),
    with_object("domain.not_empty", "domain_not_empty"),
    with_detail("domain.limit_invalid", "limit_invalid"),
    with_detail("domain.description_invalid", "domain_description_invalid"),
    MailcowMessage{"domain.default_quota_empty", "defquota_empty"},
    MailcowMessage{"domain.max_quota_empty", "maxquota_empty"},
    MailcowMessage{"domain.default_quota_above_max", "mailbox_defquota_exceeds_mailbox_maxquota"},
    MailcowMessage{"domain.max_quota_above_quota", "mailbox_quota_exceeds_domain_quota"},
    with_figures("domain.mailboxes_in_use", "mailboxes_in_use"),
    with_figures("domain.aliases_in_use", "aliases_in_use"),
    with_figures("domain.quota_in_use", "domain_quota_m_in_use"),
    with_figures("domain.max_quota_in_use", "max_quota_in_use"),
    with_detail("domain.has_alias_domains", "domain_has_alias_domains"),
    MailcowMessage{"tags.too_many", "tag_limit_exceeded", Arguments::none, MessageType::warning},
    with_detail("tags.invalid", "tag_invalid"),

    with_detail("mailbox.address_invalid", "mailbox_invalid"),
    denied("mailbox.not_found"),
    denied("mailbox.domain_not_found"),
    with_object("mailbox.exists", "object_exists"),
    with_object("mailbox.is_alias", "is_alias"),
    with_figures("mailbox.limit_reached", "max_mailbox_exceeded"),
    with_figures("mailbox.quota_above_max", "mailbox_quota_exceeded"),
    with_figures("mailbox.quota_above_left", "mailbox_quota_left_exceeded"),
    with_detail("mailbox.quota_invalid", "mailbox_quota_invalid"),
    with_detail("mailbox.name_invalid", "mailbox_name_invalid"),
    with_detail("mailbox.permission_unknown", "acl_invalid"),
    with_detail("mailbox.recovery_invalid", "recovery_email_invalid"),
    with_detail("mailbox.rate_limit_invalid", "rl_value_invalid"),
    with_detail("mailbox.relay_host_invalid", "relayhost_invalid"),
    with_detail("mailbox.attribute_invalid", "custom_attribute_invalid"),
    with_object("mailbox.sender_invalid", "sender_acl_invalid"),
    MailcowMessage{"password.too_weak", "password_complexity", Arguments::none, MessageType::danger, true},
    bad_password("password.too_long"),
    bad_password("password.invalid"),
    bad_password("password.scheme_unknown"),
    bad_password("password.hash_malformed"),
    with_detail("server.busy", "server_busy"),

    MailcowMessage{"template.not_found", "template_id_invalid"},
    MailcowMessage{"template.name_invalid", "template_name_invalid"},
    with_object("template.name_taken", "template_exists"),
    with_detail("template.is_default", "template_is_default"),
    with_detail("template.invalid", "template_attribute_invalid"),

    with_both("dkim.selector_invalid", "dkim_domain_or_sel_invalid"),
    with_both("dkim.selector_taken", "dkim_domain_or_sel_invalid"),
    with_both("dkim.bits_invalid", "dkim_domain_or_sel_invalid"),
    with_both("dkim.key_exists", "dkim_domain_or_sel_invalid"),
    with_both("dkim.not_found", "dkim_domain_or_sel_invalid"),
    with_both("dkim.domains_invalid", "dkim_domain_or_sel_invalid"),
    with_both("dkim.domain_unknown", "access_denied"),
    MailcowMessage{"dkim.private_key_invalid", "private_key_error", Arguments::detail},
    MailcowMessage{"dkim.private_key_unsupported", "private_key_error", Arguments::detail},

    with_both("alias.address_invalid", "alias_invalid"),
    with_object("alias.address_taken", "is_alias_or_mailbox"),
    with_object("alias.domain_not_found", "domain_not_found"),
    MailcowMessage{"alias.limit_reached", "max_alias_exceeded"},
    denied("alias.not_found"),
    MailcowMessage{"alias.not_in_primary_domain", "is_not_primary_alias", Arguments::object,
                   MessageType::warning},
    with_object("alias.destination_invalid", "goto_invalid"),
    MailcowMessage{"alias.destination_is_self", "alias_goto_identical"},
    with_detail("alias.destination_loops", "alias_goto_loop"),
    MailcowMessage{"alias.destinations_empty", "goto_empty"},
    with_detail("alias.destinations_not_allowed", "goto_not_allowed"),
    with_detail("alias.too_many_destinations", "goto_too_many"),
    MailcowMessage{"alias.comment_too_long", "comment_too_long"},
    with_detail("alias.comment_invalid", "comment_invalid"),

    with_both("alias_domain.name_invalid", "alias_domain_invalid"),
    with_both("alias_domain.exists", "alias_domain_invalid"),
    with_both("alias_domain.is_hostname", "alias_domain_invalid"),
    with_object("alias_domain.is_target", "aliasd_targetd_identical"),
    with_object("alias_domain.target_not_found", "targetd_not_found"),
    with_object("alias_domain.target_is_relay", "targetd_relay_domain"),
    with_detail("alias_domain.alias_limit", "max_alias_exceeded"),
    with_both("alias_domain.alias_in_the_way", "is_alias_or_mailbox"),
    with_detail("alias_domain.rate_limit_invalid", "rl_value_invalid"),
    denied("alias_domain.not_found"),

    with_object("administrator.username_invalid", "username_invalid"),
    with_both("administrator.username_taken", "object_exists"),
    with_both("administrator.not_found", "username_invalid"),
    MailcowMessage{"administrator.last_active", "no_active_admin", Arguments::none, MessageType::warning},
    MailcowMessage{"administrator.self_removal", "cannot_delete_self", Arguments::none, MessageType::warning},
    with_detail("administrator.own_password", "admin_own_password"),

    with_detail("vault.unreadable", "vault_unreadable"),

    // Somebody else changed it again and again in between: not an answer that mailcow has.
    with_detail("version.changed", "object_changed"),
};

constexpr MailcowMessage otherwise = denied("");

MailcowMessage const* find(std::string_view code) {
    auto const found = std::find_if(messages.begin(), messages.end(),
                                    [&](MailcowMessage const& message) { return message.code == code; });
    return found == messages.end() ? nullptr : &*found;
}

}  // namespace

MailcowMessage const& mailcow_message(std::string_view code) {
    auto const* found = find(code);
    return found == nullptr ? otherwise : *found;
}

bool has_mailcow_message(std::string_view code) {
    return find(code) != nullptr;
}

}  // namespace mailapp::compat::mailcow
