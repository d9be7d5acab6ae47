#include "apply/apply.hpp"

#include "apply/check.hpp"
#include "apply/probe.hpp"
#include "apply/revision.hpp"
#include "base/no_room.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "stack/postfix/render.hpp"
#include "stack/supervisor/client.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <thread>

namespace mailapp::apply {
namespace {

using namespace std::chrono_literals;

constexpr auto answer_within = 20s;

Result<stack::RenderSettings> gather(Instance const& instance, std::vector<std::string> const& programs) {
    stack::RenderSettings settings{instance, {}, {}, {}, {}, {}, programs, {}, {}};
    auto const take = [&instance](char const* name, std::string& target) -> Result<> {
        auto secret = instance.secret(name);
        if (!secret) return secret.error();
        target = std::move(*secret);
        return {};
    };
    if (auto got = take(secret_name::redis_password, settings.redis_password); !got) return got.error();
    if (auto got = take(secret_name::controller_password, settings.controller_password); !got)
        return got.error();
    if (auto got = take(secret_name::directory_token, settings.directory_token); !got) return got.error();
    if (auto got = take(secret_name::doveadm_key, settings.doveadm_key); !got) return got.error();

    if (fs::exists(instance.overrides() / "postfix.cf")) {
        auto text = read_file(instance.overrides() / "postfix.cf");
        if (!text) return text.error();
        if (auto good = stack::postfix::with_overrides("", *text); !good) return good.error();
        settings.postfix_overrides = std::move(*text);
    }
    auto const rspamd = instance.overrides() / "rspamd";
    if (fs::exists(rspamd)) {
        for (auto const& file : fs::directory_iterator(rspamd)) {
            auto text = read_file(file.path());
            if (!text) return text.error();
            settings.rspamd_overrides.emplace(file.path().filename().string(), std::move(*text));
        }
    }
    return settings;
}

Result<> run_for(char const* program, std::vector<std::string> const& arguments) {
    auto const outcome = run_process(arguments);
    if (!outcome) return outcome.error();
    if (outcome->status == 0) return {};
    return upstream("apply.reload_failed",
                    std::string(program) + " does not reload: " + std::string(trim(outcome->output)));
}

Result<> restart(stack::supervisor::Client const& client, std::string const& program) {
    if (auto stopped = client.stop(program); !stopped) return stopped;
    return client.start(program);
}

Result<> reload(Instance const& instance, stack::supervisor::Client const& client,
                std::string const& program) {
    // One that does not answer now (Postfix throttles a service that failed for a minute) needs more than
    // that.
    if (program != "supervisor" && !probe(instance, program)) return restart(client, program);
    auto const live = instance.live_config();
    if (program == "postfix")
        return run_for("Postfix", {"/usr/sbin/postfix", "-c", (live / "postfix").string(), "reload"});
    if (program == "dovecot")
        return run_for("Dovecot",
                       {"/usr/bin/doveadm", "-c", (live / "dovecot/dovecot.conf").string(), "reload"});
    if (program == "rspamd") return client.signal("rspamd", "HUP");
    if (program == "supervisor") return client.update();
    return restart(client, program);  // Redis reads its file at the start only
}

/// Reloads in the given order and waits until each answers.
Result<> bring_into_force(Instance const& instance, stack::supervisor::Client const& client,
                          std::vector<std::string> const& programs) {
    for (auto const& program : programs)
        if (auto done = reload(instance, client, program); !done) return done;
    for (auto const& program : programs) {
        if (program == "supervisor") continue;
        auto const until = std::chrono::steady_clock::now() + answer_within;
        for (auto healthy = probe(instance, program); !healthy; healthy = probe(instance, program)) {
            if (std::chrono::steady_clock::now() > until) {
                return upstream("apply.not_healthy",
                                program + " does not answer any more: " + healthy.error().detail);
            }
            std::this_thread::sleep_for(50ms);
        }
    }
    return {};
}

}  // namespace

Result<> serve_certificates_anew(Instance const& instance, std::vector<std::string> const& programs) {
    stack::supervisor::Client const client(instance.supervisor_socket());
    std::vector<std::string> readers{"postfix", "dovecot"};
    if (std::find(programs.begin(), programs.end(), "api") != programs.end()) readers.emplace_back("api");
    return bring_into_force(instance, client, readers);
}

namespace {

/// As bring_into_force; also breakage, as of a full disk, is a reason to go back and not to stay half way.
Result<> try_to_bring_into_force(Instance const& instance, stack::supervisor::Client const& client,
                                 std::vector<std::string> const& programs) {
    try {
        return bring_into_force(instance, client, programs);
    } catch (std::exception const& broken) {
        if (auto const full = no_room(broken)) return upstream("storage.full", "a disk is full: " + *full);
        return upstream("apply.not_healthy", broken.what());
    }
}

/// A revision that is not wanted leaves nothing behind.
class Draft {
public:
    explicit Draft(fs::path directory) : directory_(std::move(directory)) {}
    Draft(Draft const&) = delete;
    Draft& operator=(Draft const&) = delete;
    ~Draft() {
        std::error_code ignored;  // what stays is overwritten by nobody and pruned later
        if (!kept_) fs::remove_all(directory_, ignored);
    }
    void keep() { kept_ = true; }

private:
    fs::path directory_;
    bool kept_ = false;
};

}  // namespace

Result<Applied> apply_configuration(Instance const& instance, std::vector<std::string> const& programs) {
    auto settings = gather(instance, programs);
    if (!settings) return settings.error();

    // A program whose files stay the same is not reloaded and must not lose what it reads later: files name
    // each other by the link, which always leads somewhere, never by a revision, which is removed one day.
    settings->config = instance.live_config();
    auto const files = stack::render_all(*settings);
    auto const before = live_revision(instance);
    std::vector<std::string> changed{"redis", "rspamd", "dovecot", "postfix", "supervisor"};
    if (before) {
        changed = programs_that_differ(*before, files);
        if (changed.empty()) return Applied{*before, {}};
    }

    auto const revision = next_revision(instance);
    Draft draft(revision);
    // Judged as a whole where it is, before the link leads there.
    settings->config = revision;
    write_revision(revision, stack::render_all(*settings));
    if (auto good = check_revision(instance, revision); !good) return good.error();
    write_revision(revision, files);

    std::optional<WayBack> way_back;
    if (before) way_back.emplace(instance);
    switch_live(instance, revision);
    draft.keep();
    stack::supervisor::Client const client(instance.supervisor_socket());
    if (!client.pid()) {
        prune_revisions(instance);
        return Applied{revision, changed};
    }
    if (auto done = try_to_bring_into_force(instance, client, changed); !done) {
        if (!way_back) return done.error();
        way_back->take();
        auto const back = try_to_bring_into_force(instance, client, changed);
        return upstream("apply.rolled_back",
                        "The new configuration was taken back: " + done.error().detail +
                            (back ? "" : " The one before does not answer either: " + back.error().detail));
    }
    prune_revisions(instance);
    return Applied{revision, changed};
}

}  // namespace mailapp::apply
