#pragma once

#include "stack/rendered.hpp"

namespace mailapp::stack::redis {

/// redis/redis.conf. Pure.
std::vector<RenderedFile> render(RenderSettings const& settings);

}  // namespace mailapp::stack::redis
