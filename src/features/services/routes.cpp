#include "features/services/service.hpp"

namespace mailapp::services {

void add_routes(http::Routes& routes, Control& control) {
    using http::Method;
    using http::None;
    routes.on<None, None, ServiceList>(
        {.method = Method::get,
         .path = "/api/v2/services",
         .scope = Scope::system_read,
         .id = "listServices",
         .summary = "The programs of this instance: state, memory, processor, restarts",
         .errors = {"agent.unreachable"}},
        [&control](http::Request<None, None>) { return control.list(); });
    struct Verb {
        ServiceAction action;
        char const* id;
        char const* summary;
    };
    static constexpr Verb verbs[] = {
        {ServiceAction::start, "startService", "Start a service and wait until it answers"},
        {ServiceAction::stop, "stopService", "Stop a service until it or the instance is started again"},
        {ServiceAction::restart, "restartService", "Restart a service and wait until it answers"},
    };
    for (auto const& verb : verbs) {
        routes.on<None, None, Service>(
            {.method = Method::post,
             .path = "/api/v2/services/{name}/" + std::string(reflect::enum_name(verb.action)),
             .scope = Scope::system_write,
             .id = verb.id,
             .summary = verb.summary,
             .errors = {"services.not_there", "services.not_from_here", "services.did_not_start",
                        "services.busy", "agent.unreachable"}},
            [&control, action = verb.action](http::Request<None, None> request) {
                return control.act(request.caller, request.param("name"), action);
            });
    }
    routes.on<LogQuery, None, LogLines>(
        {.method = Method::get,
         .path = "/api/v2/services/{name}/logs",
         .scope = Scope::system_read,
         .id = "getServiceLogs",
         .summary = "Lines of a service's log, the newest last, page by page",
         .errors = {"services.not_there", "logs.missing", "logs.invalid_lines", "logs.invalid_cursor",
                    "logs.cursor_expired", "agent.unreachable"}},
        [&control](http::Request<LogQuery, None> request) {
            return control.logs(request.param("name"), request.query);
        });
}

}  // namespace mailapp::services
