#pragma once

#include "base/clock.hpp"
#include "base/json_text.hpp"
#include "reflect/enums.hpp"
#include "reflect/members.hpp"

#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::reflect {

/// JSON that is already text: written as it stands. For documents that were stored or built elsewhere.
struct RawJson {
    std::string text = "null";
};

template <class T>
void write_json(std::string& out, T const& value);

template <class T>
struct JsonWriter;

template <class T>
void write_number(std::string& out, T value) {
    char digits[32];
    auto const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
}

template <class T>
void write_json(std::string& out, T const& value) {
    if constexpr (std::is_same_v<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::is_integral_v<T>) {
        write_number(out, value);
    } else if constexpr (std::is_floating_point_v<T>) {
        if (std::isfinite(value)) {
            write_number(out, value);
        } else {
            out += "null";
        }
    } else if constexpr (std::is_enum_v<T>) {
        append_json_string(out, enum_name(value));
    } else if constexpr (std::is_same_v<T, RawJson>) {
        out += value.text;
    } else if constexpr (std::is_same_v<T, Seconds>) {
        append_json_string(out, to_rfc3339(value));
    } else if constexpr (std::is_convertible_v<T const&, std::string_view>) {
        append_json_string(out, value);
    } else {
        JsonWriter<T>::write(out, value);
    }
}

template <class T>
struct JsonWriter {
    static_assert(is_described<T>, "a struct that goes into JSON needs BOOST_DESCRIBE_STRUCT");
    static void write(std::string& out, T const& value) {
        out += '{';
        bool first = true;
        for_each_member<T>([&](auto member) {
            if (!first) out += ',';
            first = false;
            out += '"';
            out += member.name;
            out += "\":";
            write_json(out, value.*member.pointer);
        });
        out += '}';
    }
};

template <class T>
struct JsonWriter<std::optional<T>> {
    static void write(std::string& out, std::optional<T> const& value) {
        if (value) {
            write_json(out, *value);
        } else {
            out += "null";
        }
    }
};

template <class T>
struct JsonWriter<std::vector<T>> {
    static void write(std::string& out, std::vector<T> const& values) {
        out += '[';
        bool first = true;
        for (auto const& value : values) {
            if (!first) out += ',';
            first = false;
            write_json(out, value);
        }
        out += ']';
    }
};

template <class T>
struct JsonWriter<std::map<std::string, T>> {
    static void write(std::string& out, std::map<std::string, T> const& values) {
        out += '{';
        bool first = true;
        for (auto const& [name, value] : values) {
            if (!first) out += ',';
            first = false;
            append_json_string(out, name);
            out += ':';
            write_json(out, value);
        }
        out += '}';
    }
};

/// The value as JSON text: members in their order, enumerations by name, times as RFC 3339, absent optionals
/// as null.
template <class T>
std::string to_json(T const& value) {
    std::string out;
    write_json(out, value);
    return out;
}

}  // namespace mailapp::reflect
