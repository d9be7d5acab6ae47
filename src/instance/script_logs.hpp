#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailapp {

/// The name of the file to which Dovecot writes what goes wrong in a mailbox's Sieve script at delivery;
/// nothing for an address that is too long for one.
std::optional<std::string> script_log_name(std::string_view address);
/// The address of such a name; nothing for any other name.
std::optional<std::string> address_of_script_log(std::string_view name);

}  // namespace mailapp
