#pragma once

#include "base/error.hpp"
#include "base/text.hpp"
#include "reflect/json_write.hpp"

#include <boost/json/value.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

namespace mailapp::reflect {

/// Parses JSON text (RFC 8259) with a bounded depth; of a member that stands twice the last counts, as is
/// usual among those who write to us. Error: request.invalid_json.
Result<boost::json::value> parse_json(std::string_view text);

/// As parse_json, but an object with a member twice is refused at every depth, with the member's pointer: two
/// readers of such a text disagree about what it says (RFC 8259, section 4). Errors: request.invalid_json,
/// request.member_twice.
Result<boost::json::value> parse_strict_json(std::string_view text);

/// A name as a part of a JSON pointer (RFC 6901, section 4).
std::string pointer_token(std::string_view name);

/// Whether no number in it was too large to hold ("1e999", which is read as infinity).
bool has_only_finite_numbers(boost::json::value const& value);

/// The value as compact JSON text.
std::string boost_json_text(boost::json::value const& value);

/// A struct may name the members that must be there:
///     static constexpr std::array required_members{"name"};
/// All others keep the struct's own default when they are absent.
template <class T>
concept HasRequiredMembers = requires {
    T::required_members;
};

inline Error wrong_type(std::string const& at, std::string const& wanted) {
    return invalid("request.invalid_type", "This must be " + wanted + ".", at);
}

template <class T>
std::optional<Error> read_json(boost::json::value const& from, T& to, std::string const& at);

template <class T>
struct JsonReader {
    static_assert(is_described<T>, "a struct that comes from JSON needs BOOST_DESCRIBE_STRUCT");

    static std::optional<Error> read(boost::json::value const& from, T& to, std::string const& at) {
        auto const* object = from.if_object();
        if (object == nullptr) return wrong_type(at, "an object");
        std::optional<Error> problem;
        std::size_t known = 0;
        for_each_member<T>([&](auto member) {
            if (problem) return;
            auto const* value = object->if_contains(member.name);
            if (value != nullptr) {
                ++known;
                problem = read_json(*value, to.*member.pointer, at + "/" + member.name);
            } else if (is_required(member.name)) {
                problem =
                    invalid("request.member_missing", "This member is required.", at + "/" + member.name);
            }
        });
        if (problem || known == object->size()) return problem;
        return unknown_member(*object, at);
    }

private:
    static bool is_required(std::string_view name) {
        if constexpr (HasRequiredMembers<T>) {
            for (std::string_view const required : T::required_members) {
                if (required == name) return true;
            }
        }
        return false;
    }

    static Error unknown_member(boost::json::object const& object, std::string const& at) {
        for (auto const& member_of_object : object) {
            // No structured binding: clang 14, which makes the fuzzers, cannot take one into a lambda.
            std::string_view const name = member_of_object.key();
            bool known = false;
            for_each_member<T>([&](auto member) { known = known || name == member.name; });
            if (!known) {
                return invalid("request.unknown_member", "There is no member of this name.",
                               at + "/" + pointer_token(name));
            }
        }
        throw std::logic_error("every member of the object is known");
    }
};

template <class T>
struct JsonReader<std::optional<T>> {
    static std::optional<Error> read(boost::json::value const& from, std::optional<T>& to,
                                     std::string const& at) {
        if (from.is_null()) {
            to.reset();
            return std::nullopt;
        }
        return read_json(from, to.emplace(), at);
    }
};

template <class T>
struct JsonReader<std::vector<T>> {
    static std::optional<Error> read(boost::json::value const& from, std::vector<T>& to,
                                     std::string const& at) {
        auto const* array = from.if_array();
        if (array == nullptr) return wrong_type(at, "a list");
        to.clear();
        to.reserve(array->size());
        for (std::size_t i = 0; i < array->size(); ++i) {
            T item{};
            if (auto problem = read_json((*array)[i], item, at + "/" + std::to_string(i))) return problem;
            to.push_back(std::move(item));
        }
        return std::nullopt;
    }
};

template <class T>
struct JsonReader<std::map<std::string, T>> {
    static std::optional<Error> read(boost::json::value const& from, std::map<std::string, T>& to,
                                     std::string const& at) {
        auto const* object = from.if_object();
        if (object == nullptr) return wrong_type(at, "an object");
        to.clear();
        for (auto const& [name, value] : *object) {
            if (!is_clean_utf8(name)) return wrong_type(at, "an object whose names are UTF-8 without U+0000");
            if (auto problem = read_json(value, to[std::string(name)], at + "/" + pointer_token(name)))
                return problem;
        }
        return std::nullopt;
    }
};

template <class T>
std::optional<Error> read_json(boost::json::value const& from, T& to, std::string const& at) {
    if constexpr (std::is_same_v<T, bool>) {
        auto const* value = from.if_bool();
        if (value == nullptr) return wrong_type(at, "true or false");
        to = *value;
    } else if constexpr (std::is_integral_v<T>) {
        auto const* value = from.if_int64();
        if (value == nullptr || *value < static_cast<std::int64_t>(std::numeric_limits<T>::min()) ||
            static_cast<std::uint64_t>(*value < 0 ? 0 : *value) > std::numeric_limits<T>::max()) {
            return wrong_type(at, "a whole number within range");
        }
        to = static_cast<T>(*value);
    } else if constexpr (std::is_floating_point_v<T>) {
        if (!from.is_number()) return wrong_type(at, "a number");
        auto const value = from.to_number<T>();
        // "1e999" is JSON and read as infinity, which cannot be written again.
        if (!std::isfinite(value)) return wrong_type(at, "a number within range");
        to = value;
    } else if constexpr (std::is_enum_v<T>) {
        auto const* text = from.if_string();
        auto const value = text != nullptr ? enum_from_name<T>(std::string_view(*text)) : std::nullopt;
        if (!value) return wrong_type(at, enum_choices<T>());
        to = *value;
    } else if constexpr (std::is_same_v<T, std::string>) {
        auto const* text = from.if_string();
        if (text == nullptr) return wrong_type(at, "a text");
        if (!is_clean_utf8(*text)) return wrong_type(at, "UTF-8 text without U+0000");
        to = std::string(*text);
    } else if constexpr (std::is_same_v<T, RawJson>) {
        if (!has_only_finite_numbers(from)) return wrong_type(at, "JSON with numbers within range");
        to.text = boost_json_text(from);
    } else {
        return JsonReader<T>::read(from, to, at);
    }
    return std::nullopt;
}

/// A described struct from JSON. Strict: unknown members, wrong types, missing required members and texts
/// that are not clean UTF-8 are refused with the JSON pointer of the member.
template <class T>
Result<T> from_json(boost::json::value const& value) {
    T to{};
    if (auto problem = read_json(value, to, std::string())) return *problem;
    return to;
}

template <class T>
Result<T> from_json_text(std::string_view text) {
    auto const value = parse_strict_json(text);
    if (!value) return value.error();
    return from_json<T>(*value);
}

}  // namespace mailapp::reflect
