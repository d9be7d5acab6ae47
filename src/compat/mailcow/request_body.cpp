#include "compat/mailcow/request_body.hpp"

#include "base/text.hpp"
#include "compat/mailcow/loose.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <cmath>

namespace mailapp::compat::mailcow {
namespace {

namespace json = boost::json;

/// Deep enough for every request there is, too shallow to hurt.
constexpr std::size_t deepest = 16;

struct Parsed {
    std::optional<json::value> value;
    bool number_lost = false;
};

bool has_lost_number(json::value const& value) {
    if (auto const* list = value.if_array()) return std::ranges::any_of(*list, has_lost_number);
    if (auto const* object = value.if_object()) {
        return std::ranges::any_of(*object,
                                   [](auto const& member) { return has_lost_number(member.value()); });
    }
    return value.is_double() && !std::isfinite(value.get_double());
}

Parsed parse(std::string_view text) {
    json::parse_options options;
    options.max_depth = deepest;
    boost::system::error_code problem;
    auto value = json::parse(text, problem, {}, options);
    if (problem) return {};
    bool const lost = has_lost_number(value);
    return {std::move(value), lost};
}

std::optional<json::value> member(json::value& body, std::string_view name) {
    auto* object = body.if_object();
    auto* found = object == nullptr ? nullptr : object->if_contains(name);
    if (found == nullptr || found->is_null()) return std::nullopt;
    return std::move(*found);
}

std::vector<std::string> strangers(json::value const& body) {
    std::vector<std::string> names;
    auto const* object = body.if_object();
    if (object == nullptr) return names;
    for (auto const& member : *object) {
        if (member.key() != "attr" && member.key() != "items") names.emplace_back(member.key());
    }
    return names;
}

RequestBody read_json(std::string_view text, BodyKind kind) {
    RequestBody body;
    auto [value, lost] = parse(text);
    body.number_lost = lost;
    if (!value || value->is_null()) {
        body.malformed = true;
        return body;
    }
    switch (kind) {
        case BodyKind::attributes: body.attributes = std::move(*value); break;
        case BodyKind::items:
            body.strangers = strangers(*value);
            // Clients that are made from mailcow's description put the list into an object.
            body.items =
                value->is_object() && body.strangers.empty() ? member(*value, "items") : std::move(*value);
            break;
        case BodyKind::items_and_attributes:
            body.attributes = member(*value, "attr");
            body.items = member(*value, "items");
            body.strangers = strangers(*value);
            break;
    }
    return body;
}

RequestBody read_form(std::string_view text) {
    RequestBody body;
    auto fields = form_fields(text);
    auto const take = [&](char const* name, std::optional<json::value>& into) {
        auto const found = fields.find(name);
        if (found == fields.end()) return;
        auto [value, lost] = parse(found->second);
        body.number_lost = body.number_lost || lost;
        if (value && !value->is_null()) into = std::move(*value);
    };
    take("attr", body.attributes);
    take("items", body.items);
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

std::optional<std::vector<std::string>> to_items(json::value const& value) {
    auto const is_item = [](json::value const& item) { return item.is_string() || item.is_number(); };
    std::vector<std::string> items;
    if (auto const* list = value.if_array()) {
        for (auto const& entry : *list) {
            if (!is_item(entry)) return std::nullopt;
            items.push_back(loose::text(entry));
        }
        return items;
    }
    if (!is_item(value)) return std::nullopt;
    items.push_back(loose::text(value));
    return items;
}

}  // namespace mailapp::compat::mailcow
