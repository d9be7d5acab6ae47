#include "features/self_test/service.hpp"

namespace mailapp::self_test {

void add_routes(http::Routes& routes, Runner& runner) {
    using http::Method;
    using http::None;
    routes.on<None, None, SelfTest>(
        {.method = Method::post,
         .path = "/api/v2/self-test",
         .scope = Scope::system_write,
         .id = "startSelfTest",
         .summary = "Send a message through the whole server; its hops are told as they are made",
         .errors = {"self_test.running"},
         .success = 202},
        [&runner](http::Request<None, None> request) { return runner.start(request.caller); });
    routes.on<None, None, SelfTestList>(
        {.method = Method::get,
         .path = "/api/v2/self-test",
         .scope = Scope::system_read,
         .id = "listSelfTests",
         .summary = "The last self-tests, newest first",
         .errors = {}},
        [&runner](http::Request<None, None>) -> Result<SelfTestList> { return runner.list(); });
    routes.on<None, None, SelfTest>(
        {.method = Method::get,
         .path = "/api/v2/self-test/{id}",
         .scope = Scope::system_read,
         .id = "getSelfTest",
         .summary = "A self-test with its hops so far",
         .errors = {"self_test.not_found"}},
        [&runner](http::Request<None, None> request) { return runner.get(request.param("id")); });
}

}  // namespace mailapp::self_test
