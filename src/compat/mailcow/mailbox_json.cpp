#include "compat/mailcow/mailbox_json.hpp"

#include "compat/mailcow/common.hpp"
#include "compat/mailcow/domain_json.hpp"
#include "compat/mailcow/members.hpp"
#include "features/domains/service.hpp"

#include <set>

namespace mailapp::compat::mailcow {
namespace {

std::int64_t unix_time(std::optional<Seconds> const& time) {
    return time ? time->time_since_epoch().count() : 0;
}

std::string_view auth_source(mailboxes::AuthSource source) {
    switch (source) {
        case mailboxes::AuthSource::internal: return "mailcow";
        case mailboxes::AuthSource::keycloak: return "keycloak";
        case mailboxes::AuthSource::generic_oidc: return "generic-oidc";
        case mailboxes::AuthSource::ldap: return "ldap";
    }
    return "mailcow";
}

/// All values are texts there.
void append_attributes(std::string& out, mailboxes::Mailbox const& mailbox) {
    Members members(out);
    members.flag_text("force_pw_update", mailbox.force_password_change)
        .flag_text("force_tfa", mailbox.force_second_factor)
        .flag_text("tls_enforce_in", mailbox.tls_enforce_in)
        .flag_text("tls_enforce_out", mailbox.tls_enforce_out)
        .flag_text("sogo_access", mailbox.sogo_access)
        .flag_text("imap_access", mailbox.imap_access)
        .flag_text("pop3_access", mailbox.pop3_access)
        .flag_text("smtp_access", mailbox.smtp_access)
        .flag_text("sieve_access", mailbox.sieve_access)
        .flag_text("eas_access", mailbox.eas_access)
        .flag_text("dav_access", mailbox.dav_access)
        .number_text("relayhost", mailbox.relay_host)
        .json("passwd_update", time_json(mailbox.password_changed))
        .add("mailbox_format", "maildir:")
        .add("quarantine_notification", reflect::enum_name(mailbox.quarantine_notification))
        .add("quarantine_category", reflect::enum_name(mailbox.quarantine_category))
        .add("attribute_hash", "");
    if (mailbox.recovery_address.empty()) {
        members.json("recovery_email", "null");
    } else {
        members.add("recovery_email", mailbox.recovery_address);
    }
}

void append_usage(Members& members, mailboxes::Mailbox const& mailbox) {
    members.add("quota_used", mailbox.bytes_used);
    if (mailbox.quota == 0) {
        members.add("percent_in_use", "- ");
        return;
    }
    members.add("percent_in_use", (mailbox.bytes_used * 100 + mailbox.quota / 2) / mailbox.quota);
}

std::string_view usage_class(mailboxes::Mailbox const& mailbox) {
    if (mailbox.quota == 0) return "info";
    auto const percent = mailbox.bytes_used * 100 / mailbox.quota;
    return percent >= 90 ? "danger" : percent >= 75 ? "warning" : "success";
}

void append_common(Members& members, mailboxes::Mailbox const& mailbox) {
    auto const state = static_cast<int>(mailbox.state);
    members.add("username", mailbox.address)
        .add("active", state)
        .add("active_int", state)
        .add("domain", mailbox.domain)
        .add("name", mailbox.name)
        .add("local_part", mailbox.local_part)
        .add("quota", mailbox.quota)
        .add("messages", mailbox.message_count);
    append_attributes(members.value_of("attributes"), mailbox);
    auto& custom = members.value_of("custom_attributes");
    if (mailbox.custom_attributes.empty()) {
        custom += "[]";
    } else {
        bool first = true;
        for (auto const& [name, value] : mailbox.custom_attributes) {
            custom += first ? '{' : ',';
            first = false;
            append_json_string(custom, name);
            custom += ':';
            append_json_string(custom, value);
        }
        custom += '}';
    }
    append_usage(members, mailbox);
    members.json("created", time_json(mailbox.created))
        .json("modified", time_json(mailbox.modified.value_or(mailbox.created)))
        .add("authsource", auth_source(mailbox.auth_source))
        .add("percent_class", usage_class(mailbox))
        .add("last_imap_login", unix_time(mailbox.last_imap_login))
        .add("last_smtp_login", unix_time(mailbox.last_smtp_login))
        .add("last_pop3_login", unix_time(mailbox.last_pop3_login))
        .add("last_sso_login", 0);
}

}  // namespace

DomainFigures figures_of(domains::DomainRow const& domain) {
    return {domain.max_quota, domain.quota, domain.assigned_quota,
            rate_limit_json(domain.rate_limit_value, domain.rate_limit_frame), domain.backup_mx};
}

void add_figures(DomainFiguresByName& known, Services const& services, Visibility const& visibility,
                 std::vector<mailboxes::Mailbox> const& mailboxes) {
    constexpr std::size_t most_known = 2'000;
    if (known.size() > most_known) known.clear();
    std::set<std::string> missing;
    for (auto const& mailbox : mailboxes) {
        if (!known.contains(mailbox.domain)) missing.insert(mailbox.domain);
    }
    for (auto const& domain : services.domains.named(visibility, {missing.begin(), missing.end()}))
        known.emplace(domain.name, figures_of(domain));
}

void append_mailbox(std::string& out, mailboxes::Mailbox const& mailbox, DomainFigures const& domain) {
    bool const own_limit = mailbox.rate_limit_value != 0;
    Members members(out);
    append_common(members, mailbox);
    members
        .add("max_new_quota",
             largest_new_quota(domain.max_quota, domain.quota, domain.assigned_quota - mailbox.quota))
        .add("spam_aliases", 0)
        .add("pushover_active", 0)
        .json("rl", own_limit ? rate_limit_json(mailbox.rate_limit_value, mailbox.rate_limit_frame)
                              : domain.rate_limit)
        .add("rl_scope", own_limit ? "mailbox" : "domain")
        .flag("is_relayed", domain.relayed);
    append_texts(members.value_of("sender_acl"), mailbox.sender_acl);
    if (!mailbox.tags.empty()) append_texts(members.value_of("tags"), mailbox.tags);
}

void append_reduced_mailbox(std::string& out, mailboxes::Mailbox const& mailbox) {
    Members members(out);
    append_common(members, mailbox);
    if (!mailbox.tags.empty()) append_texts(members.value_of("tags"), mailbox.tags);
}

}  // namespace mailapp::compat::mailcow
