#include "app/commands.hpp"

namespace mailapp::app {

std::vector<Command> all_commands() {
    std::vector<Command> all{
        up_command(),         down_command(),      status_command(),      selftest_command(),
        migrate_command(),    version_command(),   openapi_command(),     bench_command(),
        learn_command(),      bootstrap_command(), run_dovecot_command(), run_postfix_command(),
        run_rspamd_command(), run_redis_command(), admin_command(),       audit_command()};
    for (auto& command : program_commands()) all.push_back(std::move(command));
    return all;
}

std::vector<std::string> long_running_programs() {
    std::vector<std::string> names;
    for (auto const& command : program_commands()) names.push_back(command.name);
    return names;
}

}  // namespace mailapp::app
