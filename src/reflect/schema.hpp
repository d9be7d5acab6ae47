#pragma once

#include "reflect/json_read.hpp"

#include <boost/core/demangle.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <typeinfo>

namespace mailapp::reflect {

/// JSON Schema (as OpenAPI 3.1 takes it) of described types; structs become named components.
class SchemaBook {
public:
    /// The schema of T: inline for plain types, a reference for structs, which are added to the book.
    template <class T>
    boost::json::object schema() {
        if constexpr (std::is_same_v<T, bool>) {
            return {{"type", "boolean"}};
        } else if constexpr (std::is_integral_v<T>) {
            return {{"type", "integer"}, {"format", "int64"}};
        } else if constexpr (std::is_floating_point_v<T>) {
            return {{"type", "number"}};
        } else if constexpr (std::is_enum_v<T>) {
            boost::json::array names;
            boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
                [&](auto enumerator) { names.emplace_back(enum_name(static_cast<T>(enumerator.value))); });
            return {{"type", "string"}, {"enum", std::move(names)}};
        } else if constexpr (std::is_same_v<T, std::string>) {
            return {{"type", "string"}};
        } else if constexpr (std::is_same_v<T, Seconds>) {
            return {{"type", "string"}, {"format", "date-time"}};
        } else if constexpr (std::is_same_v<T, RawJson>) {
            return {};
        } else {
            return Maker<T>::make(*this);
        }
    }

    /// The last part of a type's name: "NewDomain". Page<Domain> becomes "PageOfDomain".
    template <class T>
    static std::string type_name() {
        return short_name(boost::core::demangle(typeid(T).name()));
    }

    boost::json::object const& components() const { return components_; }

private:
    template <class T>
    struct Maker {
        static boost::json::object make(SchemaBook& book) {
            auto const name = type_name<T>();
            if (!book.components_.contains(name)) {
                book.components_[name] = nullptr;  // stands there while its members are read: types may nest
                book.components_[name] = book.template object_schema<T>();
                book.origins_[name] = typeid(T).name();
            } else if (book.origins_.contains(name) && book.origins_[name] != typeid(T).name()) {
                throw std::logic_error("two types are named " + name + " in the API");
            }
            return {{"$ref", "#/components/schemas/" + name}};
        }
    };
    template <class T>
    struct Maker<std::optional<T>> {
        static boost::json::object make(SchemaBook& book) {
            auto inner = book.schema<T>();
            if (inner.contains("$ref")) {
                boost::json::array either{std::move(inner), boost::json::object{{"type", "null"}}};
                return {{"anyOf", std::move(either)}};
            }
            if (inner.contains("type")) {
                boost::json::array types{inner["type"], "null"};
                inner["type"] = std::move(types);
            }
            if (inner.contains("enum")) inner["enum"].as_array().emplace_back(nullptr);
            return inner;
        }
    };
    template <class T>
    struct Maker<std::vector<T>> {
        static boost::json::object make(SchemaBook& book) {
            return {{"type", "array"}, {"items", book.schema<T>()}};
        }
    };
    template <class T>
    struct Maker<std::map<std::string, T>> {
        static boost::json::object make(SchemaBook& book) {
            return {{"type", "object"}, {"additionalProperties", book.schema<T>()}};
        }
    };

    template <class T>
    boost::json::object object_schema() {
        boost::json::object properties;
        for_each_member<T>([&](auto member) {
            using Field = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
            properties[member.name] = schema<Field>();
        });
        boost::json::object made{
            {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
        boost::json::array required;
        if constexpr (HasRequiredMembers<T>) {
            for (auto const* name : T::required_members) required.emplace_back(name);
        } else if constexpr (!requires { T::is_request; }) {
            // What the program writes always has every member.
            for_each_member<T>([&](auto member) { required.emplace_back(member.name); });
        }
        if (!required.empty()) made["required"] = std::move(required);
        return made;
    }

    static std::string short_name(std::string const& demangled);

    boost::json::object components_;
    std::map<std::string, std::string> origins_;
};

}  // namespace mailapp::reflect
