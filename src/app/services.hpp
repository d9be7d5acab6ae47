#pragma once

#include "agent/client.hpp"
#include "features/administrators/service.hpp"
#include "features/alias_domains/service.hpp"
#include "features/aliases/service.hpp"
#include "features/api_keys/service.hpp"
#include "features/applied/service.hpp"
#include "features/audit/service.hpp"
#include "features/client_settings/service.hpp"
#include "features/dkim/service.hpp"
#include "features/dns/service.hpp"
#include "features/domains/service.hpp"
#include "features/events/service.hpp"
#include "features/health/service.hpp"
#include "features/mailboxes/service.hpp"
#include "features/metrics/service.hpp"
#include "features/search/service.hpp"
#include "features/self_test/service.hpp"
#include "features/services/service.hpp"
#include "features/sessions/service.hpp"
#include "features/set_up/service.hpp"
#include "features/sign_in/service.hpp"
#include "features/system/service.hpp"
#include "features/templates/service.hpp"
#include "identity/hash_gate.hpp"
#include "identity/vault.hpp"
#include "instance/instance.hpp"

namespace mailapp::app {

/// Every feature's service, built once and in order: the only place that knows them all. The API, the command
/// line, benchmarks and tests use the same.
struct Services {
    /// `key`: the instance's key.
    Services(db::Database& database, std::string const& key, Instance instance);
    /// For work that needs the rules and the database alone: nothing else of an instance can be reached.
    Services(db::Database& database, std::string const& key, std::string const& hostname);

    db::Database& database;
    Instance const instance;
    agent::Client agent;
    Vault vault;
    identity::HashGate gate;
    audit::Log audit;
    sessions::Sessions sessions;
    administrators::Administrators administrators;
    sign_in::SignInService sign_in;
    api_keys::ApiKeys api_keys;
    templates::Service templates;
    dkim::Service dkim;
    domains::Service domains;
    alias_domains::Service alias_domains;
    aliases::Service aliases;
    mailboxes::Service mailboxes;
    system::Service system;
    client_settings::Service client_settings;
    dns::Service dns;
    search::Service search;
    set_up::Service set_up;
    services::Control control;
    events::Hub hub;
    metrics::Keeper metrics;
    applied::Service applied;
    health::Service health;
    self_test::Runner self_test;
};

/// All operations of /api/v2.
void add_all_routes(http::Routes& routes, Services& services);

}  // namespace mailapp::app
