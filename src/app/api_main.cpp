#include "app/authenticate.hpp"
#include "app/command.hpp"
#include "app/compatible_api.hpp"
#include "app/effects.hpp"
#include "app/front.hpp"
#include "app/known_database.hpp"
#include "app/programs.hpp"
#include "app/services.hpp"
#include "app/site.hpp"
#include "base/log.hpp"
#include "base/memory.hpp"
#include "db/migrate.hpp"
#include "directory/sync_client.hpp"
#include "http/pipeline.hpp"
#include "http/server.hpp"

#include <atomic>
#include <csignal>
#include <ctime>
#include <utility>

namespace mailapp::app {
namespace {

/// How long a write waits for the directory, so that a mailbox just created takes mail when the answer
/// arrives.
constexpr std::chrono::milliseconds wait_for_directory{500};
/// As long as it was late the last time: one that hangs holds up the first write, not each.
constexpr std::chrono::milliseconds wait_for_late_directory{20};

/// How often health and the state of changes are looked at for those who follow them.
constexpr std::chrono::milliseconds look_each{2'000};
/// How often memory that a large request left is given back.
constexpr std::chrono::milliseconds look_for_peaks_each{5'000};
/// Those of the other lanes, and of what follows changes and measures.
constexpr int other_threads = 24;
/// The finest step of the metrics' history.
constexpr std::chrono::milliseconds sampled_each{10'000};

http::ServerOptions server_options(Instance const& instance) {
    http::ServerOptions options;
    auto const& ports = instance.ports();
    for (auto const& address : instance.settings().listen) {
        options.endpoints.push_back({.address = address, .port = ports.http});
        options.endpoints.push_back({.address = address, .port = ports.https, .tls = true});
    }
    options.endpoints.push_back({.unix_socket = instance.api_socket(), .unix_mode = 0660});
    options.certificate_file = instance.tls() / "server.pem";
    options.private_key_file = instance.tls() / "server.key";
    options.worker_threads = instance.settings().max_api_threads;
    auto const size = [&options](http::Lane lane, int threads) {
        options.lanes[static_cast<std::size_t>(lane)].threads = threads;
    };
    // As many as can stand at the gate of the hashes, and one for those who may pass it.
    size(http::Lane::sign_in, 4);
    size(http::Lane::panel, 3);
    size(http::Lane::slow, 3);
    size(http::Lane::parts, 2);
    return options;
}

sigset_t stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    return signals;
}

void wait_for_stop_signal() {
    auto const signals = stop_signals();
    int received = 0;
    sigwait(&signals, &received);
}

void block_stop_signals() {
    auto const signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

/// False when it is to stop. Serves nothing while the database is gone, and says so once: to end would only
/// make the supervisor start it again and again.
bool wait_for_known_database(Instance const& instance) {
    auto const signals = stop_signals();
    timespec const between_looks{1, 0};
    bool is_told = false;
    for (;;) {
        auto const known = check_known_database(instance);
        if (known) return true;
        if (!std::exchange(is_told, true))
            log::error("api.database_vanished", {{"problem", known.error().detail}});
        if (::sigtimedwait(&signals, nullptr, &between_looks) > 0) return false;
    }
}

}  // namespace

int run_api(Instance const& instance) {
    log::start("api");
    keep_memory_returnable();
    block_stop_signals();
    auto const key = instance.secret(secret_name::instance_key);
    if (!key) return fail(key.error().detail);

    if (!wait_for_known_database(instance)) return 0;
    // One for each thread that may want one: no worker waits for a connection.
    db::Database database(instance.database_url(), instance.settings().max_api_threads + other_threads,
                          db::Missing::refuse);
    if (auto const migrated = db::migrate(database); !migrated) return fail(migrated.error().detail);
    Effects* following = nullptr;
    std::atomic<bool> directory_is_late = false;
    database.observe_changes([&, socket = instance.directory_socket()](std::int64_t seq) {
        if (following != nullptr) following->wake();
        auto const at_most = directory_is_late ? wait_for_late_directory : wait_for_directory;
        directory_is_late = !directory::wait_until_applied(socket, seq, at_most);
        if (directory_is_late) log::warn("directory.behind", {{"seq", seq}});
    });
    Services services(database, *key, instance);
    auto const effects = Effects::create(instance, database, services.vault);
    if (!effects) return fail(effects.error().detail);
    following = effects->get();
    events::Watch watch(services.hub, services.system, services.control, services.audit);
    services.applied.set_followers([following] { return following->states(); });
    watch.follow("health", look_each, [&] { return reflect::to_json(services.health.check()); });
    watch.follow("applied", look_each, [&] { return reflect::to_json(services.applied.state()); });
    services.self_test.on_change([&hub = services.hub](self_test::SelfTest const& test) {
        hub.publish_lasting("self-test", reflect::to_json(test));
    });
    Ticker const metrics_ticker(
        "metrics", [] { return sampled_each; }, [&] { services.metrics.record(); });
    http::Routes routes;
    add_all_routes(routes, services);
    http::Idempotency idempotency(database);
    auto const authenticate = make_authenticate(services.sessions, services.api_keys);

    http::Pipeline* running = nullptr;
    std::vector<http::Mount> mounts{
        metrics_mount([&] { return running->metrics() + following->metrics(); }, authenticate)};
    mounts.push_back(compatible_api_mount(services, instance, authenticate));
    for (auto& mount : site_mounts(database, page_directory(), instance.tls() / "server.pem"))
        mounts.push_back(std::move(mount));
    http::Pipeline pipeline(routes, authenticate, idempotency, std::move(mounts));
    running = &pipeline;

    auto options = server_options(instance);
    options.door = make_door(instance, routes, authenticate);
    http::Server server(std::move(options), [&pipeline](http::RawRequest request) {
        return pipeline.handle(std::move(request));
    });
    Ticker const memory_ticker(
        "memory", [] { return look_for_peaks_each; },
        [&server] {
            if (server.had_peak()) give_memory_back();
        });
    log::info("api.started", {{"version", MAILAPP_VERSION}, {"operations", routes.operations().size()}});
    wait_for_stop_signal();
    // While the API still answers: what is under way removes what it made.
    services.self_test.stop();
    server.stop();
    log::info("api.stopped");
    return 0;
}

}  // namespace mailapp::app
