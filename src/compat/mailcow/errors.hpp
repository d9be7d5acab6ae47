#pragma once

#include "compat/mailcow/messages.hpp"

#include <string_view>

namespace mailapp::compat::mailcow {

/// What stands behind a message's key.
enum class Arguments {
    none,
    object,   ///< the name that was worked on
    figures,  ///< numbers that the category knows: a limit, a count, MiB
    detail,   ///< our sentence
    object_and_detail,
};

/// How a stable code of ours is said in mailcow's words.
struct MailcowMessage {
    std::string_view code;
    std::string_view key;
    Arguments arguments = Arguments::none;
    MessageType type = MessageType::danger;
    bool of_password_check = false;  ///< the log names the check instead of the call
};

/// The one table. Each code has words of its own: a key that no other has, or our sentence behind the key.
/// That key is "access_denied" where mailcow says so, which there also means bad data, and for a code that is
/// not in the table.
MailcowMessage const& mailcow_message(std::string_view code);
/// Whether the table has the code: the guard test asks this for each operation that stands behind /api/v1.
bool has_mailcow_message(std::string_view code);

}  // namespace mailapp::compat::mailcow
