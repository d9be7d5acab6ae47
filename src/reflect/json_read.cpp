#include "reflect/json_read.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace mailapp::reflect {

Result<boost::json::value> parse_json(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = 32;
    boost::system::error_code problem;
    auto value = boost::json::parse(text, problem, {}, options);
    if (problem)
        return invalid("request.invalid_json", "The body is not valid JSON: " + problem.message() + ".");
    return value;
}

std::string boost_json_text(boost::json::value const& value) {
    return boost::json::serialize(value);
}

}  // namespace mailapp::reflect
