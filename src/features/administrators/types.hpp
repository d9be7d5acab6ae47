#pragma once

#include "base/clock.hpp"

#include <boost/describe/class.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace mailapp::administrators {

/// A person who may do everything.
struct Administrator {
    std::string username;
    bool active = true;
    bool force_second_factor = false;    ///< must set up a second factor at the next sign-in
    bool force_password_change = false;  ///< may only change the own password until that is done
    Seconds created;
    std::optional<Seconds> modified;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Administrator, (),
                      (username, active, force_second_factor, force_password_change, created, modified,
                       version))

struct NewAdministrator {
    static constexpr bool is_request = true;
    static constexpr std::array required_members{"username", "password"};
    std::string username;
    std::string password;
    bool active = true;
    bool force_second_factor = false;
    bool force_password_change = false;
};
BOOST_DESCRIBE_STRUCT(NewAdministrator, (),
                      (username, password, active, force_second_factor, force_password_change))

/// What is absent or null stays as it is.
struct AdministratorPatch {
    static constexpr bool is_request = true;
    std::optional<std::string> username;
    std::optional<std::string> password;
    std::optional<bool> active;
    std::optional<bool> force_second_factor;
    std::optional<bool> force_password_change;
};
BOOST_DESCRIBE_STRUCT(AdministratorPatch, (),
                      (username, password, active, force_second_factor, force_password_change))

struct AdministratorFilter {
    static constexpr bool is_request = true;
    std::optional<std::string> search;  ///< in the user name
    std::optional<bool> active;
    std::optional<std::string> cursor;
    std::int64_t limit = 50;
    std::string sort = "username";
};
BOOST_DESCRIBE_STRUCT(AdministratorFilter, (), (search, active, cursor, limit, sort))

}  // namespace mailapp::administrators
