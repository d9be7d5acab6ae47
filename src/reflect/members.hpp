#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <string>
#include <type_traits>

namespace mailapp::reflect {

/// A struct that stands under BOOST_DESCRIBE_STRUCT: one declaration for row, JSON, schema and UI type.
template <class T>
inline constexpr bool is_described = boost::describe::has_describe_members<T>::value;

/// Calls `visit(member)` for each described member, bases first; `member.name` and `member.pointer`.
template <class T, class Visit>
void for_each_member(Visit&& visit) {
    using Members =
        boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
    boost::mp11::mp_for_each<Members>(visit);
}

/// "a, b, c": the select list of a struct, each name behind `prefix` ("m." for a table named m).
template <class T>
std::string columns(std::string const& prefix = {}) {
    std::string list;
    for_each_member<T>([&](auto member) {
        if (!list.empty()) list += ", ";
        list += prefix + member.name;
    });
    return list;
}

}  // namespace mailapp::reflect
