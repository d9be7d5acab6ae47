#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace mailapp::log {

/// One named value of a log line.
struct Field {
    std::string_view name;
    std::variant<std::string_view, std::int64_t, double, bool> value;

    Field(std::string_view n, std::string_view v) : name(n), value(v) {}
    Field(std::string_view n, char const* v) : name(n), value(std::string_view(v)) {}
    Field(std::string_view n, std::string const& v) : name(n), value(std::string_view(v)) {}
    Field(std::string_view n, bool v) : name(n), value(v) {}
    Field(std::string_view n, double v) : name(n), value(v) {}
    template <class T>
    requires std::is_integral_v<T> Field(std::string_view n, T v)
        : name(n), value(static_cast<std::int64_t>(v)) {}
};

using Fields = std::initializer_list<Field>;

/// Writes one line of JSON each to standard error, which the supervisor keeps: time, level, program, event,
/// then the fields. Values are escaped, so that nothing from outside can forge a line. Never a secret.
void start(std::string_view program);

void info(std::string_view event, Fields fields = {});
void warn(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

}  // namespace mailapp::log
