#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

namespace mailapp {

/// Who can ask. Domain administrators and mailbox users join with their features.
enum class Role { anonymous, administrator, api_read_only, api_read_write };
BOOST_DESCRIBE_ENUM(Role, anonymous, administrator, api_read_only, api_read_write)

/// What an operation needs; who has it stands in one table (authorization.cpp).
enum class Scope {
    open,          ///< anybody, signed in or not
    own_account,   ///< the signed-in person's own password and sessions
    access_read,   ///< administrators, sessions, API keys, audit trail
    access_write,  ///< administrators and their sessions
    keys_write,    ///< API keys: never by an API key itself
    domains_read,
    domains_write,
    mailboxes_read,
    mailboxes_write,
    aliases_read,
    aliases_write,
    dkim_read,
    dkim_write,
    private_keys_read,  ///< private halves of keys: a signed-in administrator, never an API key
    templates_read,
    templates_write,
    system_read,
    system_write,
};
BOOST_DESCRIBE_ENUM(Scope, open, own_account, access_read, access_write, keys_write, domains_read,
                    domains_write, mailboxes_read, mailboxes_write, aliases_read, aliases_write, dkim_read,
                    dkim_write, private_keys_read, templates_read, templates_write, system_read, system_write)

/// Which rows a caller may see: all, or those of some domains. An argument of every read of rows that belong
/// to someone, so that the filter cannot be forgotten.
class Visibility {
public:
    static Visibility all() { return Visibility(std::nullopt); }
    static Visibility of_domains(std::vector<std::string> domains) { return Visibility(std::move(domains)); }

    bool sees_all() const { return !domains_.has_value(); }
    bool sees(std::string const& domain) const;
    /// Empty when all are seen.
    std::vector<std::string> const& domains() const { return *domains_; }

private:
    explicit Visibility(std::optional<std::vector<std::string>> domains) : domains_(std::move(domains)) {}
    std::optional<std::vector<std::string>> domains_;
};

/// The caller of an operation, authenticated.
struct Principal {
    Role role = Role::anonymous;
    std::string name;             ///< user name, or "api:" + the key's hint
    std::int64_t account_id = 0;  ///< administrator or API key
    std::string session_id;       ///< public id of the session, when there is one
    std::string remote;           ///< address of the client
    std::string request_id;
    Visibility visible = Visibility::all();  ///< whose rows

    Visibility const& visibility() const { return visible; }
    /// For work that nobody asked for: start-up, follow-ups, benchmarks.
    static Principal system(std::string name);
};

/// Whether a role has a scope: the one authorisation table.
bool may(Role role, Scope scope);

}  // namespace mailapp
