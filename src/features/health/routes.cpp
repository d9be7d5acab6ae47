#include "features/health/service.hpp"

namespace mailapp::health {

void add_routes(http::Routes& routes, Service& service) {
    routes.on<http::None, http::None, Health>(
        {.method = http::Method::get,
         .path = "/api/v2/health",
         .scope = Scope::system_read,
         .id = "getHealth",
         .summary = "Whether the server is healthy, or every reason why it is not",
         .errors = {}},
        [&service](http::Request<http::None, http::None>) -> Result<Health> { return service.check(); });
}

}  // namespace mailapp::health
