#include "agent/agent.hpp"

#include "agent/socket_server.hpp"
#include "apply/apply.hpp"
#include "apply/instance_lock.hpp"
#include "apply/prepare.hpp"
#include "base/log.hpp"
#include "base/mail_address.hpp"
#include "stack/postfix/local_submission.hpp"

#include <pwd.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <csignal>

#include <cerrno>
#include <system_error>

namespace mailapp::agent {
namespace {

// What an administrator deletes is gone at once, as the panel says.
constexpr std::chrono::hours mail_retention{0};
constexpr std::chrono::seconds look_for_script_failures{15};

}  // namespace

Result<std::unique_ptr<Agent>> Agent::create(Instance const& instance, std::vector<std::string> programs) {
    auto key = instance.secret(secret_name::doveadm_key);
    if (!key) return key.error();
    return std::unique_ptr<Agent>(new Agent(instance, std::move(programs), Secret(std::move(*key))));
}

Agent::Agent(Instance const& instance, std::vector<std::string> programs, Secret doveadm_key)
    : instance_(instance),
      programs_(std::move(programs)),
      services_(instance),
      queue_(instance.live_config() / "postfix"),
      doveadm_(instance.doveadm_socket(), std::move(doveadm_key)),
      stores_(instance.mail(), mail_retention, unbroken_now),
      storage_(instance),
      script_failures_(
          instance.script_logs(), instance.settings().hostname,
          [socket = instance.lmtp_socket()](std::string const& address, std::string const& content) {
              return stack::postfix::deliver_locally(socket, address, content);
          },
          system_now),
      script_failures_looked_for_(
          "sieve.failures", [] { return look_for_script_failures; }, [this] { script_failures_.look(); }) {
    add_verbs();
}

void Agent::add_verbs() {
    dispatcher_.on<Ping>([](Ping const&) -> Result<Pong> { return Pong{MAILAPP_VERSION}; });
    dispatcher_.on<ServicesList>([this](ServicesList const&) { return services_.list(); });
    dispatcher_.on<ServicesStatus>([this](auto const& wanted) { return services_.status(wanted.service); });
    dispatcher_.on<ServicesStart>([this](auto const& wanted) { return services_.start(wanted.service); });
    dispatcher_.on<ServicesStop>([this](auto const& wanted) { return services_.stop(wanted.service); });
    dispatcher_.on<ServicesRestart>([this](auto const& wanted) { return services_.restart(wanted.service); });
    dispatcher_.on<ServicesReload>([this](auto const& wanted) { return services_.reload(wanted.service); });
    dispatcher_.on<ServicesLogs>([this](auto const& wanted) { return services_.logs(wanted); });
    dispatcher_.on<QueueList>([this](auto const& wanted) { return queue_.list(wanted); });
    dispatcher_.on<QueueShow>([this](auto const& wanted) { return queue_.show(wanted); });
    dispatcher_.on<QueueDeliver>([this](auto const& wanted) { return queue_.deliver(wanted); });
    dispatcher_.on<QueueHold>([this](auto const& wanted) { return queue_.hold(wanted); });
    dispatcher_.on<QueueUnhold>([this](auto const& wanted) { return queue_.unhold(wanted); });
    dispatcher_.on<QueueDelete>([this](auto const& wanted) { return queue_.remove(wanted); });
    dispatcher_.on<ConfigurationApply>([this](auto const&) { return apply_configuration(); });
    dispatcher_.on<SessionsKick>([this](auto const& wanted) { return kick(wanted); });
    dispatcher_.on<MailstoreDiscard>([this](auto const& wanted) { return stores_.discard(wanted.store); });
    dispatcher_.on<MailstoreDiscardDomain>(
        [this](auto const& wanted) { return stores_.discard_domain(wanted.domain); });
    dispatcher_.on<StorageShow>([this](auto const&) -> Result<Storage> { return storage_.show(); });
    dispatcher_.on<CertificatesReload>([this](auto const&) { return services_.reload_certificates(); });
}

Result<Kicked> Agent::kick(SessionsKick const& wanted) const {
    auto const address = normalize_address(wanted.address);
    if (!address) return invalid("sessions.invalid_address", "This is no mail address.", "/address");
    auto const sessions = doveadm_.kick(address->text(), wanted.services);
    if (!sessions) return sessions.error();
    return Kicked{*sessions};
}

Descriptor stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    if (int const failed = ::pthread_sigmask(SIG_BLOCK, &signals, nullptr); failed != 0)
        throw std::system_error(failed, std::generic_category(), "pthread_sigmask");
    Descriptor descriptor(::signalfd(-1, &signals, SFD_CLOEXEC));
    if (!descriptor) throw std::system_error(errno, std::generic_category(), "signalfd");
    return descriptor;
}

Result<ConfigurationApplied> Agent::apply_configuration() {
    std::unique_lock const alone(applying_, std::try_to_lock);
    if (!alone)
        return conflict("configuration.being_applied", "A configuration is being applied at this moment.");
    auto const taken = apply::InstanceLock::try_take(instance_, "the agent");
    if (auto const* const other = std::get_if<std::string>(&taken))
        return conflict("configuration.being_applied", *other + " is at work on this instance.");
    // The settings as the file has them now, not as they were when the agent started.
    auto const fresh = Instance::load(instance_.directory());
    if (!fresh) return fresh.error();
    auto const applied = apply::apply_configuration(*fresh, programs_);
    if (!applied) return applied.error();
    return ConfigurationApplied{applied->revision.filename().string(), applied->changed};
}

Result<> serve(Instance const& instance, Agent const& agent, int stop) {
    SocketServerOptions options;
    options.socket = instance.agent_socket();
    options.allowed = {0, ::geteuid()};
    FileMode directory_mode{02710};
    // Without that user the instance belongs to the one who runs it, and only they may speak.
    if (::getpwnam(apply::control_user) != nullptr) {
        auto const control = ids_of_user(apply::control_user);
        options.allowed.push_back(control.uid);
        options.socket_mode.group = control.gid;
        directory_mode.group = control.gid;
    }
    ensure_directory(options.socket.parent_path(), directory_mode);
    auto server = SocketServer::create(std::move(options), [&agent](std::string_view line, uid_t peer) {
        return agent.dispatcher().handle(line, peer);
    });
    if (!server) return server.error();
    log::info("agent.started", {{"socket", instance.agent_socket().string()}});
    server->run(stop);
    log::info("agent.stopped");
    return {};
}

}  // namespace mailapp::agent
