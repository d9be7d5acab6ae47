#pragma once

#include "instance/instance.hpp"

namespace mailapp::apply {

/// The system users that own what is ours: "mailapp" for the control plane, "vmail" for mail.
inline constexpr char const* control_user = "mailapp";
inline constexpr char const* mail_user = "vmail";

/// Makes the two users when they are missing. Error: prepare.user_refused with useradd's own words.
Result<> ensure_users();

/// Every parent of the directory lets other users pass, so that the programs reach their sockets and files.
/// Gives the directories that had to be opened for that (search permission only). Throws std::system_error.
std::vector<fs::path> ensure_passable(fs::path const& directory);

/// The directories of an instance with owners and modes. Idempotent. Throws std::system_error.
void ensure_tree(Instance const& instance);

/// Generates the secrets that are missing; those that exist stay. Throws std::system_error.
void ensure_secrets(Instance const& instance);

/// The instance's authority and a server certificate for its host name; the latter is made anew in the last
/// 60 days of its life or when the host name is another. Gives true when something was made.
bool ensure_certificates(Instance const& instance);

/// Copies the running program and its pages into the instance, so that a later build does not change what
/// runs. Gives true when one of them is new.
bool ensure_program(Instance const& instance);

}  // namespace mailapp::apply
