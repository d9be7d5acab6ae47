#include "features/applied/service.hpp"

namespace mailapp::applied {

void add_routes(http::Routes& routes, Service& service) {
    routes.on<AppliedQuery, http::None, AppliedState>(
        {.method = http::Method::get,
         .path = "/api/v2/applied",
         .scope = Scope::system_read,
         .id = "getApplied",
         .summary = "How far the directory and the followers are with what was changed, or with one object",
         .errors = {"applied.query_incomplete"}},
        [&service](http::Request<AppliedQuery, http::None> request) { return service.state(request.query); });
}

}  // namespace mailapp::applied
