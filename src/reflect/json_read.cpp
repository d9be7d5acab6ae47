#include "reflect/json_read.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cmath>

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

bool has_only_finite_numbers(boost::json::value const& value) {
    if (auto const* number = value.if_double()) return std::isfinite(*number);
    if (auto const* list = value.if_array()) {
        return std::all_of(list->begin(), list->end(), has_only_finite_numbers);
    }
    auto const* object = value.if_object();
    return object == nullptr || std::all_of(object->begin(), object->end(), [](auto const& member) {
               return has_only_finite_numbers(member.value());
           });
}

std::string boost_json_text(boost::json::value const& value) {
    return boost::json::serialize(value);
}

}  // namespace mailapp::reflect
