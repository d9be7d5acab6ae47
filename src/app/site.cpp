#include "app/site.hpp"

#include "base/log.hpp"
#include "http/forwarded.hpp"
#include "http/static_files.hpp"
#include "identity/networks.hpp"
#include "stack/tls/certificate.hpp"

#include <memory>

namespace mailapp::app {
namespace {

constexpr std::size_t largest_certificate = 256 * 1024;

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
    http::add_page_headers(response);
    return response;
}

/// Without the panel's build there is this page alone.
http::RawResponse answer_without_panel(http::RawRequest const& request) {
    if (request.path() != "/") return http::text_response(404, "There is nothing at this address.\n");
    return page(front_page);
}

bool has_hidden_segment(std::string_view path) {
    return path.find("/.") != std::string_view::npos;
}

/// Whether an address without a file may be one of the panel's own, which its script then shows. A script or
/// picture that is gone stays a 404, so that no page is taken for it; an address ending in "/example.org" is
/// one of the panel's when a browser goes there.
bool may_be_view(http::RawRequest const& request) {
    auto const path = request.path();
    if (path.starts_with("/assets/") || has_hidden_segment(path)) return false;
    auto const last = path.substr(path.rfind('/') + 1);
    return last.find('.') == std::string_view::npos ||
           request.header("accept").find("text/html") != std::string_view::npos;
}

http::RawResponse answer_from_panel(http::StaticFiles const& files, http::RawRequest const& request) {
    auto const name = std::string(request.path().substr(1));
    bool const is_view = name.empty() || (!files.has(name) && may_be_view(request));
    return files.answer(request, is_view ? "index.html" : name);
}

http::RawResponse nothing_in_api(http::RawRequest const& request) {
    return http::problem_response(not_found("request.not_found", "There is nothing at this address."),
                                  request.id);
}

/// With an expired certificate the answer stays 200: the programs run, and starting them again helps nobody.
http::RawResponse health(db::Database& database, fs::path const& certificate_file) {
    try {
        (void)database.read().scalar<std::int64_t>("SELECT 1");
        auto const certificate = read_file(certificate_file, largest_certificate);
        auto const until = certificate ? stack::tls::valid_until(*certificate) : std::nullopt;
        if (until && *until <= system_now()) {
            return http::json_response(
                200, R"({"status":"degraded","reason":"The server's certificate ended on )" +
                         to_rfc3339(*until) + R"(."})");
        }
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

std::vector<http::Mount> site_mounts(db::Database& database, fs::path const& pages,
                                     fs::path const& certificate_file) {
    auto const files = std::make_shared<http::StaticFiles>(pages);
    return {
        {"/healthz", [&database, certificate_file](
                         http::RawRequest const&) { return health(database, certificate_file); }},
        {"/api/swagger",
         [files](http::RawRequest const& request) {
             auto const path = request.path();
             if (path == "/api/swagger") return files->answer(request, "swagger/index.html");
             if (!path.starts_with("/api/swagger/")) return nothing_in_api(request);
             return files->answer(request, std::string(path.substr(std::string_view("/api/").size())));
         }},
        {"/api", [](http::RawRequest const& request) { return nothing_in_api(request); }},
        {"/",
         [files](http::RawRequest const& request) {
             if (!files->has("index.html")) return answer_without_panel(request);
             return answer_from_panel(*files, request);
         }},
    };
}

http::Mount metrics_mount(std::function<std::string()> metrics, http::Authenticate authenticate) {
    return {"/metrics", [metrics = std::move(metrics),
                         authenticate = std::move(authenticate)](http::RawRequest const& request) {
                if (!is_loopback(request.remote) || http::came_through_proxy(request)) {
                    auto const who = authenticate(request);
                    if (!who || !may(who->principal.role, Scope::system_read)) {
                        return http::text_response(401, "Send an API key.\n");
                    }
                }
                return http::text_response(200, metrics(), "text/plain; version=0.0.4; charset=utf-8");
            }};
}

}  // namespace mailapp::app
