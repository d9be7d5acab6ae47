#include "identity/principal.hpp"

#include <algorithm>

namespace mailapp {
namespace {

bool only_reads(Scope scope) {
    switch (scope) {
        case Scope::access_read:
        case Scope::domains_read:
        case Scope::mailboxes_read:
        case Scope::aliases_read:
        case Scope::dkim_read:
        case Scope::templates_read:
        case Scope::system_read: return true;
        case Scope::open:
        case Scope::own_account:
        case Scope::access_write:
        case Scope::keys_write:
        case Scope::domains_write:
        case Scope::mailboxes_write:
        case Scope::aliases_write:
        case Scope::dkim_write:
        case Scope::private_keys_read:
        case Scope::templates_write:
        case Scope::system_write: return false;
    }
    return false;
}

}  // namespace

bool may(Role role, Scope scope) {
    if (scope == Scope::open) return true;
    switch (role) {
        case Role::anonymous: return false;
        case Role::administrator: return true;
        case Role::api_read_only: return only_reads(scope);
        // A key can do what an administrator can, but not give itself a longer life (no keys, no sessions of
        // its own), and not what needs a person's password.
        case Role::api_read_write:
            return scope != Scope::keys_write && scope != Scope::own_account &&
                   scope != Scope::private_keys_read;
    }
    return false;
}

bool Visibility::sees(std::string const& domain) const {
    return sees_all() || std::find(domains_->begin(), domains_->end(), domain) != domains_->end();
}

Principal Principal::system(std::string name) {
    Principal principal;
    principal.role = Role::administrator;
    principal.name = std::move(name);
    return principal;
}

}  // namespace mailapp
