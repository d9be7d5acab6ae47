#include "app/services.hpp"

#include "app/authenticate.hpp"
#include "directory/damage.hpp"
#include "directory/sync_client.hpp"
#include "features/passwords/service.hpp"
#include "http/openapi.hpp"

namespace mailapp::app {

namespace {

constexpr std::chrono::milliseconds wait_for_position{500};

Instance nowhere(std::string const& hostname) {
    Settings settings;
    settings.hostname = hostname;
    return Instance("/nonexistent/mailapp", std::move(settings));
}

health::ReplicaState replica_state(fs::path const& directory) {
    health::ReplicaState state;
    for (auto& damage : directory::damages(directory))
        state.set_aside.push_back({damage.noticed, damage.problem, damage.file});
    state.is_there = directory::has_replica(directory);
    return state;
}

}  // namespace

Services::Services(db::Database& opened, std::string const& key, std::string const& hostname)
    : Services(opened, key, nowhere(hostname)) {}

Services::Services(db::Database& opened, std::string const& key, Instance where)
    : database(opened),
      instance(std::move(where)),
      agent(agent::over_socket(instance.agent_socket())),
      vault(key),
      audit(database, key),
      sessions(database, audit, system_now, unbroken_now),
      administrators(database, audit, sessions, gate),
      sign_in(database, audit, sessions, administrators, gate),
      api_keys(database, audit),
      templates(database, audit),
      dkim(database, audit, vault),
      domains(database, audit, templates, dkim, instance.settings().hostname),
      alias_domains(database, audit, domains, dkim, instance.settings().hostname),
      aliases(database, audit, domains),
      mailboxes(database, audit, templates, domains, aliases),
      system(instance.settings().hostname, instance.mail(), agent),
      client_settings(instance, mailboxes, domains),
      dns(instance, domains, alias_domains, dkim, system),
      search(domains, alias_domains, mailboxes, aliases),
      set_up(database, audit, domains, instance.settings().hostname),
      control(database, audit, agent),
      metrics(instance.control_data() / "metrics.ring", system, control),
      applied(database,
              [socket = instance.directory_socket()] {
                  return directory::applied_position(socket, wait_for_position);
              }),
      health(
          system, control, applied, [directory = instance.replica()] { return replica_state(directory); },
          instance.tls() / "server.pem", instance.data()),
      self_test(database, audit, api_keys, instance) {}

void add_all_routes(http::Routes& routes, Services& services) {
    sign_in::add_routes(routes, services.sign_in);
    sessions::add_routes(routes, services.sessions);
    administrators::add_routes(routes, services.administrators);
    api_keys::add_routes(routes, services.api_keys);
    audit::add_routes(routes, services.audit);
    templates::add_routes(routes, services.templates);
    domains::add_routes(routes, services.domains);
    alias_domains::add_routes(routes, services.alias_domains);
    dkim::add_routes(routes, services.dkim, [&services](Principal const& who, Secret const& password) {
        return services.sign_in.is_own_password(who, password);
    });
    mailboxes::add_routes(routes, services.mailboxes);
    aliases::add_routes(routes, services.aliases);
    client_settings::add_routes(routes, services.client_settings);
    dns::add_routes(routes, services.dns);
    passwords::add_routes(routes);
    search::add_routes(routes, services.search);
    set_up::add_routes(routes, services.set_up);
    system::add_routes(routes, services.system);
    services::add_routes(routes, services.control);
    metrics::add_routes(routes, services.metrics);
    applied::add_routes(routes, services.applied);
    health::add_routes(routes, services.health);
    self_test::add_routes(routes, services.self_test);
    events::add_routes(routes, services.hub, make_still_good(services.sessions, services.api_keys));
    // Last, so that the document has all others in it; it does not describe itself.
    routes.on<http::None, http::None, reflect::RawJson>(
        {.method = http::Method::get,
         .path = "/api/v2/openapi.json",
         .scope = Scope::open,
         .id = "getOpenApi",
         .summary = "This description of the API (OpenAPI 3.1)"},
        [document = http::openapi_document(routes, MAILAPP_VERSION)](http::Request<http::None, http::None>)
            -> Result<reflect::RawJson> { return reflect::RawJson{document}; });
}

}  // namespace mailapp::app
