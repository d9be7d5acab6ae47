#include "app/bootstrap.hpp"

#include "base/random.hpp"
#include "features/administrators/service.hpp"
#include "features/api_keys/service.hpp"

namespace mailapp::app {
namespace {

constexpr char const* description = "Created by mailapp up";

/// The new key; "" when there is one already.
std::string key_when_absent(db::Transaction& tx, api_keys::ApiKeys& keys, Principal const& who,
                            api_keys::ApiAccess access) {
    if (api_keys::ApiKeys::exists(tx, access, description)) return "";
    api_keys::NewApiKey wanted;
    wanted.access = access;
    wanted.description = description;
    wanted.allow_from = {"127.0.0.0/8", "::1"};
    return keys.create(tx, who, wanted).value().key;
}

}  // namespace

Bootstrap bootstrap(db::Database& database, audit::Log& log, bool with_api_keys) {
    auto const who = Principal::system("mailapp up");
    sessions::Sessions sessions(database, log);
    identity::HashGate gate;
    administrators::Administrators administrators(database, log, sessions, gate);
    api_keys::ApiKeys keys(database, log);

    Bootstrap made;
    auto password = random_password();
    auto tx = database.begin();
    if (administrators.create_first(tx, who, made.admin_username, password))
        made.admin_password = std::move(password);
    if (with_api_keys) {
        made.read_write_key = key_when_absent(tx, keys, who, api_keys::ApiAccess::read_write);
        made.read_only_key = key_when_absent(tx, keys, who, api_keys::ApiAccess::read_only);
    }
    tx.commit();
    return made;
}

}  // namespace mailapp::app
