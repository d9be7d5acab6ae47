#pragma once

#include "directory/follower.hpp"
#include "directory/stream_server.hpp"

#include <memory>

namespace mailapp::directory {

/// What the api says to the directory, one line each: "SYNC SEQ" looks at the change feed at once and answers
/// "OK APPLIED" when SEQ is applied, or what is applied after less than the 500 ms that a write waits.
/// Anything else is answered by "ERROR ..." and the end. `follower` outlives it.
std::unique_ptr<Conversation> control_conversation(Follower& follower);

}  // namespace mailapp::directory
