#include "compat/mailcow/mailbox_attributes.hpp"

#include "base/text.hpp"
#include "compat/mailcow/common.hpp"

#include <array>

namespace mailapp::compat::mailcow {
namespace {

using mailboxes::MailboxPatch;

/// What a mailbox has beyond it, when it is made and when it is changed.
constexpr std::array account_attributes{
    Attribute{"name"},
    Attribute{"password"},
    Attribute{"password2"},
    Attribute{"authsource", Holds::word, "mailcow"},
    Attribute{"relayhost", Holds::number},
    Attribute{"pw_recovery_email"},
    Attribute{"allow_from_smtp", Holds::word},
};

constexpr auto add_attributes = joined(
    std::array{
        Attribute{"local_part"},
        Attribute{"domain"},
        Attribute{"address"},
        Attribute{"template"},
        Attribute{"quota", Holds::mebibytes},
    },
    account_attributes, mailbox_setting_attributes);

constexpr auto edit_attributes =
    joined(account_attributes, mailbox_setting_attributes,
           std::array{
               // In MiB; beside the figures of get it is what get shows, in bytes.
               Attribute{"quota", Holds::number},
               Attribute{"sender_acl", Holds::list},
               Attribute{"extended_sender_acl", Holds::list},
               Attribute{"username", Holds::shown},
               Attribute{"domain", Holds::shown},
               Attribute{"local_part", Holds::shown},
               Attribute{"active_int", Holds::shown},
               Attribute{"attributes", Holds::shown},
               Attribute{"custom_attributes", Holds::shown},
               Attribute{"rl", Holds::shown},
               Attribute{"rl_scope", Holds::shown},
               Attribute{"is_relayed", Holds::shown},
               Attribute{"created", Holds::shown},
               Attribute{"modified", Holds::figure},
               Attribute{"messages", Holds::figure},
               Attribute{"quota_used", Holds::figure},
               Attribute{"percent_in_use", Holds::figure},
               Attribute{"percent_class", Holds::figure},
               Attribute{"max_new_quota", Holds::figure},
               Attribute{"spam_aliases", Holds::figure},
               Attribute{"pushover_active", Holds::figure},
               Attribute{"last_imap_login", Holds::figure},
               Attribute{"last_smtp_login", Holds::figure},
               Attribute{"last_pop3_login", Holds::figure},
               Attribute{"last_sso_login", Holds::figure},
           });

/// The word of an enumeration; false when there is one and it is not known.
template <class E>
bool read_word(loose::Attributes const& attributes, std::string_view name, std::optional<E>& into) {
    auto const word = attributes.word(name);
    if (!word) return true;
    into = reflect::enum_from_name<E>(*word);
    return into.has_value();
}

struct Protocol {
    std::string_view name;       ///< in "protocol_access"
    std::string_view attribute;  ///< of its own
    std::optional<bool> MailboxPatch::*access;
};

constexpr std::array protocols{
    Protocol{"imap", "imap_access", &MailboxPatch::imap_access},
    Protocol{"pop3", "pop3_access", &MailboxPatch::pop3_access},
    Protocol{"smtp", "smtp_access", &MailboxPatch::smtp_access},
    Protocol{"sieve", "sieve_access", &MailboxPatch::sieve_access},
    Protocol{"eas", "eas_access", &MailboxPatch::eas_access},
    Protocol{"dav", "dav_access", &MailboxPatch::dav_access},
};

/// "protocol_access" names those that are allowed, and all others are not; beside it, or instead of it, each
/// has an attribute of its own.
std::optional<std::string_view> read_protocols(loose::Attributes const& attributes, MailboxPatch& patch) {
    auto const allowed = attributes.list("protocol_access");
    if (allowed) {
        for (auto const& word : *allowed) {
            auto const known = [&](Protocol const& protocol) { return protocol.name == word; };
            if (std::ranges::none_of(protocols, known)) return "protocol_access_invalid";
        }
    }
    for (auto const& protocol : protocols) {
        auto const own = attributes.flag(protocol.attribute);
        patch.*protocol.access = own;
        if (!allowed) continue;
        bool const listed = std::find(allowed->begin(), allowed->end(), protocol.name) != allowed->end();
        if (own && *own != listed) return "protocol_access_contradicts";
        patch.*protocol.access = listed;
    }
    return std::nullopt;
}

}  // namespace

std::span<Attribute const> add_mailbox_attributes() {
    return add_attributes;
}

std::span<Attribute const> edit_mailbox_attributes() {
    return edit_attributes;
}

bool read_tagged_mail(loose::Attributes const& attributes, std::optional<mailboxes::TaggedMail>& into) {
    if (read_word(attributes, "tagged_mail_handler", into)) return true;
    if (attributes.word("tagged_mail_handler") != "nothing") return false;
    into = mailboxes::TaggedMail::none;
    return true;
}

std::optional<std::string_view> read_mailbox_settings(loose::Attributes const& attributes,
                                                      mailboxes::MailboxPatch& patch) {
    if (auto name = attributes.text("name")) {
        auto text = std::string_view(*name);
        while (text.starts_with('<')) text.remove_prefix(1);
        while (text.ends_with('>')) text.remove_suffix(1);
        patch.name = std::string(text);
    }
    patch.quota = attributes.mebibytes("quota");
    if (auto const state = attributes.state("active")) {
        patch.state = *state == 0   ? mailboxes::MailboxState::inactive
                      : *state == 2 ? mailboxes::MailboxState::no_login
                                    : mailboxes::MailboxState::active;
    }
    patch.force_password_change = attributes.flag("force_pw_update");
    patch.force_second_factor = attributes.flag("force_tfa");
    patch.tls_enforce_in = attributes.flag("tls_enforce_in");
    patch.tls_enforce_out = attributes.flag("tls_enforce_out");
    patch.sogo_access = attributes.flag("sogo_access");
    if (auto const refusal = read_protocols(attributes, patch)) return refusal;
    patch.relay_host = attributes.number_or_none("relayhost");
    if (attributes.has("pw_recovery_email")) {
        patch.recovery_address = attributes.word("pw_recovery_email").value_or("");
    }
    patch.permissions = attributes.list("acl");
    if (auto const refusal = read_rate_limit(attributes, patch)) return refusal;
    if (!read_tagged_mail(attributes, patch.tagged_mail_handler)) return "tagged_mail_handler_invalid";
    if (!read_word(attributes, "quarantine_notification", patch.quarantine_notification)) {
        return "quarantine_notification_invalid";
    }
    if (!read_word(attributes, "quarantine_category", patch.quarantine_category)) {
        return "quarantine_category_invalid";
    }
    return std::nullopt;
}

}  // namespace mailapp::compat::mailcow
