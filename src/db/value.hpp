#pragma once

#include "reflect/enums.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace mailapp::db {

/// What goes into a placeholder and comes out of a column. Booleans are 0 and 1, times are seconds since
/// 1970.
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string>;
using Parameters = std::vector<Value>;

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

template <class T>
Value to_value(T const& from) {
    if constexpr (is_optional<T>::value) {
        return from ? to_value(*from) : Value(nullptr);
    } else if constexpr (std::is_same_v<T, std::chrono::sys_seconds>) {
        return static_cast<std::int64_t>(from.time_since_epoch().count());
    } else if constexpr (reflect::is_described_enum<T>) {
        return std::string(reflect::enum_name(from));
    } else if constexpr (std::is_integral_v<T>) {
        return static_cast<std::int64_t>(from);
    } else if constexpr (std::is_floating_point_v<T>) {
        return static_cast<double>(from);
    } else {
        return std::string(std::string_view(from));
    }
}

/// One row while a cursor stands on it; columns count from 0.
class Row {
public:
    virtual ~Row() = default;
    virtual int columns() const = 0;
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual double real(int column) const = 0;
    virtual std::string_view text(int column) const = 0;  ///< valid until the cursor moves
};

template <class T>
T read_column(Row const& row, int column) {
    if constexpr (is_optional<T>::value) {
        if (row.is_null(column)) return std::nullopt;
        return read_column<typename T::value_type>(row, column);
    } else if constexpr (std::is_same_v<T, bool>) {
        return row.integer(column) != 0;
    } else if constexpr (std::is_same_v<T, std::chrono::sys_seconds>) {
        return T(std::chrono::seconds(row.integer(column)));
    } else if constexpr (reflect::is_described_enum<T>) {
        auto const value = reflect::enum_from_name<T>(row.text(column));
        if (!value) throw std::runtime_error("a column holds a word that is not of its enumeration");
        return *value;
    } else if constexpr (std::is_integral_v<T>) {
        return static_cast<T>(row.integer(column));
    } else if constexpr (std::is_floating_point_v<T>) {
        return static_cast<T>(row.real(column));
    } else {
        return T(row.text(column));
    }
}

}  // namespace mailapp::db
