#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mailapp::stack::dovecot {

/// What a folder is for (RFC 6154), and what mail programs call it beside the name that every mailbox has.
struct FolderUse {
    std::string_view flag;  ///< "\Trash"
    std::string_view name;  ///< "Trash"
    std::span<std::string_view const> other_names;
};

std::span<FolderUse const> folder_uses();

/// dovecot/folders.conf: the folders that every mailbox has, and the use of those with other usual names. The
/// latter are shown only where a mail program made them.
std::string folders_conf();

/// dovecot/learning.conf: which folders teach the filter, by whatever usual name, also below INBOX.
/// `scripts`: the directory of the scripts that teach.
std::string learning_conf(std::string const& scripts);

/// A list of Sieve patterns for what is trash or junk: the folders themselves, those below them, and both
/// below INBOX.
std::string rubbish_patterns();

}  // namespace mailapp::stack::dovecot
