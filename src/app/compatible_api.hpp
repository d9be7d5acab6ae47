#pragma once

#include "app/services.hpp"
#include "http/pipeline.hpp"
#include "instance/instance.hpp"

namespace mailapp::app {

/// /api/v1 over the same services as /api/v2.
http::Mount compatible_api_mount(Services& services, Instance const& instance,
                                 http::Authenticate authenticate);

}  // namespace mailapp::app
