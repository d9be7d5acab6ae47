#include "compat/mailcow/categories.hpp"
#include "compat/mailcow/mailbox_attributes.hpp"
#include "compat/mailcow/template_routes.hpp"
#include "features/mailboxes/types.hpp"

namespace mailapp::compat::mailcow {
namespace {

using templates::MailboxAttributes;

template <class T>
void take(std::optional<T> given, T& into) {
    if (given) into = std::move(*given);
}

constexpr auto setting_attributes = joined(
    std::array{Attribute{"template"}, Attribute{"quota", Holds::mebibytes}}, mailbox_setting_attributes);
constexpr auto edit_attributes = with_shown(setting_attributes);

std::optional<std::string_view> read(loose::Attributes const& given, MailboxAttributes& into) {
    // The names are those of a mailbox.
    mailboxes::MailboxPatch patch;
    if (auto const refusal = read_mailbox_settings(given, patch)) return refusal;
    take(given.list("tags"), into.tags);
    take(patch.quota, into.quota);
    take(patch.tagged_mail_handler, into.tagged_mail_handler);
    take(patch.quarantine_notification, into.quarantine_notification);
    take(patch.quarantine_category, into.quarantine_category);
    take(patch.rate_limit_value, into.rate_limit_value);
    take(patch.rate_limit_frame, into.rate_limit_frame);
    take(patch.force_password_change, into.force_password_change);
    take(patch.force_second_factor, into.force_second_factor);
    take(patch.sogo_access, into.sogo_access);
    take(patch.state, into.state);
    take(patch.tls_enforce_in, into.tls_enforce_in);
    take(patch.tls_enforce_out, into.tls_enforce_out);
    take(patch.imap_access, into.imap_access);
    take(patch.pop3_access, into.pop3_access);
    take(patch.smtp_access, into.smtp_access);
    take(patch.sieve_access, into.sieve_access);
    take(patch.eas_access, into.eas_access);
    take(patch.dav_access, into.dav_access);
    take(patch.permissions, into.permissions);
    return std::nullopt;
}

void append(std::string& out, MailboxAttributes const& attributes) {
    Members members(out);
    append_texts(members.value_of("tags"), attributes.tags);
    members.add("quota", attributes.quota)
        .add("tagged_mail_handler", reflect::enum_name(attributes.tagged_mail_handler))
        .add("quarantine_notification", reflect::enum_name(attributes.quarantine_notification))
        .add("quarantine_category", reflect::enum_name(attributes.quarantine_category));
    append_rate_limit(members, attributes.rate_limit_value, attributes.rate_limit_frame);
    members.flag("force_pw_update", attributes.force_password_change)
        .flag("force_tfa", attributes.force_second_factor)
        .flag("sogo_access", attributes.sogo_access)
        .add("active", static_cast<int>(attributes.state))
        .flag("tls_enforce_in", attributes.tls_enforce_in)
        .flag("tls_enforce_out", attributes.tls_enforce_out)
        .flag("imap_access", attributes.imap_access)
        .flag("pop3_access", attributes.pop3_access)
        .flag("smtp_access", attributes.smtp_access)
        .flag("sieve_access", attributes.sieve_access)
        .flag("eas_access", attributes.eas_access)
        .flag("dav_access", attributes.dav_access);
    auto const& granted = attributes.permissions;
    for (std::string const permission : templates::known_permissions) {
        members.flag("acl_" + permission,
                     std::find(granted.begin(), granted.end(), permission) != granted.end());
    }
}

}  // namespace

void add_mailbox_template_routes(RouteTable& table, Services const& services) {
    add_template_routes<MailboxAttributes>(table, services.templates,
                                           {.category = "mailbox/template",
                                            .type = "mailbox",
                                            .log_type = "mailbox_templates",
                                            .add_attributes = setting_attributes,
                                            .edit_attributes = edit_attributes,
                                            .read = read,
                                            .append = append});
}

}  // namespace mailapp::compat::mailcow
