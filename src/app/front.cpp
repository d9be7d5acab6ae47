#include "app/front.hpp"

#include "base/log.hpp"
#include "http/forwarded.hpp"
#include "http/routes.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace mailapp::app {
namespace {

std::vector<identity::Network> parse_all(std::vector<std::string> const& texts) {
    std::vector<identity::Network> networks;
    for (auto const& text : texts) {
        auto const network = identity::Network::parse(text);
        if (!network) throw std::logic_error("the settings let a wrong network pass: " + text);
        networks.push_back(*network);
    }
    return networks;
}

bool in_the_clear(http::RawRequest const& request) {
    if (request.secure || request.remote.empty()) return false;
    auto const address = identity::IpAddress::parse(request.remote);
    return !address || !address->is_loopback();
}

http::RawResponse to_https(http::RawRequest const& request, Instance const& instance) {
    auto host = std::string(request.header("host"));
    // "[2001:db8::1]:80": the last colon after the bracket begins the port.
    if (auto const colon = host.rfind(':');
        colon != std::string::npos && host.find(']', colon) == std::string::npos)
        host = host.substr(0, colon);
    if (host.empty()) host = instance.settings().hostname;
    // Clients of a proxy meet its HTTPS, not ours.
    auto const port = request.forwarded ? std::uint16_t{443} : instance.ports().https;
    auto response = http::text_response(308, "Use HTTPS.\n");
    response.set("Location",
                 "https://" + host + (port == 443 ? "" : ":" + std::to_string(port)) + request.target);
    return response;
}

bool is_below(std::string_view path, std::string_view prefix) {
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

/// Whether an operation asks the agent, the DNS or another server.
bool waits_for_others(std::string_view path) {
    static constexpr std::string_view asking[] = {"/api/v2/services",  "/api/v2/system",
                                                  "/api/v2/health",    "/api/v2/metrics",
                                                  "/api/v2/self-test", "/api/v1/get/status"};
    return path.ends_with("/dns-check") ||
           std::any_of(std::begin(asking), std::end(asking),
                       [path](auto prefix) { return is_below(path, prefix); });
}

bool has_key(http::RawRequest const& request) {
    return !request.header("x-api-key").empty() || !request.header("authorization").empty();
}

/// Nothing of it needs proof: a made-up cookie leads to nothing that takes long, and a key wins over a cookie
/// everywhere.
http::Lane lane_of(http::RawRequest const& request) {
    auto const path = request.path();
    if (path == "/healthz") return http::Lane::vital;
    if (is_below(path, "/api/v2/session") && request.method != http::Method::get) return http::Lane::sign_in;
    if (waits_for_others(path)) return http::Lane::slow;
    return has_key(request) ? http::Lane::usual : http::Lane::panel;
}

/// In the form of the API that was asked.
http::RawResponse refuse_body(http::RawRequest const& request, Error const& error) {
    if (!is_below(request.path(), "/api/v1")) return http::problem_response(error, request.id);
    bool const denied = error.kind == ErrorKind::forbidden;
    return http::json_response(denied ? 403 : 401,
                               denied ? R"({"type":"error","msg":"API read/write access denied"})"
                                      : R"({"type":"error","msg":"authentication failed"})");
}

/// Why a large body is not read.
std::optional<Error> reason_against_body(http::RawRequest const& request, http::Routes const& routes,
                                         http::Authenticate const& authenticate) {
    auto const who = authenticate(request);
    if (!who) return who.error();
    auto const role = who->principal.role;
    if (role == Role::anonymous) {
        return Error{ErrorKind::unauthenticated,
                     "session.required",
                     "A body of this size is read of those alone who sign in first, or send an API key.",
                     {}};
    }
    auto const* operation = routes.find(request.method, request.path()).operation;
    bool const is_allowed = operation != nullptr ? may(role, operation->scope) : role != Role::api_read_only;
    if (!is_allowed) return forbidden("access.denied", "This account or key may not do that.");
    return std::nullopt;
}

}  // namespace

http::Door make_door(Instance const& instance, http::Routes const& routes, http::Authenticate authenticate) {
    auto const proxies = std::make_shared<std::vector<identity::Network> const>(
        parse_all(instance.settings().trusted_proxies));
    http::Door door;
    door.meet = [instance, proxies](http::RawRequest& request) -> std::optional<http::RawResponse> {
        auto const peer = request.remote;
        if (auto const believed = http::believe_proxies(request, *proxies); !believed) {
            log::warn("http.forwarded", {{"peer", peer}, {"problem", believed.error().detail}});
            return http::problem_response(believed.error(), request.id);
        }
        if (in_the_clear(request)) return to_https(request, instance);
        return std::nullopt;
    };
    door.lane = lane_of;
    door.is_program = has_key;
    door.admit = [&routes, authenticate = std::move(authenticate)](
                     http::RawRequest const& request) -> std::optional<http::RawResponse> {
        auto const reason = reason_against_body(request, routes, authenticate);
        if (!reason) return std::nullopt;
        return refuse_body(request, *reason);
    };
    door.is_proxy = [proxies](std::string const& peer) { return identity::contains(*proxies, peer); };
    return door;
}

}  // namespace mailapp::app
