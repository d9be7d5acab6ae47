#include "app/bootstrap.hpp"

#include "base/random.hpp"
#include "features/administrators/service.hpp"
#include "features/api_keys/rules.hpp"
#include "features/api_keys/service.hpp"
#include "identity/password.hpp"

namespace mailapp::app {
namespace {

/// Makes the key unless it was made before. Gives whether there is one now.
bool add_key_once(db::Transaction& tx, api_keys::ApiKeys& keys, Principal const& who,
                  api_keys::ApiAccess access, std::string const& key) {
    // Who deletes the key in the panel must not find it alive after the next start.
    auto const made_before =
        tx.execute("INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
                   "bootstrap_key." + std::string(reflect::enum_name(access)),
                   api_keys::hash_of_key(key)) == 0;
    if (made_before) return api_keys::ApiKeys::exists(tx, key);
    api_keys::NewApiKey wanted;
    wanted.access = access;
    wanted.description = "Created by mailapp up";
    wanted.allow_from = {"127.0.0.0/8", "::1"};
    return keys.create(tx, who, wanted, key).has_value();
}

}  // namespace

Credentials generate_credentials() {
    Credentials made;
    made.admin_password = random_password();
    made.read_write_key = api_keys::generate_key();
    made.read_only_key = api_keys::generate_key();
    return made;
}

Bootstrap bootstrap(db::Database& database, audit::Log& log, Credentials const& credentials,
                    bool with_api_keys) {
    auto const who = Principal::system("mailapp up");
    sessions::Sessions sessions(database, log);
    identity::HashGate gate;
    administrators::Administrators administrators(database, log, sessions, gate);
    api_keys::ApiKeys keys(database, log);

    Bootstrap done;
    auto tx = database.begin();
    done.admin_created =
        administrators.create_first(tx, who, credentials.admin_username, credentials.admin_password);
    if (with_api_keys) {
        using api_keys::ApiAccess;
        done.read_write_key_holds =
            add_key_once(tx, keys, who, ApiAccess::read_write, credentials.read_write_key);
        done.read_only_key_holds =
            add_key_once(tx, keys, who, ApiAccess::read_only, credentials.read_only_key);
    }
    auto const admin = administrators::Administrators::find(tx, credentials.admin_username);
    tx.commit();
    done.admin_password_holds =
        admin && identity::verify_password(Secret(credentials.admin_password), admin->password_hash);
    return done;
}

}  // namespace mailapp::app
