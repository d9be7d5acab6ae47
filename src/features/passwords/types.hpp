#pragma once

#include "identity/password_policy.hpp"

namespace mailapp::passwords {

/// What new passwords must have, by whose they are.
struct PasswordPolicies {
    identity::PasswordPolicy administrators;
    identity::PasswordPolicy mailboxes;
};
BOOST_DESCRIBE_STRUCT(PasswordPolicies, (), (administrators, mailboxes))

}  // namespace mailapp::passwords
