#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::directory {

/// One line of Dovecot's dict protocol (version 3, as Dovecot 2.3 speaks it): a letter, then members between
/// tabs.
struct DictCommand {
    enum class Kind : char {
        hello = 'H',         ///< major, minor, value type, user, dict name
        lookup = 'L',        ///< key, user
        iterate = 'I',       ///< flags, most rows, path, user
        begin = 'B',         ///< transaction, user
        commit = 'C',        ///< transaction
        commit_async = 'D',  ///< transaction
        rollback = 'R',      ///< transaction
        set = 'S',           ///< transaction, key, value
        unset = 'U',         ///< transaction, key
        add = 'A',           ///< transaction, key, difference
        timestamp = 'T',     ///< transaction, seconds, nanoseconds
    };
    Kind kind = Kind::hello;
    std::vector<std::string> members;
};

/// Nothing for an unknown letter, too few members, or a broken escape.
std::optional<DictCommand> parse_dict_command(std::string_view line);

/// Tab, line end, carriage return, NUL and 0x01 as Dovecot escapes them.
std::string dict_escape(std::string_view text);

}  // namespace mailapp::directory
