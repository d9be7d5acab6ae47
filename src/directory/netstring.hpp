#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mailapp::directory {

/// One netstring at the beginning of a stream (https://cr.yp.to/proto/netstrings.txt).
struct Netstring {
    enum class State { complete, incomplete, broken };
    State state = State::incomplete;
    std::string_view content;  ///< of a complete one; part of the input
    std::size_t size = 0;      ///< bytes of the input that it took
};

/// Broken: no digits, a leading zero, longer than `at_most`, or not ended by a comma.
Netstring read_netstring(std::string_view input, std::size_t at_most);

/// "5:hello,".
std::string to_netstring(std::string_view content);

}  // namespace mailapp::directory
