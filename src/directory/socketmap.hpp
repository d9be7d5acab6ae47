#pragma once

#include "directory/lookups.hpp"
#include "directory/replicas.hpp"
#include "directory/stream_server.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace mailapp::directory {

/// One question of Postfix, "MAP KEY", with its answer as socketmap_table(5) has it: "OK VALUE", "NOTFOUND ",
/// "TEMP REASON" when the replica cannot tell, "PERM REASON" for what is no question.
std::string answer_socketmap(Replicas& replicas, std::string_view question, LookupSettings const& settings);

/// Questions longer than this are no questions of Postfix.
inline constexpr std::size_t longest_question = 4096;

/// Netstrings in, netstrings out. `replicas` and `settings` outlive it.
std::unique_ptr<Conversation> socketmap_conversation(Replicas& replicas, LookupSettings const& settings);

}  // namespace mailapp::directory
