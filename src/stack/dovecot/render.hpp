#pragma once

#include "stack/rendered.hpp"

namespace mailapp::stack::dovecot {

/// dovecot/dovecot.conf, the Lua script that asks the directory, the global Sieve scripts and the links by
/// which they reach `mailapp learn`. Pure.
std::vector<RenderedFile> render(RenderSettings const& settings);

}  // namespace mailapp::stack::dovecot
