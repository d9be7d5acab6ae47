#include "app/commands.hpp"
#include "app/database_rights.hpp"
#include "features/audit/service.hpp"
#include "instance/instance.hpp"

#include <cstdio>

namespace mailapp::app {
namespace {

int verify(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    auto const key = instance->secret(secret_name::instance_key);
    if (!key) return fail(key.error().detail);
    if (auto const taken = take_database_rights(*instance); !taken) return fail(taken.error().detail);
    db::Database database(instance->database_url(), 1, db::Missing::refuse);
    audit::Log log(database, *key);
    auto const check = log.verify();
    if (!check.intact) return fail(check.finding);
    std::printf("%lld entries. %s\n", static_cast<long long>(check.entries), check.finding.c_str());
    return 0;
}

}  // namespace

Command audit_command() {
    Command check;
    check.name = "verify";
    check.summary = "Recompute the chain of the audit trail";
    check.description =
        "Finds an entry that was altered, removed or moved, and says which. Exit status 1 when there is one.";
    check.options = {instance_option()};
    check.run = verify;
    Command command;
    command.name = "audit";
    command.summary = "Check the audit trail";
    command.children = {std::move(check)};
    return command;
}

}  // namespace mailapp::app
