#include "app/programs.hpp"

#include "base/log.hpp"
#include "db/database.hpp"
#include "directory/auth.hpp"
#include "directory/control.hpp"
#include "directory/counter_flusher.hpp"
#include "directory/counters.hpp"
#include "directory/crash_mark.hpp"
#include "directory/dict_server.hpp"
#include "directory/follower.hpp"
#include "directory/policy.hpp"
#include "directory/replicas.hpp"
#include "directory/socketmap.hpp"
#include "directory/submission_milter.hpp"
#include "http/server.hpp"
#include "instance/submission_mark.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

namespace mailapp::app {
namespace {

using directory::StreamServer;
using directory::StreamServerOptions;

/// Without a word from the api a change is seen after this time.
constexpr std::chrono::milliseconds poll_feed{1000};
/// Usage and logins reach SQL so much later.
constexpr std::chrono::milliseconds flush_counters{2000};
constexpr int database_connections = 3;
constexpr int lookup_threads = 2;
constexpr int submission_threads = 2;
/// Bytes of bodies that are kept at a time, in case that they must be written anew.
constexpr std::size_t submission_bodies = 128 * 1024 * 1024;
/// Whoever may pass the socket's directory may speak to it: Postfix and Dovecot run as users of their own.
constexpr int for_all_who_reach_it = 0666;

/// A connection is a descriptor, and the usual soft limit is 1024.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) log::warn("directory.descriptor_limit_kept");
}

directory::AuthSettings auth_settings(Instance const& instance, std::string token) {
    directory::AuthSettings settings;
    settings.token = std::move(token);
    settings.mail = instance.mail();
    settings.script_logs = instance.script_logs();
    settings.hashes_at_once = std::max(1U, std::thread::hardware_concurrency());
    return settings;
}

directory::SubmissionSettings submission_settings(Instance const& instance, std::string const& token) {
    directory::SubmissionSettings settings;
    settings.hostname = instance.settings().hostname;
    settings.mark_key = submission_mark_key(token);
    settings.foreign_from = instance.settings().refuse_foreign_from ? directory::ForeignFrom::refuse
                                                                    : directory::ForeignFrom::leave_unsigned;
    return settings;
}

http::ServerOptions http_options(Instance const& instance, directory::AuthSettings const& auth) {
    http::ServerOptions options;
    options.endpoints = {{.address = "127.0.0.1", .port = instance.ports().directory_http}};
    options.header_limit = 8 * 1024;
    options.body_limit = 16 * 1024;
    options.worker_threads = static_cast<int>(directory::workers_for(auth));
    // All of it comes from the mail programs of this instance: one client, who speaks for everybody.
    options.max_connections_each = options.max_strangers = options.max_connections;
    options.max_waiting_requests = 4096;
    return options;
}

/// The sign-in stands, whether it can be noted or not.
void note_submission(directory::Counters& counters, std::string const& address, std::string_view remote) {
    auto const now = std::chrono::system_clock::now().time_since_epoch();
    auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    try {
        counters.apply({.address = address, .service = "smtp", .login = {seconds, std::string(remote)}});
    } catch (std::exception const& problem) {
        log::error("directory.sign_in_not_noted", {{"problem", problem.what()}});
    }
}

/// A number that cannot be read is not known: mail is not refused for it.
directory::Usage usage_in(directory::Counters const& counters) {
    return [&counters](std::string const& address) -> std::optional<std::int64_t> {
        try {
            auto const usage = counters.usage(address);
            if (usage) return usage->bytes;
        } catch (std::exception const& problem) {
            log::error("directory.usage_not_read", {{"problem", problem.what()}});
        }
        return std::nullopt;
    };
}

void serve(Instance const& instance, std::string token, sigset_t const& ends) {
    db::Database database(instance.database_url(), database_connections, db::Missing::refuse);
    // Both look for damage in a process of its own, which is made before there are threads.
    directory::Replicas replicas(instance.replica());
    directory::Counters counters(instance.replica() / "counters");
    directory::install_crash_marks();
    directory::Follower follower(database, replicas,
                                 {[&counters](auto const& address) { counters.forget_usage(address); },
                                  [&counters] { counters.forget_all_usage(); }});
    follower.start(poll_feed);
    directory::CounterFlusher flusher(database, counters);
    flusher.start(flush_counters);

    directory::LookupSettings const lookup_settings{instance.lmtp_socket().string(),
                                                    instance.settings().hostname};
    directory::PolicySources const policy_sources{replicas, lookup_settings, usage_in(counters)};
    StreamServer const socketmap(
        {.socket = instance.socketmap_socket(), .mode = for_all_who_reach_it, .threads = lookup_threads},
        [&] { return directory::socketmap_conversation(replicas, lookup_settings); });
    StreamServer const policy({.socket = instance.policy_socket(), .mode = for_all_who_reach_it},
                              [&] { return directory::policy_conversation(policy_sources); });
    auto const submissions = submission_settings(instance, token);
    directory::BodySpace submission_space(submission_bodies);
    StreamServer const submission(
        {.socket = instance.submission_socket(),
         .mode = for_all_who_reach_it,
         .request_limit = 2 * directory::longest_milter_packet,
         .threads = submission_threads},
        [&] { return directory::submission_conversation(replicas, submissions, submission_space); });
    StreamServer const dict({.socket = instance.dict_socket(), .mode = for_all_who_reach_it},
                            [&] { return directory::dict_conversation(counters, replicas); });
    StreamServer const control({.socket = instance.directory_socket()},
                               [&] { return directory::control_conversation(follower); });

    auto settings = auth_settings(instance, std::move(token));
    settings.on_submission = [&counters](std::string const& address, std::string_view remote) {
        note_submission(counters, address, remote);
    };
    directory::AuthService auth(replicas, settings);
    http::Server server(http_options(instance, settings),
                        [&](http::RawRequest const& request) { return auth.handle(request); });
    log::info("directory.serving", {{"applied", follower.applied()}});
    int received = 0;
    ::sigwait(&ends, &received);
    log::info("directory.stopping", {{"signal", received}});
    server.stop();
}

}  // namespace

int run_directory(Instance const& instance) {
    log::start("directory");
    auto token = instance.secret(secret_name::directory_token);
    if (!token) {
        log::error("directory.not_started", {{"problem", token.error().detail}});
        return 1;
    }
    // Before any thread is made, so that none of them gets these.
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    raise_descriptor_limit();
    try {
        serve(instance, std::move(*token), ends);
    } catch (std::exception const& problem) {
        log::error("directory.failed", {{"problem", problem.what()}});
        return 1;
    }
    return 0;
}

}  // namespace mailapp::app
