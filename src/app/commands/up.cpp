#include "app/bootstrap.hpp"
#include "app/command_lock.hpp"
#include "app/commands.hpp"
#include "app/endpoints.hpp"
#include "app/preflight.hpp"
#include "app/progress.hpp"
#include "app/runtime.hpp"
#include "apply/apply.hpp"
#include "apply/filter_cache.hpp"
#include "apply/prepare.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "features/set_up/service.hpp"
#include "reflect/json_read.hpp"
#include "stack/supervisor/client.hpp"

#include <unistd.h>
#include <csignal>

#include <cstdio>

namespace mailapp::app {
namespace {

using namespace std::chrono_literals;

// The first start compiles Rspamd's regular expressions: ten seconds of a processor, minutes where many share
// it.
constexpr auto healthy_within = 240s;
// Longer than that: another `up` may take all of it.
constexpr auto others_finish_within = 300s;

/// The file that later calls read; what may hold a password goes where only the control plane reads it.
void write_settings(Instance const& instance) {
    if (fs::exists(instance.config_file())) return;
    auto settings = instance.settings();
    if (settings.database_url != "sqlite:" + instance.database_file().string()) {
        auto const control = ids_of_user(apply::control_user);
        write_file_atomically(instance.secrets() / "database.url", settings.database_url + "\n",
                              {0640, 0, control.gid});
    }
    settings.database_url.clear();
    write_file_atomically(instance.config_file(), to_toml(settings), {0644, 0, 0});
}

/// The credentials of the first start: kept before they are used, so that an interrupted start loses none.
Result<Credentials> kept_credentials(Instance const& instance) {
    auto const file = instance.secrets() / "bootstrap.json";
    if (fs::exists(file)) {
        auto const text = read_file(file);
        if (!text) return text.error();
        return reflect::from_json_text<Credentials>(*text);
    }
    auto made = generate_credentials();
    write_file_atomically(file, reflect::to_json(made) + "\n", {0600, 0, 0});
    return made;
}

/// Migrations and the first administrator; as user mailapp, so that the database is its own.
Result<Bootstrap> prepare_database(Instance const& instance, Credentials const& credentials,
                                   Arguments const& arguments) {
    ProcessOptions patient;
    patient.deadline = std::chrono::hours(1);
    patient.input = reflect::to_json(credentials);
    std::vector<std::string> command{"/usr/bin/setpriv",
                                     "--reuid=mailapp",
                                     "--regid=mailapp",
                                     "--init-groups",
                                     "--",
                                     instance.program().string(),
                                     "bootstrap",
                                     "--instance",
                                     instance.directory().string()};
    if (arguments.has("--json")) command.emplace_back("--api-keys");
    if (auto const address = arguments.value("--system-mail"))
        command.insert(command.end(), {"--system-mail", *address});
    auto const ran = run_process(command, patient);
    if (!ran) return ran.error();
    if (ran->status == 0) return reflect::from_json_text<Bootstrap>(trim(ran->output));
    auto text = trim(ran->output);
    if (text.starts_with("mailapp: ")) text.remove_prefix(9);
    return upstream("up.migration_failed", std::string(text));
}

Result<> prepare(Instance const& instance, Progress& progress) {
    progress.begin("users, directories, secrets and certificates");
    if (auto made = apply::ensure_users(); !made) return made;
    bool const old = apply::is_old_tree(instance);
    apply::ensure_tree(instance);
    if (old) apply::move_old_files(instance);
    apply::ensure_secrets(instance);
    write_settings(instance);
    auto const certificates = apply::ensure_certificates(instance);
    if (!certificates) return certificates.error();
    progress.done();
    for (auto const& remark : certificates->remarks) progress.note("  --  " + remark);
    return {};
}

/// Programs of ours go on with the old program after a build; the others do not care.
Result<> restart_own_programs(Instance const& instance) {
    stack::supervisor::Client const client(instance.supervisor_socket());
    for (auto const& name : long_running_programs()) {
        if (auto stopped = client.stop(name); !stopped) return stopped;
        if (auto started = client.start(name); !started) return started;
    }
    return {};
}

/// Which certificate and key the running programs have read.
fs::path served_certificates(Instance const& instance) {
    return instance.run() / "certificates.served";
}

void note_served_certificates(Instance const& instance) {
    auto const served = apply::fingerprint_of_certificates(instance);
    // On a full disk an `up` that changes nothing has nothing to write.
    if (read_file(served_certificates(instance)) == served) return;
    write_file_atomically(served_certificates(instance), served, {0600, 0, 0});
}

/// Also what an `up` that was killed had made, or an operator put there.
Result<> serve_new_certificates(Instance const& instance, Progress& progress) {
    auto const served = read_file(served_certificates(instance));
    if (served && *served == apply::fingerprint_of_certificates(instance)) return {};
    progress.begin("serve the new certificate");
    if (auto done = apply::serve_certificates_anew(instance, long_running_programs()); !done) return done;
    progress.done();
    return {};
}

Result<Bootstrap> bring_up(Instance const& instance, bool running, Credentials const& credentials,
                           Arguments const& arguments, Progress& progress) {
    bool const new_program = apply::ensure_program(instance);
    progress.begin("database");
    auto const prepared = prepare_database(instance, credentials, arguments);
    if (!prepared) return prepared.error();
    progress.done();

    progress.begin("configuration");
    if (!running) {
        end_leftovers(instance);
        apply::seed_filter_cache(instance, apply::filter_cache_store());
    }
    auto const applied = apply::apply_configuration(instance, long_running_programs());
    if (!applied) return applied.error();
    progress.done(applied->changed.empty() ? "as it was" : "new: " + join(applied->changed, ", "));

    if (!running) {
        progress.begin("start the supervisor");
        if (auto started = start_supervisor(instance); !started) return started.error();
        progress.done();
    } else if (new_program) {
        if (auto done = restart_own_programs(instance); !done) return done.error();
    }
    if (running)
        if (auto done = serve_new_certificates(instance, progress); !done) return done.error();
    if (auto healthy = wait_until_healthy(instance, progress, healthy_within); !healthy)
        return healthy.error();
    note_served_certificates(instance);
    apply::keep_filter_cache(instance, apply::filter_cache_store());
    return *prepared;
}

/// Until Ctrl-C, SIGTERM or the end of the supervisor.
void stay(Instance const& instance, sigset_t const& signals) {
    timespec const a_second{1, 0};
    while (is_running(instance))
        if (::sigtimedwait(&signals, nullptr, &a_second) > 0) return;
}

/// What the start of an instance gives for its owner to know.
struct Started {
    Credentials credentials;
    bool password_is_new = false;
};

/// All that changes the instance; the caller has its lock. The programs of a tree of an older version are
/// stopped first, since they have its files open.
Result<Started> make_and_start(Instance const& instance, Arguments const& arguments, Progress& progress) {
    bool running = is_running_or_about_to(instance);
    if (apply::is_old_tree(instance) && stop_everything(instance)) {
        progress.note("  --  stopped what ran: files of an older version move to their new place");
        running = false;
    }
    if (auto const good = check_before_up(instance, running || has_leftovers(instance)); !good)
        return good.error();
    if (auto const done = prepare(instance, progress); !done) return done.error();
    auto kept = kept_credentials(instance);
    if (!kept) return kept.error();
    auto const done = bring_up(instance, running, *kept, arguments, progress);
    if (!done) return done.error();
    Started started{std::move(*kept), done->admin_created};
    if (!done->admin_password_holds) started.credentials.admin_password.clear();
    if (!done->read_write_key_holds) started.credentials.read_write_key.clear();
    if (!done->read_only_key_holds) started.credentials.read_only_key.clear();
    return started;
}

/// Before the lock, for the good of a new instance: when something is wrong it leaves nothing behind.
Result<> look_ahead(Arguments const& arguments) {
    auto const instance = instance_for_up(arguments);
    if (!instance) return instance.error();
    if (auto const address = arguments.value("--system-mail")) {
        auto const checked = set_up::checked_system_mail(instance->settings().hostname, *address);
        if (!checked) return checked.error();
    }
    return check_before_up(*instance, is_running(*instance) || has_leftovers(*instance));
}

Result<Started> up_alone(fs::path const& directory, Arguments const& arguments, Progress& progress) {
    auto const lock = lock_instance(Instance(directory, {}), "up", others_finish_within, progress);
    if (!lock) return lock.error();
    // Another `up` may have made it meanwhile.
    auto const instance = instance_for_up(arguments);
    if (!instance) return instance.error();
    return make_and_start(*instance, arguments, progress);
}

int up(Arguments const& arguments) {
    if (auto const good = look_ahead(arguments); !good) return fail(good.error().detail);

    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    bool const foreground = arguments.has("--foreground");

    fs::path const directory = instance_directory(arguments);
    Progress progress;
    progress.note("MailApp " MAILAPP_VERSION ", instance " + directory.string());
    auto const started = up_alone(directory, arguments, progress);
    if (!started) {
        progress.failed();
        return fail(started.error().detail);
    }
    auto const instance = Instance::load(directory);
    if (!instance) return fail(instance.error().detail);
    auto const& credentials = started->credentials;
    progress.note("The panel: " + panel_url(*instance));
    if (started->password_is_new) {
        progress.note("Sign in as " + credentials.admin_username + " with the password " +
                      credentials.admin_password);
    }
    if (arguments.has("--json")) {
        std::printf("%s\n", describe_as_json(*instance, credentials).c_str());
        std::fflush(stdout);
    }
    if (foreground) {
        ::sigprocmask(SIG_BLOCK, &signals, nullptr);
        stay(*instance, signals);
        auto const lock = lock_instance(*instance, "up --foreground", others_finish_within, progress);
        if (!lock) return fail(lock.error().detail);
        progress.begin("stop all services");
        stop_everything(*instance);
        progress.done();
    }
    return 0;
}

}  // namespace

Command up_command() {
    Command command;
    command.name = "up";
    command.summary = "Configure and start the mail server, and wait until it is healthy";
    command.description =
        "Safe to repeat and to interrupt. The options shape a new instance and are kept in DIR/mailapp.toml; "
        "for an existing one they may be left out. Progress goes to standard error.";
    command.options = {
        instance_option(),
        {"--base-port", "N",
         "Use the ports N to N+99 and listen on 127.0.0.1; without it the standard ports"},
        {"--listen", "ADDR", "An address to listen on; may be repeated", true},
        {"--hostname", "NAME", "The full host name of the mail server (this machine's own)"},
        {"--database-url", "URL", "sqlite:PATH or postgresql://... (a SQLite file in DIR)"},
        {"--system-mail", "ADDRESS",
         "Where mail for postmaster, abuse and root of this server goes (kept in the database)"},
        {"--json", "", "Print one line of JSON with addresses and credentials when all is healthy"},
        {"--foreground", "", "Stay until Ctrl-C, then stop everything"},
    };
    command.run = up;
    return command;
}

}  // namespace mailapp::app
