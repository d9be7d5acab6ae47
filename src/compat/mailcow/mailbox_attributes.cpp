#include "compat/mailcow/mailbox_attributes.hpp"

#include "base/text.hpp"
#include "compat/mailcow/common.hpp"

namespace mailapp::compat::mailcow {
namespace {

/// The word of an enumeration; false when there is one and it is not known.
template <class E>
bool read_word(loose::Attributes const& attributes, std::string_view name, std::optional<E>& into) {
    auto const word = attributes.word(name);
    if (!word) return true;
    into = reflect::enum_from_name<E>(*word);
    return into.has_value();
}

}  // namespace

void read_protocols(loose::Attributes const& attributes, mailboxes::MailboxPatch& patch) {
    auto const allowed = attributes.list("protocol_access");
    if (!allowed) return;
    auto const has = [&](std::string_view protocol) {
        return std::find(allowed->begin(), allowed->end(), protocol) != allowed->end();
    };
    patch.imap_access = has("imap");
    patch.pop3_access = has("pop3");
    patch.smtp_access = has("smtp");
    patch.sieve_access = has("sieve");
    patch.eas_access = has("eas");
    patch.dav_access = has("dav");
}

std::optional<std::string_view> read_mailbox_settings(loose::Attributes const& attributes,
                                                      mailboxes::MailboxPatch& patch) {
    if (auto name = attributes.text("name")) {
        auto text = std::string_view(trim(*name));
        while (text.starts_with('<')) text.remove_prefix(1);
        while (text.ends_with('>')) text.remove_suffix(1);
        patch.name = std::string(text);
    }
    patch.quota = attributes.mebibytes("quota");
    if (auto const state = attributes.integer("active")) {
        patch.state = *state == 0   ? mailboxes::MailboxState::inactive
                      : *state == 2 ? mailboxes::MailboxState::no_login
                                    : mailboxes::MailboxState::active;
    }
    patch.force_password_change = attributes.flag("force_pw_update");
    patch.force_second_factor = attributes.flag("force_tfa");
    patch.tls_enforce_in = attributes.flag("tls_enforce_in");
    patch.tls_enforce_out = attributes.flag("tls_enforce_out");
    patch.sogo_access = attributes.flag("sogo_access");
    read_protocols(attributes, patch);
    if (attributes.has("relayhost")) patch.relay_host = attributes.amount("relayhost").value_or(0);
    if (attributes.has("pw_recovery_email")) {
        patch.recovery_address = attributes.word("pw_recovery_email").value_or("");
    }
    patch.permissions = attributes.list("acl");
    patch.rate_limit_value = attributes.amount("rl_value");
    if (auto const letter = attributes.word("rl_frame")) {
        patch.rate_limit_frame = frame_of(*letter);
        if (!patch.rate_limit_frame) return "rl_timeframe";
    }
    if (!read_word(attributes, "tagged_mail_handler", patch.tagged_mail_handler)) {
        patch.tagged_mail_handler = mailboxes::TaggedMail::none;
    }
    if (!read_word(attributes, "quarantine_notification", patch.quarantine_notification)) {
        return "quarantine_notification_invalid";
    }
    if (!read_word(attributes, "quarantine_category", patch.quarantine_category)) {
        return "quarantine_category_invalid";
    }
    return std::nullopt;
}

}  // namespace mailapp::compat::mailcow
