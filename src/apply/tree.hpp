#pragma once

#include "instance/instance.hpp"

#include <vector>

namespace mailapp::apply {

/// The system users that own what is ours: "mailapp" for the control plane, "vmail" for mail.
inline constexpr char const* control_user = "mailapp";
inline constexpr char const* mail_user = "vmail";

/// A directory of an instance.
struct TreeDirectory {
    fs::path path;
    FileMode mode;
};

/// Every directory that root makes, with owners and modes; those above come first. The rule that
/// keeps service users from root's rights: whatever holds another entry of this table, or a name of
/// names_of_root, belongs to root and only root can write there; in what belongs to a service root makes,
/// opens and changes nothing, but with that service's own rights.
std::vector<TreeDirectory> tree_of(Instance const& instance);

/// Every other name below an instance that root, or a program while it is root, makes, replaces or opens.
std::vector<fs::path> names_of_root(Instance const& instance);

/// What root makes or opens with the rights of a service alone, because the service owns the directory.
std::vector<fs::path> names_in_rights_of_services(Instance const& instance);

/// Makes the tree, and gives it owners and modes. Idempotent. Throws UntrustedPath where somebody put
/// something else in place of a directory, std::system_error.
void ensure_tree(Instance const& instance);

/// Whether the tree is that of a version in which services owned directories that root worked in.
bool is_old_tree(Instance const& instance);

/// Moves the files of the control plane to where they lie now. Nothing of the instance may run. Call it
/// behind ensure_tree. Throws std::system_error.
void move_old_files(Instance const& instance);

}  // namespace mailapp::apply
