#pragma once

#include "stack/rendered.hpp"

namespace mailapp::stack::supervisor {

/// supervisor/supervisord.conf with a program for each service. Pure.
std::vector<RenderedFile> render(RenderSettings const& settings);

}  // namespace mailapp::stack::supervisor
