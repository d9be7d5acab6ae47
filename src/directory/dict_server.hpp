#pragma once

#include "directory/counters.hpp"
#include "directory/stream_server.hpp"

#include <memory>

namespace mailapp::directory {

/// Dovecot's dict protocol for two dictionaries: "quota" (quota_clone: priv/quota/storage and
/// priv/quota/messages) and "last_login" (shared/last-login/SERVICE/USER or
/// shared/last-login/SERVICE/REMOTE/USER). The user is the one that the transaction names. Keys of others are
/// refused at the commit. `counters` outlives it.
std::unique_ptr<Conversation> dict_conversation(Counters& counters);

}  // namespace mailapp::directory
