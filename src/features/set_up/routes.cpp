#include "features/set_up/service.hpp"

namespace mailapp::set_up {

void add_routes(http::Routes& routes, Service& service) {
    using http::Method;
    using http::None;
    routes.on<None, None, SetUpState>(
        {.method = Method::get,
         .path = "/api/v2/set-up",
         .scope = Scope::domains_read,
         .id = "getSetUp",
         .summary =
             "Whether an administrator is led through the set-up: no domain yet, and nobody closed it"},
        [&service](http::Request<None, None>) { return service.state(); });
    routes.on<None, SetUpChange, SetUpState>(
        {.method = Method::put,
         .path = "/api/v2/set-up",
         .scope = Scope::domains_write,
         .id = "setSetUp",
         .summary =
             "Lead nobody through the set-up any more, as it was finished or skipped, or again; and say "
             "where the server's own mail goes (postmaster, abuse, root)",
         .errors = {"set_up.system_mail_invalid"}},
        [&service](http::Request<None, SetUpChange> request) {
            return service.set(request.caller, request.body);
        });
}

}  // namespace mailapp::set_up
