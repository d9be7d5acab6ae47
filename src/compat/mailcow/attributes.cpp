#include "compat/mailcow/attributes.hpp"

#include "base/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace mailapp::compat::mailcow {
namespace {

namespace json = boost::json;

/// A refusal: mailcow's key where it has one for this, and the words for all others.
struct Refusal {
    std::string_view words;
    bool is_numeric = true;  ///< false: mailcow's own key says it, with the value
};

bool is_scalar(json::value const& value) {
    return !value.is_array() && !value.is_object();
}

bool is_text(json::value const& value) {
    return is_scalar(value) && !value.is_bool();
}

bool allows(std::string_view allowed, std::string_view word) {
    if (word.empty()) return true;
    auto const words = split(allowed, ' ');
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<Refusal> check_number(json::value const& value, bool of_mebibytes) {
    auto const number = of_mebibytes ? loose::read_mebibytes(value) : loose::read_number(value);
    switch (number.fault) {
        case loose::NumberFault::none: return std::nullopt;
        case loose::NumberFault::not_numeric: return Refusal{"This is no number.", false};
        case loose::NumberFault::no_scalar:
            return Refusal{"This must be a whole number, not a list, an object, true or false."};
        case loose::NumberFault::negative: return Refusal{"This cannot be negative."};
        case loose::NumberFault::not_whole:
            return Refusal{"This must be a whole number, written with digits alone."};
        case loose::NumberFault::too_large: return Refusal{"This number is too large."};
    }
    return std::nullopt;
}

std::optional<Refusal> check(Attribute const& attribute, json::value const& value) {
    switch (attribute.holds) {
        case Holds::text:
            if (!is_text(value)) return Refusal{"This must be a text."};
            break;
        case Holds::list:
            if (value.is_object() || value.is_bool()) return Refusal{"This must be a list of texts."};
            if (value.is_array() && !std::ranges::all_of(value.get_array(), is_text)) {
                return Refusal{"This must be a list of texts, without lists in it."};
            }
            break;
        case Holds::flag:
            if (!loose::flag(value)) return Refusal{"This must be 1 or 0."};
            break;
        case Holds::state:
            if (!loose::state(value)) return Refusal{"This must be 0, 1 or 2."};
            break;
        case Holds::number: return check_number(value, false);
        case Holds::mebibytes: return check_number(value, true);
        case Holds::word:
            if (!is_scalar(value) || !allows(attribute.allowed, to_lower(trim(loose::text(value))))) {
                return Refusal{"There is nothing here that could do this."};
            }
            break;
        case Holds::shown:
        case Holds::figure:
        case Holds::no_effect: break;
    }
    return std::nullopt;
}

void tell(std::string_view name, json::value const& value, Refusal const& refusal, Messages& messages) {
    if (!refusal.is_numeric) {
        messages.danger("object_is_not_numeric", {loose::text(value), name});
    } else {
        messages.danger("attribute_invalid", {name, refusal.words});
    }
}

}  // namespace

bool says_the_same(json::value const& given, json::value const& shown) {
    if (auto const* object = given.if_object()) {
        auto const* other = shown.if_object();
        // PHP's empty object is an empty list.
        if (other == nullptr) return object->empty() && shown.is_array() && shown.get_array().empty();
        return std::ranges::all_of(*object, [&](auto const& member) {
            auto const* found = other->if_contains(member.key());
            return found != nullptr && says_the_same(member.value(), *found);
        });
    }
    if (auto const* list = given.if_array()) {
        auto const* other = shown.if_array();
        if (other == nullptr) return list->empty() && shown.is_object() && shown.get_object().empty();
        return std::equal(list->begin(), list->end(), other->begin(), other->end(), says_the_same);
    }
    if (!is_scalar(shown)) return false;
    if (given.is_bool() || shown.is_bool()) {
        return !given.is_null() && !shown.is_null() && loose::flag(given) == loose::flag(shown);
    }
    return loose::text(given) == loose::text(shown);
}

bool check_attributes(std::span<Attribute const> known, loose::Attributes const& given,
                      json::object const* shown, Messages& messages) {
    bool right = true;
    for (auto const& attribute : known) {
        auto const* value = given.find(attribute.name);
        if (value == nullptr) continue;
        std::optional<Refusal> refusal;
        if (attribute.holds == Holds::shown) {
            auto const* present = shown == nullptr ? nullptr : shown->if_contains(attribute.name);
            if (present != nullptr && !says_the_same(*value, *present)) {
                refusal = Refusal{"This is shown, and cannot be changed here."};
            }
        } else {
            refusal = check(attribute, *value);
        }
        if (!refusal) continue;
        tell(attribute.name, *value, *refusal, messages);
        right = false;
    }
    return right;
}

void tell_unknown(std::span<Attribute const> known, loose::Attributes const& given, Messages& messages) {
    for (auto const& member : given.members()) {
        bool const is_known = std::ranges::any_of(
            known, [&](Attribute const& attribute) { return attribute.name == member.key(); });
        if (!is_known) messages.warning("attribute_unknown", {std::string_view(member.key())});
    }
}

}  // namespace mailapp::compat::mailcow
