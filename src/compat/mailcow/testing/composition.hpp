#pragma once

#include "base/text.hpp"
#include "compat/mailcow/facade.hpp"
#include "features/administrators/service.hpp"
#include "features/alias_domains/service.hpp"
#include "features/aliases/service.hpp"
#include "features/api_keys/service.hpp"
#include "features/dkim/service.hpp"
#include "features/domains/service.hpp"
#include "features/mailboxes/service.hpp"
#include "features/sessions/service.hpp"
#include "features/system/service.hpp"
#include "identity/hash_gate.hpp"
#include "identity/vault.hpp"

#include <string>

namespace mailapp::compat::mailcow::testing {

/// The facade over all services on one database, with a first administrator and a key of each access.
class Composition {
public:
    explicit Composition(db::Database& opened, fs::path mail = "/nonexistent/mail")
        : database(opened), system("mail.example.com", std::move(mail), nobody) {
        auto tx = database.begin();
        administrators.create_first(tx, Principal::system("test"), "admin", "Administrator-1");
        tx.commit();
        read_write_key = make_key(api_keys::ApiAccess::read_write, {"127.0.0.1"});
        read_only_key = make_key(api_keys::ApiAccess::read_only, {"127.0.0.1"});
        elsewhere_key = make_key(api_keys::ApiAccess::read_write, {"192.0.2.1"});
    }

    /// As the program does, for keys; sessions have tests of their own.
    http::Authenticate authenticate() {
        return [this](http::RawRequest const& request) -> Result<http::Authenticated> {
            http::Authenticated who;
            if (auto const key = request.header("x-api-key"); !key.empty()) {
                auto principal = keys.authenticate(key, request.remote);
                if (!principal) return principal.error();
                who.principal = std::move(*principal);
            }
            who.principal.remote = request.remote;
            return who;
        };
    }

    Services services() {
        return {.domains = domains,
                .alias_domains = alias_domains,
                .mailboxes = mailboxes,
                .aliases = aliases,
                .templates = templates,
                .dkim = dkim,
                .administrators = administrators,
                .system = system,
                .containers = [] {
                    return Result<std::vector<Container>>(std::vector<Container>{
                        {"postfix", "running", "postfix", system_now(), 5'000'000, 1024},
                        {"directory", "exited", "mailapp", std::nullopt, 0, 0}});
                }};
    }

    db::Database& database;
    static std::string key_text() { return std::string(64, 'a'); }
    Vault vault{key_text()};
    identity::HashGate gate;
    audit::Log log{database, key_text()};
    sessions::Sessions sessions{database, log};
    administrators::Administrators administrators{database, log, sessions, gate};
    api_keys::ApiKeys keys{database, log};
    templates::Service templates{database, log};
    dkim::Service dkim{database, log, vault};
    domains::Service domains{database, log, templates, dkim, "mail.example.com"};
    alias_domains::Service alias_domains{database, log, domains, dkim, "mail.example.com"};
    aliases::Service aliases{database, log, domains};
    mailboxes::Service mailboxes{database, log, templates, domains, aliases};
    agent::Client nobody{agent::over_socket("/nonexistent/agent.sock")};
    system::Service system;
    std::string read_write_key;
    std::string read_only_key;
    std::string elsewhere_key;  ///< is good from another address only

private:
    std::string make_key(api_keys::ApiAccess access, std::vector<std::string> from) {
        return keys.create(Principal::system("test"), {.access = access, .allow_from = std::move(from)})
            .value()
            .key;
    }
};

}  // namespace mailapp::compat::mailcow::testing
