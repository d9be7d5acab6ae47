#include "compat/mailcow/loose.hpp"

#include "base/text.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace mailapp::compat::mailcow::loose {
namespace {

namespace json = boost::json;

constexpr std::int64_t mebibyte = 1024 * 1024;
/// More than any disk has, and far from what a product with 1 MiB could overflow.
constexpr std::int64_t most_mebibytes = std::int64_t{1} << 40;

Number fault(NumberFault what) {
    return {std::nullopt, what};
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// What PHP takes for a number: digits with a sign, a fraction and an exponent.
bool is_numeric(std::string_view text) {
    double number = 0;
    if (text.starts_with('+')) text.remove_prefix(1);
    bool const begins = !text.empty() && (is_digit(text[0]) || text[0] == '-' || text[0] == '.');
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return begins && problem != std::errc::invalid_argument && end == text.data() + text.size();
}

Number from_text(std::string_view written) {
    auto const text = trim(written);
    if (text.empty()) return {};
    if (std::ranges::all_of(text, is_digit)) {
        std::int64_t number = 0;
        auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (problem != std::errc{}) return fault(NumberFault::too_large);
        return {number, NumberFault::none};
    }
    if (!is_numeric(text)) return fault(NumberFault::not_numeric);
    return fault(text.starts_with('-') ? NumberFault::negative : NumberFault::not_whole);
}

Number from_double(double number) {
    constexpr double above_all = 9.2e18;
    if (std::isnan(number)) return fault(NumberFault::not_whole);
    if (number < 0) return fault(NumberFault::negative);
    if (number > above_all) return fault(NumberFault::too_large);
    if (number != std::floor(number)) return fault(NumberFault::not_whole);
    return {static_cast<std::int64_t>(number), NumberFault::none};
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

Number read_number(json::value const& value) {
    switch (value.kind()) {
        case json::kind::int64:
            if (value.get_int64() < 0) return fault(NumberFault::negative);
            return {value.get_int64(), NumberFault::none};
        // What fits into 63 bits is kept as a signed number.
        case json::kind::uint64: return fault(NumberFault::too_large);
        case json::kind::double_: return from_double(value.get_double());
        case json::kind::string: return from_text(value.get_string());
        case json::kind::null: return {};
        case json::kind::bool_:
        case json::kind::array:
        case json::kind::object: break;
    }
    return fault(NumberFault::no_scalar);
}

Number read_mebibytes(json::value const& value) {
    auto number = read_number(value);
    if (!number.value) return number;
    if (*number.value > most_mebibytes) return fault(NumberFault::too_large);
    *number.value *= mebibyte;
    return number;
}

std::optional<bool> flag(json::value const& value) {
    if (auto const* entries = value.if_array()) {
        if (entries->empty()) return false;
        return entries->back().is_array() ? std::nullopt : flag(entries->back());
    }
    if (value.is_bool()) return value.get_bool();
    if (value.is_null() || value.is_object()) return std::nullopt;
    auto const word = to_lower(trim(text(value)));
    if (word == "1" || word == "true" || word == "on" || word == "yes") return true;
    if (word.empty() || word == "0" || word == "false" || word == "off" || word == "no") return false;
    return std::nullopt;
}

std::optional<int> state(json::value const& value) {
    if (!value.is_array() && trim(text(value)) == "2") return 2;
    auto const on = flag(value);
    if (!on) return std::nullopt;
    return *on ? 1 : 0;
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

json::value const* Attributes::find(std::string_view name) const {
    auto const* value = members_.if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<std::string> Attributes::text(std::string_view name) const {
    auto const* value = find(name);
    if (value == nullptr) return std::nullopt;
    return loose::text(*value);
}

std::optional<std::string> Attributes::word(std::string_view name) const {
    auto const written = text(name);
    if (!written) return std::nullopt;
    auto const trimmed = trim(*written);
    if (trimmed.empty()) return std::nullopt;
    return std::string(trimmed);
}

bool Attributes::is_off(std::string_view name) const {
    auto const written = text(name);
    if (!written) return false;
    auto const word = trim(*written);
    return word.empty() || word == "0";
}

std::optional<std::int64_t> Attributes::number(std::string_view name) const {
    auto const* value = find(name);
    return value == nullptr ? std::nullopt : read_number(*value).value;
}

std::optional<std::int64_t> Attributes::number_or_none(std::string_view name) const {
    if (!has(name)) return std::nullopt;
    return is_off(name) ? 0 : number(name);
}

std::optional<std::int64_t> Attributes::mebibytes(std::string_view name) const {
    auto const* value = find(name);
    return value == nullptr ? std::nullopt : read_mebibytes(*value).value;
}

std::optional<bool> Attributes::flag(std::string_view name) const {
    auto const which = state(name);
    if (!which) return std::nullopt;
    return *which != 0;
}

std::optional<int> Attributes::state(std::string_view name) const {
    auto const* value = find(name);
    return value == nullptr ? std::nullopt : loose::state(*value);
}

std::optional<std::vector<std::string>> Attributes::list(std::string_view name) const {
    auto const* value = find(name);
    if (value == nullptr) return std::nullopt;
    return loose::list(*value);
}

}  // namespace mailapp::compat::mailcow::loose
