#pragma once

#include "features/passwords/types.hpp"
#include "http/routes.hpp"

namespace mailapp::passwords {

void add_routes(http::Routes& routes);

}  // namespace mailapp::passwords
