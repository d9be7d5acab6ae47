#pragma once

#include <stop_token>
#include <string>

namespace mailapp::agent {

/// Removes a file, link or directory named `name` in an open directory, with all below it, without ever
/// following a link or leaving the file system. Pauses after each few hundred entries so that mail delivery
/// is not held up; returns early, with a part left, when a stop is requested. Throws std::system_error.
void remove_tree(int parent, std::string const& name, std::stop_token const& stop);

}  // namespace mailapp::agent
