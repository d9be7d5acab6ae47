#include "features/passwords/service.hpp"

namespace mailapp::passwords {

void add_routes(http::Routes& routes) {
    using http::None;
    routes.on<None, None, PasswordPolicies>(
        {.method = http::Method::get,
         .path = "/api/v2/password-policy",
         .scope = Scope::mailboxes_read,
         .id = "getPasswordPolicy",
         .summary = "What a new password must have"},
        [](http::Request<None, None>) -> Result<PasswordPolicies> {
            return PasswordPolicies{identity::password_policy(identity::PasswordOwner::administrator),
                                    identity::password_policy(identity::PasswordOwner::mailbox)};
        });
}

}  // namespace mailapp::passwords
