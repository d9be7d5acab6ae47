#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Values as mailcow's clients send them: numbers as text, booleans as 0, 1, "0", "1" or true, lists as
/// arrays or as one text. What cannot be meant is told apart from what is absent, and never becomes another
/// value.
namespace mailapp::compat::mailcow::loose {

/// A scalar as text: true is "1", false and null are "". "" for lists and objects.
std::string text(boost::json::value const& value);

enum class NumberFault {
    none,
    not_numeric,  ///< a text that mailcow does not take for a number either
    no_scalar,    ///< a list, an object or a boolean
    negative,
    not_whole,  ///< a fraction; or a text in another form than digits
    too_large,
};

/// A number from 0, or why there is none. Null and "" are no number and no fault.
struct Number {
    std::optional<std::int64_t> value;
    NumberFault fault = NumberFault::none;
};

/// JSON numbers without a fraction (1e3 is 1000), and texts of digits.
Number read_number(boost::json::value const& value);
/// A number of MiB; its value is in bytes.
Number read_mebibytes(boost::json::value const& value);

/// False for 0, "0", false, "", [] and "off", "no" and "false"; true for 1, "1", true, "on", "yes" and
/// "true". Of a list the last entry counts: forms send a check box behind its hidden default. Nothing for
/// all others.
std::optional<bool> flag(boost::json::value const& value);

/// 0, 1 or 2: a flag, or 2. Nothing for all others.
std::optional<int> state(boost::json::value const& value);

/// The entries of a list, or the words of a text that are separated by space, comma, semicolon or line end.
std::vector<std::string> list(boost::json::value const& value);

/// The attributes of a request by name. A member that is null counts as absent; every reading function gives
/// nothing for an absent one.
class Attributes {
public:
    Attributes() = default;
    explicit Attributes(boost::json::object members) : members_(std::move(members)) {}

    /// The member; nullptr when it is absent or null.
    boost::json::value const* find(std::string_view name) const;
    bool has(std::string_view name) const { return find(name) != nullptr; }
    std::optional<std::string> text(std::string_view name) const;
    /// As text, without surrounding space; nothing when that is empty.
    std::optional<std::string> word(std::string_view name) const;
    /// Whether it is there and says "none": empty text, 0 or false.
    bool is_off(std::string_view name) const;
    std::optional<std::int64_t> number(std::string_view name) const;
    /// As a number, and 0 for "": what is left empty is none.
    std::optional<std::int64_t> number_or_none(std::string_view name) const;
    /// An amount of MiB, in bytes.
    std::optional<std::int64_t> mebibytes(std::string_view name) const;
    /// On for 2, too.
    std::optional<bool> flag(std::string_view name) const;
    std::optional<int> state(std::string_view name) const;
    std::optional<std::vector<std::string>> list(std::string_view name) const;

    boost::json::object const& members() const { return members_; }

private:
    boost::json::object members_;
};

}  // namespace mailapp::compat::mailcow::loose
