#include "http/routes.hpp"

#include <algorithm>
#include <stdexcept>

namespace mailapp::http {
namespace {

bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// The parameters when the path fits the pattern, segment by segment.
std::optional<std::map<std::string, std::string>> fit(std::string_view pattern, std::string_view path) {
    auto const wanted = split(pattern, '/');
    auto const given = split(path, '/');
    if (wanted.size() != given.size()) return std::nullopt;
    std::map<std::string, std::string> parameters;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (is_parameter(wanted[i])) {
            auto value = percent_decode(given[i]);
            if (!value || value->empty() || !is_clean_utf8(*value)) return std::nullopt;
            parameters[std::string(wanted[i].substr(1, wanted[i].size() - 2))] = std::move(*value);
        } else if (wanted[i] != given[i]) {
            return std::nullopt;
        }
    }
    return parameters;
}

/// A schema's type without "null" beside it.
std::string_view plain_type(boost::json::value const& schema) {
    auto const* object = schema.if_object();
    auto const* type = object != nullptr ? object->if_contains("type") : nullptr;
    if (type == nullptr) return {};
    if (auto const* one = type->if_string()) return *one;
    if (auto const* several = type->if_array(); several != nullptr && !several->empty()) {
        return several->at(0).as_string();
    }
    return {};
}

boost::json::value typed(std::string const& text, boost::json::value const& schema) {
    auto const type = plain_type(schema);
    if (type == "integer") {
        if (auto const number = parse_int(text)) return *number;
    } else if (type == "boolean") {
        if (text == "true" || text == "1") return true;
        if (text == "false" || text == "0") return false;
    }
    return boost::json::string(text);
}

}  // namespace

void Routes::add(Operation operation) {
    for (auto const& other : operations_) {
        if (other.id == operation.id) throw std::logic_error("two operations are named " + operation.id);
        if (other.method == operation.method && other.path == operation.path) {
            throw std::logic_error("two operations for " + operation.path);
        }
    }
    operations_.push_back(std::move(operation));
}

Routes::Match Routes::find(Method method, std::string_view path) const {
    Match match;
    std::size_t fewest_parameters = 0;
    for (auto const& operation : operations_) {
        auto parameters = fit(operation.path, path);
        if (!parameters) continue;
        match.allowed.push_back(operation.method);
        bool const fits =
            operation.method == method || (method == Method::head && operation.method == Method::get);
        // "/domains/summary" before "/domains/{domain}".
        if (fits && (match.operation == nullptr || parameters->size() < fewest_parameters)) {
            fewest_parameters = parameters->size();
            match.operation = &operation;
            match.parameters = std::move(*parameters);
        }
    }
    return match;
}

namespace detail {

Result<boost::json::value> query_object(std::string_view query, boost::json::object const& schema) {
    auto const& properties = schema.at("properties").as_object();
    boost::json::object object;
    for (auto const part : split(query, '&')) {
        if (part.empty()) continue;
        auto const equals = part.find('=');
        auto const name = percent_decode(part.substr(0, equals), true);
        auto const value =
            percent_decode(equals == std::string_view::npos ? "" : part.substr(equals + 1), true);
        if (!name || !value || !is_clean_utf8(*name) || !is_clean_utf8(*value)) {
            return invalid("request.invalid_query", "The query is not well-formed.");
        }
        auto const* property = properties.if_contains(*name);
        if (property == nullptr) {
            return invalid("request.unknown_parameter", "There is no query parameter of this name.",
                           "/" + *name);
        }
        if (plain_type(*property) == "array") {
            // "tags=a,b" and "tags=a&tags=b" are the same list.
            auto& list = object[*name];
            if (!list.is_array()) list = boost::json::array();
            for (auto const item : split(*value, ',')) list.as_array().emplace_back(std::string(item));
        } else {
            object[*name] = typed(*value, *property);
        }
    }
    return boost::json::value(std::move(object));
}

Result<boost::json::value> body_value(RawRequest const& request) {
    auto const type = to_lower(request.header("content-type"));
    if (trim(type.substr(0, type.find(';'))) != "application/json") {
        return invalid("request.content_type", "The body must be sent as application/json.");
    }
    return reflect::parse_strict_json(request.body);
}

Result<std::optional<std::int64_t>> expected_version(RawRequest const& request) {
    auto tag = request.header("if-match");
    if (tag.empty() || tag == "*") return std::optional<std::int64_t>();
    if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"') {
        if (auto const number = parse_int(tag.substr(1, tag.size() - 2)))
            return std::optional<std::int64_t>(*number);
    }
    return invalid("request.if_match", "If-Match must be the ETag of an earlier answer, or *.");
}

RawResponse with_version(RawResponse response, RawRequest const& request, std::int64_t version) {
    auto tag = "\"" + std::to_string(version) + "\"";
    bool const reads = request.method == Method::get || request.method == Method::head;
    bool const unchanged = reads && names_tag(request.header("if-none-match"), tag);
    response.set("ETag", std::move(tag));
    if (unchanged) {
        response.status = 304;
        response.body.clear();
    }
    return response;
}

void document_parameters(boost::json::object& operation, std::string const& path,
                         boost::json::object const* query_schema) {
    boost::json::array parameters;
    for (auto const segment : split(path, '/')) {
        if (!is_parameter(segment)) continue;
        parameters.push_back({{"name", std::string(segment.substr(1, segment.size() - 2))},
                              {"in", "path"},
                              {"required", true},
                              {"schema", {{"type", "string"}}}});
    }
    if (query_schema != nullptr) {
        for (auto const& [name, schema] : query_schema->at("properties").as_object()) {
            boost::json::object parameter{{"name", name}, {"in", "query"}, {"schema", schema}};
            if (plain_type(schema) == "array") parameter["explode"] = false;
            parameters.push_back(std::move(parameter));
        }
    }
    if (!parameters.empty()) operation["parameters"] = std::move(parameters);
}

void document_body(boost::json::object& operation, boost::json::object schema) {
    operation["requestBody"] = {{"required", true},
                                {"content", {{"application/json", {{"schema", std::move(schema)}}}}}};
}

void document_answer(boost::json::object& operation, int status, boost::json::object const* schema,
                     std::string_view content_type) {
    boost::json::object answer{{"description", status == 201 ? "Created" : status == 204 ? "Done" : "OK"}};
    if (schema != nullptr) answer["content"] = {{content_type, {{"schema", *schema}}}};
    boost::json::object problem{
        {"description", "A problem (RFC 9457)"},
        {"content",
         {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
    operation["responses"] = {{std::to_string(status), std::move(answer)}, {"default", std::move(problem)}};
}

}  // namespace detail
}  // namespace mailapp::http
