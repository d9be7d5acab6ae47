#pragma once

#include "compat/mailcow/attributes.hpp"
#include "compat/mailcow/loose.hpp"
#include "features/mailboxes/types.hpp"

#include <optional>
#include <span>

namespace mailapp::compat::mailcow {

/// What a mailbox and a template of mailboxes have in common.
inline constexpr std::array mailbox_setting_attributes{
    Attribute{"tags", Holds::list},
    Attribute{"active", Holds::state},
    Attribute{"force_pw_update", Holds::flag},
    Attribute{"force_tfa", Holds::flag},
    Attribute{"tls_enforce_in", Holds::flag},
    Attribute{"tls_enforce_out", Holds::flag},
    Attribute{"sogo_access", Holds::flag},
    Attribute{"protocol_access", Holds::list},
    Attribute{"imap_access", Holds::flag},
    Attribute{"pop3_access", Holds::flag},
    Attribute{"smtp_access", Holds::flag},
    Attribute{"sieve_access", Holds::flag},
    Attribute{"eas_access", Holds::flag},
    Attribute{"dav_access", Holds::flag},
    Attribute{"acl", Holds::list},
    Attribute{"rl_value", Holds::number},
    Attribute{"rl_frame"},
    Attribute{"tagged_mail_handler"},
    Attribute{"quarantine_notification"},
    Attribute{"quarantine_category"},
};

/// Reads what an addition and a change of a mailbox have in common into a patch. Gives the key of a refusal
/// when a word is none of those that are known.
std::optional<std::string_view> read_mailbox_settings(loose::Attributes const& attributes,
                                                      mailboxes::MailboxPatch& patch);

/// What happens to mail with a tag: false when it is none of the words. "nothing" is how some clients write
/// "none".
bool read_tagged_mail(loose::Attributes const& attributes, std::optional<mailboxes::TaggedMail>& into);

/// The attributes of additions and changes of mailboxes.
std::span<Attribute const> add_mailbox_attributes();
std::span<Attribute const> edit_mailbox_attributes();

}  // namespace mailapp::compat::mailcow
