#pragma once

#include "base/secret.hpp"
#include "features/administrators/rules.hpp"
#include "features/administrators/store.hpp"
#include "features/administrators/types.hpp"
#include "features/audit/service.hpp"
#include "features/sessions/service.hpp"
#include "http/routes.hpp"
#include "identity/hash_gate.hpp"

namespace mailapp::administrators {

/// The accounts of administrators. One of them that is active always remains.
class Administrators {
public:
    Administrators(db::Database& database, audit::Log& log, sessions::Sessions& sessions,
                   identity::HashGate& gate)
        : database_(database), log_(log), sessions_(sessions), gate_(gate) {}

    Result<http::Page<Administrator>> list(AdministratorFilter const& filter);
    /// Error: administrator.not_found.
    Result<Administrator> get(std::string const& username);
    /// Errors: administrator.username_invalid, administrator.username_taken, those of a new password,
    /// server.busy.
    Result<Administrator> create(Principal const& who, NewAdministrator const& wanted);
    /// A new password or a deactivation ends the account's sessions. Errors: as create, and
    /// administrator.not_found, administrator.last_active, administrator.own_password, version.changed.
    Result<Administrator> update(Principal const& who, std::string const& username,
                                 AdministratorPatch const& patch,
                                 std::optional<std::int64_t> expected_version = {});
    /// Errors: administrator.not_found, administrator.last_active, administrator.self_removal,
    /// version.changed.
    Result<void> remove(Principal const& who, std::string const& username,
                        std::optional<std::int64_t> expected_version = {});
    /// Ends all sessions of an account. Error: administrator.not_found.
    Result<sessions::EndedSessions> end_sessions(Principal const& who, std::string const& username);

    // For the command line, which is used by who owns the machine.

    /// Makes an account when there is none at all; false when there is.
    bool create_first(db::Transaction& tx, Principal const& who, std::string const& username,
                      std::string const& password);
    /// A new random password for an account, which is active afterwards; ends its sessions. Error:
    /// administrator.not_found.
    Result<std::string> reset_password(Principal const& who, std::string const& username);

    // For signing in and changing the own password.

    /// The row of an account, whatever its state.
    static std::optional<store::Row> find(db::Session& session, std::string const& username);
    /// Replaces the hash by one that was made of the same password.
    static void rehash(db::Transaction& tx, store::Row account, std::string hash);
    /// Stores the hash of a new password that the account chose itself, ends all its sessions and records it.
    void change_password(db::Transaction& tx, Principal const& who, store::Row account, std::string hash);
    /// A hash of a new password, made within the gate. Errors: those of a new password, server.busy.
    Result<std::string> hash_new_password(std::string const& password, std::string const& field);

private:
    db::Database& database_;
    audit::Log& log_;
    sessions::Sessions& sessions_;
    identity::HashGate& gate_;
};

/// Too many passwords are being hashed at this moment.
Error server_busy();

void add_routes(http::Routes& routes, Administrators& administrators);

}  // namespace mailapp::administrators
