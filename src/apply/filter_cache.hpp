#pragma once

#include "instance/instance.hpp"

namespace mailapp::apply {

/// Gives a new instance the patterns that Rspamd compiled for another one: compiling them takes ten seconds
/// of its first start, and their files are named by a hash of what is in them. `store` need not exist.
void seed_filter_cache(Instance const& instance, fs::path const& store);

/// Puts the patterns of an instance that runs into the store, for the next new one.
void keep_filter_cache(Instance const& instance, fs::path const& store);

/// Beside the program: it belongs to the machine and the build, not to an instance.
fs::path filter_cache_store();

}  // namespace mailapp::apply
