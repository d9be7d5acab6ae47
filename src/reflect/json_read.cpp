#include "reflect/json_read.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <utility>

namespace mailapp::reflect {
namespace {

constexpr std::size_t deepest = 32;

/// Looks through a document for a member that stands twice in its object, and knows where it is.
class TwiceFinder {
public:
    // Names that the parser asks for.
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    using Problem = boost::system::error_code;
    using Text = boost::json::string_view;

    bool on_document_begin(Problem&) { return true; }
    bool on_document_end(Problem&) { return true; }
    bool on_object_begin(Problem&) { return open(true); }
    bool on_object_end(std::size_t, Problem&) { return close(); }
    bool on_array_begin(Problem&) { return open(false); }
    bool on_array_end(std::size_t, Problem&) { return close(); }
    bool on_key_part(Text part, std::size_t, Problem&) { return add_to_key(part); }
    bool on_key(Text part, std::size_t, Problem& problem) {
        add_to_key(part);
        auto& object = levels_.back();
        object.at = std::exchange(key_, {});
        if (object.members.insert(object.at).second) return true;
        twice_ = pointer();
        problem = boost::json::error::syntax;  // any: it only ends the reading
        return false;
    }
    bool on_string_part(Text, std::size_t, Problem&) { return true; }
    bool on_string(Text, std::size_t, Problem&) { return done(); }
    bool on_number_part(Text, Problem&) { return true; }
    bool on_int64(std::int64_t, Text, Problem&) { return done(); }
    bool on_uint64(std::uint64_t, Text, Problem&) { return done(); }
    bool on_double(double, Text, Problem&) { return done(); }
    bool on_bool(bool, Problem&) { return done(); }
    bool on_null(Problem&) { return done(); }
    bool on_comment_part(Text, Problem&) { return true; }
    bool on_comment(Text, Problem&) { return true; }

    std::optional<std::string> const& twice() const { return twice_; }

private:
    struct Level {
        bool is_object = false;
        std::unordered_set<std::string> members;
        std::string at;         ///< of an object: the member that is read
        std::size_t index = 0;  ///< of a list: the item that is read
    };

    bool open(bool is_object) {
        levels_.push_back({is_object, {}, {}, 0});
        return true;
    }
    bool close() {
        levels_.pop_back();
        return done();
    }
    /// A value has ended.
    bool done() {
        if (!levels_.empty()) ++levels_.back().index;
        return true;
    }
    bool add_to_key(Text part) {
        key_.append(part.data(), part.size());
        return true;
    }
    std::string pointer() const {
        std::string text;
        for (auto const& level : levels_)
            text += "/" + (level.is_object ? pointer_token(level.at) : std::to_string(level.index));
        return text;
    }

    std::vector<Level> levels_;
    std::string key_;
    std::optional<std::string> twice_;
};

}  // namespace

std::string pointer_token(std::string_view name) {
    std::string token;
    for (char const c : name) {
        if (c == '~') {
            token += "~0";
        } else if (c == '/') {
            token += "~1";
        } else {
            token += c;
        }
    }
    return token;
}

Result<boost::json::value> parse_json(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = deepest;
    boost::system::error_code problem;
    auto value = boost::json::parse(text, problem, {}, options);
    if (problem)
        return invalid("request.invalid_json", "The body is not valid JSON: " + problem.message() + ".");
    return value;
}

Result<boost::json::value> parse_strict_json(std::string_view text) {
    auto value = parse_json(text);
    if (!value) return value;
    boost::json::parse_options options;
    options.max_depth = deepest;
    boost::json::basic_parser<TwiceFinder> parser(options);
    boost::system::error_code ended;
    parser.write_some(false, text.data(), text.size(), ended);
    if (auto const& twice = parser.handler().twice())
        return invalid("request.member_twice", "This member is there twice.", *twice);
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
