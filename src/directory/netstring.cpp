#include "directory/netstring.hpp"

#include <algorithm>

namespace mailapp::directory {
namespace {

constexpr std::size_t most_digits = 9;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

Netstring read_netstring(std::string_view input, std::size_t at_most) {
    using State = Netstring::State;
    auto const colon = static_cast<std::size_t>(
        std::distance(input.begin(), std::find_if_not(input.begin(), input.end(), is_digit)));
    if (colon > most_digits || (colon > 1 && input[0] == '0')) return {State::broken, {}, 0};
    std::size_t length = 0;
    for (auto const c : input.substr(0, colon)) length = length * 10 + static_cast<std::size_t>(c - '0');
    // Refused before its content is waited for.
    if (length > at_most) return {State::broken, {}, 0};
    if (colon == input.size()) return {State::incomplete, {}, 0};
    if (colon == 0 || input[colon] != ':') return {State::broken, {}, 0};
    auto const rest = input.substr(colon + 1);
    if (rest.size() <= length) return {State::incomplete, {}, 0};
    if (rest[length] != ',') return {State::broken, {}, 0};
    return {State::complete, rest.substr(0, length), colon + 1 + length + 1};
}

std::string to_netstring(std::string_view content) {
    std::string text = std::to_string(content.size());
    text += ':';
    text += content;
    text += ',';
    return text;
}

}  // namespace mailapp::directory
