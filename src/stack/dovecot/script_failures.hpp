#pragma once

#include <string>
#include <string_view>

namespace mailapp::stack::dovecot {

/// The lines of such a file (Instance::script_logs) that say why a script failed, one a line, without what
/// differs from message to message; the first few. "" when no script failed. Vacation answers that are not
/// sent are no failure.
std::string failures_in(std::string_view log);

/// The message that tells the owner, with CRLF line ends.
std::string failure_notice(std::string_view hostname, std::string_view address, std::string_view failures,
                           std::string_view date);

}  // namespace mailapp::stack::dovecot
