#pragma once

#include "base/error.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailapp::identity {

/// What a new password must have.
struct PasswordPolicy {
    std::int64_t length = 6;  ///< characters at least
    bool letter = false;      ///< needs a letter
    bool special = false;     ///< needs something that is neither letter nor digit
    bool both_cases = false;  ///< needs an upper-case and a lower-case letter
    bool digit = false;       ///< needs a digit
};
BOOST_DESCRIBE_STRUCT(PasswordPolicy, (), (length, letter, special, both_cases, digit))

enum class PasswordOwner { administrator, mailbox };

/// The policy in force. Administrators, whose password opens everything, need at least 10 characters.
PasswordPolicy password_policy(PasswordOwner owner);

/// What is wrong with a new password; nothing when it is good. `field`: JSON pointer of the member it came
/// in. Errors: password.too_weak, password.too_long, password.invalid (not UTF-8, or with control
/// characters).
std::optional<Error> check_new_password(std::string_view password, PasswordPolicy const& policy,
                                        std::string field = "/password");

}  // namespace mailapp::identity
