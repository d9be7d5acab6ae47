#include "features/client_settings/service.hpp"

namespace mailapp::client_settings {

void add_routes(http::Routes& routes, Service& service) {
    using http::None;
    routes.on<None, None, ClientSettings>(
        {.method = http::Method::get,
         .path = "/api/v2/mailboxes/{address}/client-settings",
         .scope = Scope::mailboxes_read,
         .id = "getClientSettings",
         .summary = "Servers, ports and user name for a mailbox's mail programs",
         .errors = {"mailbox.not_found"}},
        [&service](http::Request<None, None> request) {
            return service.get(request.caller.visibility(), request.param("address"));
        });
}

}  // namespace mailapp::client_settings
