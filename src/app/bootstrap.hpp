#pragma once

#include "db/database.hpp"
#include "features/audit/service.hpp"

#include <optional>
#include <string>

namespace mailapp::app {

/// What the first start of an instance made. What was there already is not shown: the caller keeps it.
struct Bootstrap {
    std::string admin_username = "admin";
    std::optional<std::string> admin_password;  ///< only when the administrator was made now
    std::string read_write_key;                 ///< "" when it was not wanted or was there already
    std::string read_only_key;
};

/// Makes the first administrator when there is none, and with `with_api_keys` a key of each access, for use
/// from this machine, when they are absent. All in one transaction; calling it again makes nothing twice.
Bootstrap bootstrap(db::Database& database, audit::Log& log, bool with_api_keys);

}  // namespace mailapp::app
