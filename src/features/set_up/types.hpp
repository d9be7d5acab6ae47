#pragma once

#include "base/clock.hpp"
#include "reflect/members.hpp"

#include <array>
#include <optional>

namespace mailapp::set_up {

struct SetUpState {
    bool wanted = false;            ///< whoever comes and may add domains is led there
    std::optional<Seconds> closed;  ///< since when somebody has finished or skipped it
};
BOOST_DESCRIBE_STRUCT(SetUpState, (), (wanted, closed))

struct SetUpChange {
    static constexpr std::array required_members{"closed"};
    bool closed = true;
};
BOOST_DESCRIBE_STRUCT(SetUpChange, (), (closed))

}  // namespace mailapp::set_up
