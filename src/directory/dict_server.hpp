#pragma once

#include "directory/counters.hpp"
#include "directory/replicas.hpp"
#include "directory/stream_server.hpp"

#include <memory>

namespace mailapp::directory {

/// Dovecot's dict protocol for two dictionaries: "quota" (quota_clone: priv/quota/storage and
/// priv/quota/messages) and "last_login" (shared/last-login/SERVICE/USER or
/// shared/last-login/SERVICE/REMOTE/USER). The user is the one that the transaction names. Keys of others are
/// refused at the commit. Beside them it tells who sends for a mailbox whether an address is the mailbox's
/// own (shared/own-address/ADDRESS: "yes", or no such key). Both arguments outlive it.
std::unique_ptr<Conversation> dict_conversation(Counters& counters, Replicas& replicas);

/// Asks a dictionary's socket that; nothing when there is no answer at the moment.
std::optional<bool> ask_own_address(fs::path const& dict_socket, std::string_view mailbox,
                                    std::string_view address, std::chrono::milliseconds at_most);

}  // namespace mailapp::directory
