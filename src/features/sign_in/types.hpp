#pragma once

#include "base/clock.hpp"

#include <boost/describe/class.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace mailapp::sign_in {

struct SignIn {
    static constexpr bool is_request = true;
    static constexpr std::array required_members{"username", "password"};
    std::string username;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (username, password))

struct PasswordChange {
    static constexpr bool is_request = true;
    static constexpr std::array required_members{"current_password", "new_password"};
    std::string current_password;
    std::string new_password;
};
BOOST_DESCRIBE_STRUCT(PasswordChange, (), (current_password, new_password))

/// Who is signed in, and what that allows.
struct CurrentSession {
    std::string id;
    std::string account;
    std::string role;
    std::vector<std::string> permissions;  ///< names of the scopes that operations ask for
    std::string csrf_token;                ///< to be sent as X-CSRF-Token with every change
    bool force_password_change = false;    ///< until it is done, nothing else is allowed
    Seconds created;
    Seconds expires;             ///< at the latest
    std::int64_t idle_life = 0;  ///< seconds without a request that end the session
    /// The place in the live stream of now, to be sent as its `last_event_id`: whoever reads something after
    /// this answer and follows the stream from here misses no change of it.
    std::string events_position;
};
BOOST_DESCRIBE_STRUCT(CurrentSession, (),
                      (id, account, role, permissions, csrf_token, force_password_change, created, expires,
                       idle_life, events_position))

}  // namespace mailapp::sign_in
