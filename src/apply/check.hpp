#pragma once

#include "instance/instance.hpp"

namespace mailapp::apply {

/// Lets each program judge its own files in a revision that is not in force yet, and compiles the global
/// Sieve scripts. Error: apply.refused with the program's own words.
Result<> check_revision(Instance const& instance, fs::path const& revision);

}  // namespace mailapp::apply
