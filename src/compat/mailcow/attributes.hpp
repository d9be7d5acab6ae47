#pragma once

#include "compat/mailcow/loose.hpp"
#include "compat/mailcow/messages.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

/// The attributes that a write knows. They are checked before the write begins, so that a value that cannot
/// be meant is refused and never becomes another one, and what is not known is told.
namespace mailapp::compat::mailcow {

/// What an attribute holds.
enum class Holds {
    text,       ///< a text, or a number as text
    list,       ///< a list of texts and numbers, or one text
    flag,       ///< on or off; "" is off
    state,      ///< a flag, or 2
    number,     ///< a whole number from 0; "" is none
    mebibytes,  ///< a number of MiB
    word,       ///< one of the words that `allowed` names; "" always
    shown,      ///< what get shows and this write does not change: the value that is shown, and no other
    figure,     ///< what get shows and time changes: taken, and not looked at
    no_effect,  ///< taken, and there is nothing here that it could do
};

struct Attribute {
    std::string_view name;
    Holds holds = Holds::text;
    std::string_view allowed = {};  ///< of Holds::word: words separated by spaces
};

/// The attributes of several lists, each of which stands in one place only.
template <std::size_t... counts>
constexpr std::array<Attribute, (counts + ...)> joined(std::array<Attribute, counts> const&... lists) {
    std::array<Attribute, (counts + ...)> all{};
    auto* at = all.data();
    ((at = std::copy(lists.begin(), lists.end(), at)), ...);
    return all;
}

/// Puts a message for each value that is not what the attribute holds. True when there was none. `shown` is
/// the object as get shows it, for Holds::shown; nullptr: not looked at.
bool check_attributes(std::span<Attribute const> known, loose::Attributes const& given,
                      boost::json::object const* shown, Messages& messages);

/// Puts a warning for each attribute that is not among those known.
void tell_unknown(std::span<Attribute const> known, loose::Attributes const& given, Messages& messages);

/// Whether two values say the same: numbers and texts of the same digits do, true is 1, false is 0.
bool says_the_same(boost::json::value const& given, boost::json::value const& shown);

}  // namespace mailapp::compat::mailcow
