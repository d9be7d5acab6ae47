#pragma once

#include "compat/mailcow/attributes.hpp"
#include "compat/mailcow/loose.hpp"
#include "features/mailboxes/types.hpp"

#include <optional>
#include <span>

namespace mailapp::compat::mailcow {

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
