#include "features/search/service.hpp"

namespace mailapp::search {

void add_routes(http::Routes& routes, Service& service) {
    using http::None;
    routes.on<SearchQuery, None, SearchAnswer>(
        {.method = http::Method::get,
         .path = "/api/v2/search",
         .scope = Scope::domains_read,
         .id = "search",
         .summary = "Domains, alias domains, mailboxes and aliases by any part of what they are called",
         .errors = {"search.limit_invalid", "search.text_invalid"}},
        [&service](http::Request<SearchQuery, None> request) {
            return service.find(request.caller, request.query);
        });
}

}  // namespace mailapp::search
