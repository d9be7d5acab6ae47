#pragma once

#include "http/routes.hpp"

#include <string>

namespace mailapp::http {

/// What goes wrong with a request: the body of every refusal (RFC 9457).
struct Problem {
    std::string type;
    std::string title;
    std::int64_t status = 0;
    std::string code;
    std::string detail;
    std::optional<std::string> field;
    std::string request_id;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (type, title, status, code, detail, field, request_id))

/// The OpenAPI 3.1 document of all operations, as JSON text; the same operations always give the same bytes.
std::string openapi_document(Routes const& routes, std::string const& version);

}  // namespace mailapp::http
