#include "app/commands.hpp"
#include "app/database_rights.hpp"
#include "app/services.hpp"
#include "instance/instance.hpp"

#include <cstdio>

namespace mailapp::app {
namespace {

int reset_password(Arguments const& arguments) {
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail);
    auto const key = instance->secret(secret_name::instance_key);
    if (!key) return fail(key.error().detail);
    if (auto const taken = take_database_rights(*instance); !taken) return fail(taken.error().detail);
    db::Database database(instance->database_url(), 8, db::Missing::refuse);
    Services services(database, *key, instance->settings().hostname);
    auto const username = arguments.value("USERNAME").value_or("admin");
    auto const password = services.administrators.reset_password(Principal::system("command line"), username);
    if (!password) return fail(password.error().detail);
    std::printf("The new password of %s: %s\n", to_lower(username).c_str(), password->c_str());
    return 0;
}

}  // namespace

Command admin_command() {
    Command reset;
    reset.name = "reset-password";
    reset.summary = "Give an administrator a new random password";
    reset.description =
        "Prints the password once, makes the account active and ends its sessions. It works while the server "
        "runs and while it is stopped.";
    reset.options = {instance_option()};
    reset.positionals = {{"USERNAME", "The administrator (admin)", false}};
    reset.run = reset_password;
    Command command;
    command.name = "admin";
    command.summary = "Help an administrator who cannot sign in";
    command.children = {std::move(reset)};
    return command;
}

}  // namespace mailapp::app
