#include "app/site.hpp"

#include "base/log.hpp"
#include "http/static_files.hpp"
#include "identity/networks.hpp"

#include <memory>

namespace mailapp::app {
namespace {

constexpr char const* front_page = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>MailApp</title>
</head>
<body>
<h1>MailApp</h1>
<p>This is a mail server: Postfix, Dovecot and Rspamd under one control plane.</p>
<p><a href="/api/swagger">The documentation of its API</a> shows every operation and lets you try it.</p>
</body>
</html>
)";

http::RawResponse page(std::string content) {
    auto response = http::text_response(200, std::move(content), "text/html; charset=utf-8");
    response.set("Content-Security-Policy", http::content_security_policy);
    return response;
}

http::RawResponse nothing_here() {
    return http::text_response(404, "There is nothing at this address.\n");
}

http::RawResponse health(db::Database& database) {
    try {
        (void)database.read().scalar<std::int64_t>("SELECT 1");
        return http::json_response(200, R"({"status":"ok"})");
    } catch (db::DatabaseError const& problem) {
        log::warn("health.database", {{"problem", problem.what()}});
        return http::json_response(503, R"({"status":"degraded","reason":"The database does not answer."})");
    }
}

bool is_loopback(std::string const& remote) {
    auto const address = identity::IpAddress::parse(remote);
    return address && address->is_loopback();
}

}  // namespace

fs::path page_directory() {
    return fs::read_symlink("/proc/self/exe").parent_path() / "share" / "ui";
}

std::vector<http::Mount> site_mounts(db::Database& database) {
    auto const swagger = std::make_shared<http::StaticFiles>(page_directory() / "swagger", "/api/swagger/");
    return {
        {"/healthz", [&database](http::RawRequest const&) { return health(database); }},
        {"/api/swagger/", [swagger](http::RawRequest const& request) { return swagger->handle(request); }},
        {"/api/swagger",
         [swagger](http::RawRequest const& request) {
             if (request.path() != "/api/swagger" || !swagger->has("index.html")) return nothing_here();
             return swagger->file("index.html");
         }},
        {"/",
         [](http::RawRequest const& request) {
             return request.path() == "/" ? page(front_page) : nothing_here();
         }},
    };
}

http::Mount metrics_mount(std::function<std::string()> metrics, http::Authenticate authenticate) {
    return {"/metrics", [metrics = std::move(metrics),
                         authenticate = std::move(authenticate)](http::RawRequest const& request) {
                if (!is_loopback(request.remote)) {
                    auto const who = authenticate(request);
                    if (!who || !may(who->principal.role, Scope::system_read)) {
                        return http::text_response(401, "Send an API key.\n");
                    }
                }
                return http::text_response(200, metrics(), "text/plain; version=0.0.4; charset=utf-8");
            }};
}

}  // namespace mailapp::app
