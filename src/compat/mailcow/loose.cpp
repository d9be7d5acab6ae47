#include "compat/mailcow/loose.hpp"

#include "base/text.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace mailapp::compat::mailcow::loose {
namespace {

namespace json = boost::json;

constexpr std::int64_t mebibyte = 1024 * 1024;
/// More than any disk has, and far from what a product with 1 MiB could overflow.
constexpr std::int64_t most_mebibytes = std::int64_t{1} << 40;

std::int64_t leading_number(std::string_view written) {
    auto digits = trim(written);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    std::int64_t number = 0;
    auto const [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (problem == std::errc::result_out_of_range) {
        return digits.starts_with('-') ? std::numeric_limits<std::int64_t>::min()
                                       : std::numeric_limits<std::int64_t>::max();
    }
    return problem == std::errc{} ? number : 0;
}

std::int64_t without_fraction(double number) {
    constexpr double largest = 9e18;
    if (std::isnan(number)) return 0;
    return static_cast<std::int64_t>(std::clamp(number, -largest, largest));
}

}  // namespace

std::string text(json::value const& value) {
    switch (value.kind()) {
        case json::kind::string: return std::string(value.get_string());
        case json::kind::int64: return std::to_string(value.get_int64());
        case json::kind::uint64: return std::to_string(value.get_uint64());
        case json::kind::double_: {
            auto const number = value.get_double();
            if (number == std::floor(number) && std::abs(number) < 1e15) {
                return std::to_string(static_cast<std::int64_t>(number));
            }
            char digits[32];
            auto const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
            return {digits, end};
        }
        case json::kind::bool_: return value.get_bool() ? "1" : "";
        case json::kind::null:
        case json::kind::array:
        case json::kind::object: break;
    }
    return {};
}

std::optional<std::int64_t> integer(json::value const& value) {
    switch (value.kind()) {
        case json::kind::int64: return value.get_int64();
        case json::kind::uint64: return std::numeric_limits<std::int64_t>::max();
        case json::kind::double_: return without_fraction(value.get_double());
        case json::kind::bool_: return value.get_bool() ? 1 : 0;
        case json::kind::string: {
            std::string_view const written = value.get_string();
            if (trim(written).empty()) return std::nullopt;
            return leading_number(written);
        }
        case json::kind::null:
        case json::kind::array:
        case json::kind::object: break;
    }
    return std::nullopt;
}

std::optional<bool> flag(json::value const& value) {
    if (auto const* entries = value.if_array()) {
        if (entries->empty()) return std::nullopt;
        return flag(entries->back());
    }
    if (auto const* written = value.if_string()) {
        auto const word = to_lower(trim(*written));
        if (word == "true" || word == "on" || word == "yes") return true;
    }
    auto const number = integer(value);
    if (!number) return std::nullopt;
    return *number != 0;
}

std::vector<std::string> list(json::value const& value) {
    std::vector<std::string> entries;
    if (auto const* array = value.if_array()) {
        for (auto const& entry : *array) {
            auto const word = text(entry);
            if (auto const trimmed = trim(word); !trimmed.empty()) entries.emplace_back(trimmed);
        }
        return entries;
    }
    return split_list(text(value));
}

std::optional<std::string> Attributes::text(std::string_view name) const {
    auto const* value = members_.if_contains(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    return loose::text(*value);
}

std::optional<std::string> Attributes::word(std::string_view name) const {
    auto const written = text(name);
    if (!written) return std::nullopt;
    auto const trimmed = trim(*written);
    if (trimmed.empty()) return std::nullopt;
    return std::string(trimmed);
}

std::optional<std::int64_t> Attributes::integer(std::string_view name) const {
    auto const* value = members_.if_contains(name);
    return value == nullptr ? std::nullopt : loose::integer(*value);
}

std::optional<std::int64_t> Attributes::amount(std::string_view name) const {
    auto number = integer(name);
    if (number) number = std::max<std::int64_t>(*number, 0);
    return number;
}

std::optional<std::int64_t> Attributes::mebibytes(std::string_view name) const {
    auto number = amount(name);
    if (number) number = std::min(*number, most_mebibytes) * mebibyte;
    return number;
}

std::optional<bool> Attributes::flag(std::string_view name) const {
    auto const* value = members_.if_contains(name);
    return value == nullptr ? std::nullopt : loose::flag(*value);
}

std::optional<std::vector<std::string>> Attributes::list(std::string_view name) const {
    auto const* value = members_.if_contains(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    return loose::list(*value);
}

}  // namespace mailapp::compat::mailcow::loose
