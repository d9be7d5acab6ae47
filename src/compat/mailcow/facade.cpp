#include "compat/mailcow/facade.hpp"

#include "base/text.hpp"
#include "compat/mailcow/categories.hpp"
#include "compat/mailcow/request_body.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>

namespace mailapp::compat::mailcow {
namespace {

namespace json = boost::json;

constexpr std::string_view prefix = "/api/v1";

http::RawResponse error_response(int status, std::string_view message) {
    std::string body = R"({"type":"error","msg":)";
    append_json_string(body, message);
    return http::json_response(status, body + "}");
}

http::RawResponse no_such_route() {
    return error_response(404, "route not found");
}

http::RawResponse wrong_method(std::string_view right) {
    auto response = error_response(405, "only " + std::string(right) + " method is allowed");
    response.set("Allow", std::string(right));
    return response;
}

/// A key that is not accepted. mailcow says so as text/html, and clients were built on that.
http::RawResponse refuse_key(Error const& error, http::RawRequest const& request) {
    if (error.kind == ErrorKind::too_many_requests) {
        auto response = error_response(429, "authentication failed");
        response.set("Retry-After", "5");
        return response;
    }
    std::string message = error.code == "api_key.address_not_allowed"
                              ? "api access denied for ip " + request.remote
                              : "authentication failed";
    std::string body = R"({"type":"error","msg":)";
    append_json_string(body, message);
    return http::text_response(401, body + "}", "text/html; charset=utf-8");
}

std::optional<Action> action_of(std::string_view word) {
    if (word == "get") return Action::get;
    if (word == "add") return Action::add;
    if (word == "edit") return Action::edit;
    if (word == "delete") return Action::delete_;
    if (word == "search") return Action::search;
    return std::nullopt;
}

std::string_view word_of(Action action) {
    switch (action) {
        case Action::get: return "get";
        case Action::add: return "add";
        case Action::edit: return "edit";
        case Action::delete_: return "delete";
        case Action::search: return "search";
    }
    return "";
}

/// The parts of the path behind the prefix; nothing when an escape is broken.
std::optional<std::vector<std::string>> parts_of(std::string_view path) {
    path.remove_prefix(std::min(prefix.size(), path.size()));
    if (!path.empty() && !path.starts_with('/')) return std::nullopt;
    std::vector<std::string> parts;
    for (auto const raw : split(path, '/')) {
        if (raw.empty()) continue;
        auto part = percent_decode(raw);
        if (!part || !is_clean_utf8(*part)) return std::nullopt;
        parts.push_back(std::move(*part));
    }
    return parts;
}

BodyKind body_kind(Action action) {
    switch (action) {
        case Action::edit: return BodyKind::items_and_attributes;
        case Action::delete_: return BodyKind::items;
        case Action::get:
        case Action::add:
        case Action::search: break;
    }
    return BodyKind::attributes;
}

loose::Attributes to_attributes(std::optional<json::value> const& value) {
    if (value && value->is_object()) return loose::Attributes(value->get_object());
    return {};
}

/// mailcow's words for a write that did nothing and says nothing else.
std::string_view nothing_done(Action action) {
    switch (action) {
        case Action::add: return "Cannot add item";
        case Action::edit: return "Cannot edit item";
        case Action::delete_: return "Cannot delete item";
        case Action::get:
        case Action::search: break;
    }
    return "";
}

/// A body that is JSON and cannot be understood all the same; or one that asks for nothing.
std::optional<http::RawResponse> refuse_body(Action action, Body const& wanted, RequestBody const& body) {
    bool const edits = action == Action::edit;
    bool const needs_items = action == Action::delete_ || (edits && wanted.items_needed);
    if ((action != Action::delete_ && !body.attributes) || (needs_items && !body.items)) {
        return error_response(200, "Cannot find attributes in post data");
    }
    // PHP's empty object is an empty list. An addition's other bodies lack what each addition needs.
    bool const no_object = edits && !body.attributes->is_object() &&
                           !(body.attributes->is_array() && body.attributes->get_array().empty());
    if (no_object) return error_response(400, "attr must be an object of attributes");
    if (action == Action::add || !body.items) return std::nullopt;
    auto const items = to_items(*body.items);
    if (!items) return error_response(400, "items must be a list of texts or numbers");
    if (needs_items && items->empty()) return error_response(200, nothing_done(action));
    return std::nullopt;
}

bool has_shown(std::span<Attribute const> known, loose::Attributes const& given) {
    return std::ranges::any_of(known, [&](Attribute const& attribute) {
        return attribute.holds == Holds::shown && given.has(attribute.name);
    });
}

/// Puts a message for each attribute that cannot be meant; false when there is one.
bool check_call(Route const& route, Call const& call, Messages& messages) {
    auto const& [known, shown, items_needed] = route.body;
    if (!check_attributes(known, call.attributes, nullptr, messages)) return false;
    if (!shown || !has_shown(known, call.attributes)) return true;
    bool right = true;
    for (auto const& item : call.items) {
        auto const text = shown(call, item);
        if (text.empty()) continue;
        auto const object = json::parse(text);
        right = check_attributes(known, call.attributes, &object.as_object(), messages) && right;
    }
    return right;
}

/// The call's data as the log shows it: the items under their name, then the attributes.
json::value log_data(Route const& route, Call const& call, RequestBody const& body) {
    if (route.action == Action::add && body.attributes && !body.attributes->is_object()) {
        // PHP casts a scalar to a list of one.
        if (body.attributes->is_array()) return *body.attributes;
        return json::array{*body.attributes};
    }
    json::object data;
    if (route.action != Action::add && !route.log.items.empty()) {
        if (body.items && body.items->is_array()) {
            data[route.log.items] = *body.items;
        } else if (body.items && !body.items->is_null()) {
            data[route.log.items] = json::array{*body.items};
        }
    }
    if (route.action == Action::delete_ && !call.path.empty()) {
        data[call.path[0].find('@') == std::string::npos ? "domain" : "username"] = call.path[0];
    }
    for (auto const& member : call.attributes.members()) data[member.key()] = member.value();
    return data;
}

std::string log_of(Route const& route, json::value data) {
    auto const action = route.log.action.empty() ? word_of(route.action) : route.log.action;
    return call_log(route.log.function, action, route.log.type, std::move(data));
}

}  // namespace

struct Facade::Parts {
    Services services;
    http::Authenticate authenticate;
    RowStreams streams;
    RouteTable table;

    Parts(Services given, http::Authenticate check)
        : services(std::move(given)), authenticate(std::move(check)) {
        add_domain_routes(table, services, streams);
        add_domain_template_routes(table, services);
        add_mailbox_routes(table, services, streams);
        add_mailbox_setting_routes(table, services);
        add_mailbox_template_routes(table, services);
        add_dkim_routes(table, services);
        add_rate_limit_routes(table, services, streams);
        add_alias_routes(table, services, streams);
        add_alias_domain_routes(table, services, streams);
        add_administrator_routes(table, services);
        add_status_routes(table, services);
    }

    http::RawResponse answer(http::RawRequest const& request, Principal const& caller, bool csrf_missing,
                             Action action, std::vector<std::string> path);
    static http::RawResponse write(Call call, Route const& route, RequestBody const& body);
    static http::RawResponse refuse(Call const& call, Route const& route);
};

Facade::Facade(Services services, http::Authenticate authenticate)
    : parts_(std::make_unique<Parts>(std::move(services), std::move(authenticate))) {}

Facade::~Facade() = default;

http::RawResponse Facade::handle(http::RawRequest const& request) {
    auto parts = parts_of(request.path());
    auto const action = parts && !parts->empty() ? action_of(parts->front()) : std::nullopt;

    http::Authenticated who;
    auto identify = [&](http::RawRequest const& asking) -> std::optional<http::RawResponse> {
        auto found = parts_->authenticate(asking);
        if (!found) return refuse_key(found.error(), asking);
        who = std::move(*found);
        return std::nullopt;
    };
    if (auto refused = identify(request)) return *refused;
    if (who.csrf_missing) {
        // A form brings its token as a field.
        if (auto const token = read_body(request, BodyKind::attributes).csrf_token) {
            auto with_token = request;
            with_token.headers.emplace_back("x-csrf-token", *token);
            if (auto refused = identify(with_token)) return *refused;
        }
    }
    // A page that is opened, framed or embedded is no call of a script: nobody is led into one by a link.
    if (auto const purpose = request.header("sec-fetch-dest"); !purpose.empty() && purpose != "empty") {
        return http::json_response(403, "");
    }
    if (!action) return no_such_route();
    if (who.restricted) return error_response(403, "Insufficient permissions");
    parts->erase(parts->begin());
    auto response = parts_->answer(request, who.principal, who.csrf_missing, *action, std::move(*parts));
    response.caller_is_known = who.principal.role != Role::anonymous;
    return response;
}

http::RawResponse Facade::Parts::answer(http::RawRequest const& request, Principal const& caller,
                                        bool csrf_missing, Action action, std::vector<std::string> path) {
    using http::Method;
    bool const reads = action == Action::get;
    if (reads && request.method != Method::get && request.method != Method::head) return wrong_method("GET");
    if (action == Action::search && request.method != Method::post) return wrong_method("POST");
    RequestBody body;
    if (!reads) {
        body = read_body(request, body_kind(action));
        if (body.malformed) return error_response(400, "Request body doesn't contain valid json!");
        if (body.number_lost) return error_response(400, "A number in the request body is too large");
    }
    auto const [route, used] = table.find(action, path);
    if (route != nullptr && may(caller.role, route->scope)) {
        if (!reads && action != Action::search && csrf_missing) return error_response(403, "session_token");
    }
    path.erase(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(used));
    Call call{.caller = caller,
              .request = request,
              .path = std::move(path),
              .query = form_fields(request.query()),
              .attributes = to_attributes(body.attributes),
              .items = {}};
    if (body.items) call.items = to_items(*body.items).value_or(std::vector<std::string>{});
    if (route != nullptr && !may(caller.role, route->scope)) return refuse(call, *route);
    if (reads) return route == nullptr ? no_such_route() : route->read(call);
    if (action == Action::search) {
        return route == nullptr ? error_response(404, "Invalid search category") : route->read(call);
    }
    Body const anything;
    if (auto refused = refuse_body(action, route == nullptr ? anything : route->body, body)) return *refused;
    if (request.method != Method::post) return wrong_method("POST");
    if (route == nullptr) return no_such_route();
    return write(std::move(call), *route, body);
}

http::RawResponse Facade::Parts::refuse(Call const& call, Route const& route) {
    bool const stranger = call.caller.role == Role::anonymous;
    switch (route.action) {
        case Action::get:
            return stranger ? http::json_response(200, "") : error_response(403, "Insufficient permissions");
        case Action::search: return error_response(403, "Insufficient permissions");
        case Action::add:
            if (stranger) {
                // What a stranger sent is not sent back.
                Messages messages(log_of(route, json::array{}));
                messages.danger("access_denied");
                return http::json_response(200, messages.text());
            }
            break;
        case Action::edit:
        case Action::delete_: break;
    }
    return error_response(403, "API read/write access denied");
}

http::RawResponse Facade::Parts::write(Call call, Route const& route, RequestBody const& body) {
    Messages messages(log_of(route, log_data(route, call, body)));
    if (!check_call(route, call, messages)) return http::json_response(200, messages.text());
    route.write(call, messages);
    if (messages.empty()) return error_response(200, nothing_done(route.action));
    tell_unknown(route.body.known, call.attributes, messages);
    for (auto const& name : body.strangers) messages.warning("attribute_unknown", {name});
    return http::json_response(200, messages.text());
}

std::vector<RouteInfo> Facade::routes() const {
    std::vector<RouteInfo> all;
    for (auto const& route : parts_->table.routes()) {
        RouteInfo info{std::string(word_of(route.action)), std::string(route.category), route.scope, {}};
        for (auto const& attribute : route.body.known) info.attributes.emplace_back(attribute.name);
        all.push_back(std::move(info));
    }
    return all;
}

}  // namespace mailapp::compat::mailcow
