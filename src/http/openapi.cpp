#include "http/openapi.hpp"

namespace mailapp::http {
namespace {

/// "/api/v2/alias-domains/{name}" belongs to "alias-domains".
std::string tag_of(std::string const& path) {
    auto const segments = split(path, '/');
    return segments.size() > 3 ? std::string(segments[3]) : "general";
}

}  // namespace

std::string openapi_document(Routes const& routes, std::string const& version) {
    reflect::SchemaBook book;
    book.schema<Problem>();
    boost::json::object paths;
    for (auto const& operation : routes.operations()) {
        boost::json::object object{{"operationId", operation.id},
                                   {"summary", operation.summary},
                                   {"tags", boost::json::array{tag_of(operation.path)}},
                                   {"x-scope", reflect::enum_name(operation.scope)}};
        if (!operation.errors.empty()) {
            boost::json::array codes;
            for (auto const& code : operation.errors) codes.emplace_back(code);
            object["x-error-codes"] = std::move(codes);
        }
        if (operation.scope == Scope::open) object["security"] = boost::json::array{boost::json::object{}};
        operation.document(book, object);
        auto& path = paths[operation.path];
        if (!path.is_object()) path = boost::json::object();
        path.as_object()[to_lower(to_string(operation.method))] = std::move(object);
    }
    boost::json::object const document{
        {"openapi", "3.1.0"},
        {"info",
         {{"title", "MailApp API"},
          {"version", version},
          {"description",
           "Everything of a MailApp server. Lists are paged by cursor: that of an earlier answer, or @N "
           "to start behind the first N entries; objects carry an ETag for If-Match; creations take an "
           "Idempotency-Key; refusals are RFC 9457 problems."}}},
        {"servers", boost::json::array{boost::json::object{{"url", "/"}}}},
        {"security", boost::json::array{boost::json::object{{"apiKey", boost::json::array()}},
                                        boost::json::object{{"bearer", boost::json::array()}},
                                        boost::json::object{{"session", boost::json::array()}}}},
        {"paths", std::move(paths)},
        {"components",
         {{"schemas", book.components()},
          {"securitySchemes",
           {{"apiKey", {{"type", "apiKey"}, {"in", "header"}, {"name", "X-API-Key"}}},
            {"bearer", {{"type", "http"}, {"scheme", "bearer"}}},
            {"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-mailapp"}}}}}}}};
    return reflect::boost_json_text(document);
}

}  // namespace mailapp::http
