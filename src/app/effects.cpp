#include "app/effects.hpp"

#include "agent/client.hpp"
#include "base/ticker.hpp"
#include "directory/sync_client.hpp"
#include "features/aliases/trap_publisher.hpp"
#include "features/dkim/publisher.hpp"
#include "features/mailboxes/session_ender.hpp"

namespace mailapp::app {
namespace {

constexpr std::chrono::milliseconds wait_for_directory{500};
constexpr std::chrono::hours prune_each{1};

/// Mail of signed-in users waits while Redis has no keys: what it lost is back within a second.
apply::FollowerTimes times_of_keys() {
    apply::FollowerTimes times;
    times.poll = std::chrono::milliseconds(1000);
    times.first_retry = std::chrono::milliseconds(250);
    times.last_retry = std::chrono::milliseconds(1000);
    return times;
}

template <class Done>
Result<> without_value(Result<Done> const& outcome) {
    if (!outcome) return outcome.error();
    return {};
}

mailboxes::AgentCalls agent_calls(fs::path const& socket) {
    auto const client = std::make_shared<agent::Client>(agent::over_socket(socket));
    mailboxes::AgentCalls calls;
    calls.kick = [client](std::string const& address, std::vector<std::string> const& services) {
        return without_value(client->call(agent::SessionsKick{address, services}));
    };
    calls.discard_store = [client](std::string const& store) {
        return without_value(client->call(agent::MailstoreDiscard{store}));
    };
    calls.discard_domain = [client](std::string const& domain) {
        return without_value(client->call(agent::MailstoreDiscardDomain{domain}));
    };
    return calls;
}

}  // namespace

struct Effects::Parts {
    Parts(Instance const& instance, db::Database& database, Vault const& vault, Secret redis_password)
        : dkim(database, vault,
               stack::redis::Client({.socket = instance.redis_socket()}, std::move(redis_password))),
          traps(database, instance.data() / "rspamd" / "settings.conf"),
          sessions(database, agent_calls(instance.agent_socket()),
                   [socket = instance.directory_socket()](std::int64_t seq) {
                       return directory::wait_until_applied(socket, seq, wait_for_directory);
                   }),
          pruner(
              "changes.prune", [] { return prune_each; },
              [&database] { apply::prune_changes(database, unbroken_now()); }) {
        followers.push_back(std::make_unique<apply::Follower>(database, dkim.effect(), times_of_keys()));
        for (auto&& effect : {traps.effect(), sessions.effect()}) {
            followers.push_back(std::make_unique<apply::Follower>(database, effect));
        }
        for (auto const& follower : followers) follower->start();
    }

    dkim::Publisher dkim;
    aliases::TrapPublisher traps;
    mailboxes::SessionEnder sessions;
    Ticker pruner;
    std::vector<std::unique_ptr<apply::Follower>> followers;
};

Result<std::unique_ptr<Effects>> Effects::create(Instance const& instance, db::Database& database,
                                                 Vault const& vault) {
    auto password = instance.secret(secret_name::redis_password);
    if (!password) return password.error();
    return std::unique_ptr<Effects>(new Effects(instance, database, vault, Secret(std::move(*password))));
}

Effects::Effects(Instance const& instance, db::Database& database, Vault const& vault, Secret redis_password)
    : parts_(std::make_unique<Parts>(instance, database, vault, std::move(redis_password))) {}

Effects::~Effects() = default;

void Effects::wake() {
    for (auto const& follower : parts_->followers) follower->wake();
}

std::vector<apply::FollowerState> Effects::states() const {
    std::vector<apply::FollowerState> states;
    for (auto const& follower : parts_->followers) states.push_back(follower->state());
    return states;
}

std::string Effects::metrics() const {
    struct Metric {
        std::string_view name, help;
        std::int64_t (*value)(apply::FollowerState const&);
    };
    static constexpr Metric all[] = {
        {"mailapp_follower_position", "Change of the feed up to which everything is in force.",
         [](apply::FollowerState const& state) { return state.position; }},
        {"mailapp_follower_lag", "Changes that are waiting.",
         [](apply::FollowerState const& state) { return state.lag; }},
        {"mailapp_follower_failing_since_seconds", "Time of the first failure in a row; 0 while all is well.",
         [](apply::FollowerState const& state) {
             return state.failing_since
                        ? static_cast<std::int64_t>(state.failing_since->time_since_epoch().count())
                        : 0;
         }},
    };
    std::string out;
    auto const now = states();
    for (auto const& metric : all) {
        out += "# HELP " + std::string(metric.name) + " " + std::string(metric.help) + "\n# TYPE " +
               std::string(metric.name) + " gauge\n";
        for (auto const& state : now) {
            out += std::string(metric.name) + "{follower=\"" + state.name + "\"} " +
                   std::to_string(metric.value(state)) + "\n";
        }
    }
    return out;
}

}  // namespace mailapp::app
