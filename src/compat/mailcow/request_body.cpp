#include "compat/mailcow/request_body.hpp"

#include "base/text.hpp"
#include "compat/mailcow/loose.hpp"

#include <boost/json/parse.hpp>

namespace mailapp::compat::mailcow {
namespace {

namespace json = boost::json;

/// Deep enough for every request there is, too shallow to hurt.
constexpr std::size_t deepest = 16;

std::optional<json::value> parse(std::string_view text) {
    json::parse_options options;
    options.max_depth = deepest;
    boost::system::error_code problem;
    auto value = json::parse(text, problem, {}, options);
    if (problem) return std::nullopt;
    return value;
}

json::value member(json::value const& body, std::string_view name) {
    auto const* object = body.if_object();
    auto const* found = object == nullptr ? nullptr : object->if_contains(name);
    return found == nullptr ? json::value() : *found;
}

RequestBody read_json(std::string_view text, BodyKind kind) {
    RequestBody body;
    auto value = parse(text);
    if (!value || value->is_null()) {
        body.malformed = true;
        return body;
    }
    switch (kind) {
        case BodyKind::attributes: body.attributes = std::move(*value); break;
        case BodyKind::items: body.items = std::move(*value); break;
        case BodyKind::items_and_attributes:
            body.attributes = member(*value, "attr");
            body.items = member(*value, "items");
            break;
    }
    return body;
}

RequestBody read_form(std::string_view text) {
    RequestBody body;
    auto fields = form_fields(text);
    if (auto const found = fields.find("attr"); found != fields.end()) body.attributes = parse(found->second);
    if (auto const found = fields.find("items"); found != fields.end()) body.items = parse(found->second);
    if (auto const found = fields.find("csrf_token"); found != fields.end()) body.csrf_token = found->second;
    return body;
}

}  // namespace

std::map<std::string, std::string> form_fields(std::string_view text) {
    std::map<std::string, std::string> fields;
    for (auto const part : split(text, '&')) {
        auto const equals = part.find('=');
        auto const name = percent_decode(part.substr(0, equals), true);
        auto const value =
            equals == std::string_view::npos ? "" : percent_decode(part.substr(equals + 1), true);
        if (name && value && !name->empty()) fields[*name] = *value;
    }
    return fields;
}

RequestBody read_body(http::RawRequest const& request, BodyKind kind) {
    auto const type = to_lower(trim(split(request.header("content-type"), ';').front()));
    if (type == "application/json") return read_json(request.body, kind);
    if (type == "application/x-www-form-urlencoded") return read_form(request.body);
    return {};
}

std::vector<std::string> to_items(json::value const& value) {
    std::vector<std::string> items;
    if (auto const* list = value.if_array()) {
        for (auto const& entry : *list) items.push_back(loose::text(entry));
    } else if (!value.is_null()) {
        items.push_back(loose::text(value));
    }
    return items;
}

}  // namespace mailapp::compat::mailcow
