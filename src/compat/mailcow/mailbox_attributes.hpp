#pragma once

#include "compat/mailcow/loose.hpp"
#include "features/mailboxes/types.hpp"

#include <optional>

namespace mailapp::compat::mailcow {

/// Reads what an addition and a change of a mailbox have in common into a patch. Gives the key of a refusal
/// when a word is none of those that are known.
std::optional<std::string_view> read_mailbox_settings(loose::Attributes const& attributes,
                                                      mailboxes::MailboxPatch& patch);

/// "protocol_access": the protocols that are allowed, all others are not.
void read_protocols(loose::Attributes const& attributes, mailboxes::MailboxPatch& patch);

}  // namespace mailapp::compat::mailcow
