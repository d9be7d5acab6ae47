#include "features/audit/service.hpp"

namespace mailapp::audit {

void add_routes(http::Routes& routes, Log& log) {
    using http::Method;
    using http::None;
    routes.on<AuditFilter, None, http::Page<AuditEntry>>(
        {.method = Method::get,
         .path = "/api/v2/audit",
         .scope = Scope::access_read,
         .id = "listAudit",
         .summary = "The audit trail, newest first",
         .errors = {"list.cursor_invalid", "list.limit_invalid"}},
        [&log](http::Request<AuditFilter, None> request) { return log.list(request.query); });
    routes.on<None, None, AuditCheck>(
        {.method = Method::get,
         .path = "/api/v2/audit/check",
         .scope = Scope::access_read,
         .id = "checkAudit",
         .summary = "Recompute the chain of the audit trail"},
        [&log](http::Request<None, None>) -> Result<AuditCheck> { return log.verify(); });
}

}  // namespace mailapp::audit
