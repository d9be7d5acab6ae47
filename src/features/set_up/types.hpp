#pragma once

#include "base/clock.hpp"
#include "reflect/members.hpp"

#include <optional>
#include <string>

namespace mailapp::set_up {

struct SetUpState {
    bool wanted = false;            ///< whoever comes and may add domains is led there
    std::optional<Seconds> closed;  ///< since when somebody has finished or skipped it
    /// Where mail to postmaster, abuse and root of this server goes; "" for nowhere yet.
    std::string system_mail;
};
BOOST_DESCRIBE_STRUCT(SetUpState, (), (wanted, closed, system_mail))

/// What is not sent stays as it is.
struct SetUpChange {
    static constexpr bool is_request = true;
    std::optional<bool> closed;
    std::optional<std::string> system_mail;
};
BOOST_DESCRIBE_STRUCT(SetUpChange, (), (closed, system_mail))

}  // namespace mailapp::set_up
