#include "http/routes.hpp"

#include <tuple>
#include <utility>

namespace mailapp::http {
namespace {

std::pair<int, std::string_view> status_and_title(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid: return {422, "The request is not valid"};
        case ErrorKind::unauthenticated: return {401, "Not signed in"};
        case ErrorKind::forbidden: return {403, "Not allowed"};
        case ErrorKind::not_found: return {404, "Not found"};
        case ErrorKind::conflict: return {409, "In conflict with the present state"};
        case ErrorKind::precondition: return {412, "Changed in the meantime"};
        case ErrorKind::too_many_requests: return {429, "Too many requests"};
        case ErrorKind::upstream: return {502, "A service did not answer"};
    }
    return {500, "Internal error"};
}

}  // namespace

std::optional<Error> check_version(std::int64_t present, std::optional<std::int64_t> expected) {
    if (!expected || *expected == present) return std::nullopt;
    return Error{ErrorKind::precondition,
                 "version.changed",
                 "Somebody changed this in the meantime: read it again and repeat the change.",
                 {}};
}

RawResponse problem_response(Error const& error, std::string const& request_id) {
    auto [status, title] = status_and_title(error.kind);
    if (error.code == "request.invalid_json" || error.code == "request.invalid_query") status = 400;
    if (error.code == "request.content_type") status = 415;
    if (error.code == "storage.full") std::tie(status, title) = std::pair(507, "No room left");
    if (error.code == "storage.read_only")
        std::tie(status, title) = std::pair(503, "No writes at the moment");
    if (error.code == "request.method_not_allowed") status = 405;
    std::string body = "{\"type\":\"about:blank\",\"title\":";
    append_json_string(body, title);
    body += ",\"status\":" + std::to_string(status) + ",\"code\":";
    append_json_string(body, error.code);
    body += ",\"detail\":";
    append_json_string(body, error.detail);
    body += ",\"field\":";
    if (error.field.empty()) {
        body += "null";
    } else {
        append_json_string(body, error.field);
    }
    body += ",\"request_id\":";
    append_json_string(body, request_id);
    body += '}';
    RawResponse response;
    response.status = status;
    response.body = std::move(body);
    response.set("Content-Type", "application/problem+json");
    if (status == 401) response.set("WWW-Authenticate", "Bearer realm=\"MailApp\"");
    if (status == 429)
        response.set("Retry-After", std::to_string(error.retry_after > 0 ? error.retry_after : 5));
    return response;
}

}  // namespace mailapp::http
