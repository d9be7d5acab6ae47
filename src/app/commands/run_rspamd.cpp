#include "app/commands.hpp"
#include "app/processes.hpp"
#include "base/log.hpp"
#include "base/user.hpp"
#include "instance/instance.hpp"
#include "stack/rspamd/render.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace mailapp::app {
namespace {

/// It compiles patterns before it reads its configuration and keeps them where its package says. A place that
/// it alone sees there is the instance's own; where that is not allowed (a container without the right to
/// mount), the package's own place serves as well.
void keep_cache_inside(Instance const& instance) {
    auto const state = instance.data() / "rspamd-state";
    bool const is_inside = ::unshare(CLONE_NEWNS) == 0 &&
                           ::mount("none", "/", nullptr, MS_REC | MS_SLAVE, nullptr) == 0 &&
                           ::mount(state.c_str(), "/var/lib/rspamd", nullptr, MS_BIND, nullptr) == 0;
    if (!is_inside) log::info("rspamd.cache_outside", {{"problem", std::strerror(errno)}});
}

/// Files that a version which ran Rspamd as root left in Rspamd's directories: it makes them anew. The rights
/// are Rspamd's own by now.
void remove_unreadable(fs::path const& directory) {
    std::error_code gone;
    for (auto const& entry : fs::directory_iterator(directory, gone))
        if (::access(entry.path().c_str(), R_OK | W_OK) != 0) fs::remove(entry.path(), gone);
}

int run_rspamd(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    auto const command = stack::rspamd::command_line(*instance);
    // Its workers outlive a main process that was killed, and keep its ports.
    end_orphans(instance->directory().string(), command.front());
    keep_cache_inside(*instance);
    // From its first instruction on: as root it would follow the links that one of its own workers planted.
    if (!become_user("_rspamd")) return fail("Rspamd cannot be given its user.");
    remove_unreadable(instance->data() / "rspamd-state");
    std::vector<char*> argv;
    for (auto const& argument : command) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    ::execv(argv.front(), argv.data());
    return fail("Rspamd cannot be run.");
}

}  // namespace

Command run_rspamd_command() {
    Command command;
    command.name = "run-rspamd";
    command.summary = "Run Rspamd in the foreground";
    command.description =
        "Started by the supervisor of a running instance; ends what a killed Rspamd left behind, then "
        "becomes "
        "Rspamd.";
    command.options = {instance_option()};
    command.run = run_rspamd;
    command.hidden = true;
    return command;
}

}  // namespace mailapp::app
