#include "app/compatible_api.hpp"

#include "agent/client.hpp"
#include "compat/mailcow/facade.hpp"

#include <memory>

namespace mailapp::app {
namespace {

using compat::mailcow::Container;

std::string docker_state(agent::ServiceState state) {
    switch (state) {
        case agent::ServiceState::running: return "running";
        case agent::ServiceState::starting: return "restarting";
        case agent::ServiceState::stopping:
        case agent::ServiceState::stopped:
        case agent::ServiceState::failed: break;
    }
    return "exited";
}

Container to_container(agent::ServiceStatus const& status) {
    Container container;
    container.service = reflect::enum_name(status.service);
    container.image = container.service;
    container.state = docker_state(status.state);
    if (status.since) container.started = Seconds(std::chrono::seconds(*status.since));
    container.processor_nanoseconds = static_cast<std::int64_t>(status.cpu_seconds.value_or(0) * 1e9);
    container.memory_bytes = status.rss_bytes.value_or(0);
    return container;
}

Result<std::vector<Container>> containers(agent::Client const& agent) {
    auto const list = agent.call(agent::ServicesList{});
    if (!list) return list.error();
    std::vector<Container> found;
    for (auto const& status : list->services) found.push_back(to_container(status));
    return found;
}

}  // namespace

http::Mount compatible_api_mount(Services& services, Instance const& instance,
                                 http::Authenticate authenticate) {
    agent::Client const agent(agent::over_socket(instance.agent_socket()));
    auto const facade = std::make_shared<compat::mailcow::Facade>(
        compat::mailcow::Services{.domains = services.domains,
                                  .alias_domains = services.alias_domains,
                                  .mailboxes = services.mailboxes,
                                  .aliases = services.aliases,
                                  .templates = services.templates,
                                  .dkim = services.dkim,
                                  .administrators = services.administrators,
                                  .system = services.system,
                                  .containers = [agent] { return containers(agent); }},
        std::move(authenticate));
    return {"/api/v1", [facade](http::RawRequest const& request) { return facade->handle(request); }};
}

}  // namespace mailapp::app
