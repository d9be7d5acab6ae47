#pragma once

#include "db/database.hpp"
#include "features/audit/service.hpp"

#include <string>

namespace mailapp::app {

/// What the first start of an instance gives its owner. Whoever calls bootstrap() keeps it first, so that an
/// interrupted start loses no password.
struct Credentials {
    std::string admin_username = "admin";
    std::string admin_password;
    std::string read_write_key;
    std::string read_only_key;
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (admin_username, admin_password, read_write_key, read_only_key))

/// New random ones.
Credentials generate_credentials();

/// What bootstrap() did, and what holds now.
struct Bootstrap {
    bool admin_created = false;
    bool admin_password_holds = false;  ///< false when the administrator has another password by now
    bool read_write_key_holds = false;  ///< false when it was not wanted, or was revoked since
    bool read_only_key_holds = false;
};
BOOST_DESCRIBE_STRUCT(Bootstrap, (),
                      (admin_created, admin_password_holds, read_write_key_holds, read_only_key_holds))

/// Makes the first administrator when there is none, and with `with_api_keys` the two keys, for use from this
/// machine. All in one transaction; calling it again makes nothing twice, and a key that was revoked since
/// stays revoked.
Bootstrap bootstrap(db::Database& database, audit::Log& log, Credentials const& credentials,
                    bool with_api_keys);

}  // namespace mailapp::app
