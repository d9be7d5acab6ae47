#include "features/system/service.hpp"

namespace mailapp::system {

void add_routes(http::Routes& routes, Service& service) {
    routes.on<http::None, http::None, SystemStatus>(
        {.method = http::Method::get,
         .path = "/api/v2/system",
         .scope = Scope::system_read,
         .id = "getSystem",
         .summary = "Version, load, memory, addresses and disk usage of this machine",
         .errors = {}},
        [&service](http::Request<http::None, http::None>) -> Result<SystemStatus> {
            return service.status();
        });
}

}  // namespace mailapp::system
