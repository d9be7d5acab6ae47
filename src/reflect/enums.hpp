#pragma once

#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::reflect {

/// An enumeration that stands under BOOST_DESCRIBE_ENUM: written by name in JSON and in the database.
template <class E>
inline constexpr bool is_described_enum = boost::describe::has_describe_enumerators<E>::value;

/// The name of a described enumerator; a trailing "_" (for C++ keywords) is left out.
template <class E>
std::string_view enum_name(E value) {
    std::string_view name;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto enumerator) {
        if (enumerator.value == value) name = enumerator.name;
    });
    if (name.ends_with('_')) name.remove_suffix(1);
    return name;
}

/// "a, b or c" of a described enumeration.
template <class E>
std::string enum_choices() {
    std::vector<std::string> names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto enumerator) { names.emplace_back(enum_name(static_cast<E>(enumerator.value))); });
    std::string list;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i != 0) list += i + 1 == names.size() ? " or " : ", ";
        list += names[i];
    }
    return list;
}

/// The enumerator of that name.
template <class E>
std::optional<E> enum_from_name(std::string_view name) {
    std::optional<E> found;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto enumerator) {
        if (enum_name(static_cast<E>(enumerator.value)) == name) found = enumerator.value;
    });
    return found;
}

}  // namespace mailapp::reflect
