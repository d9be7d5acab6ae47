#pragma once

#include "instance/instance.hpp"

#include <string>

namespace mailapp::app {

/// Where people and programs reach the instance: a wildcard address becomes the host name.
std::string panel_url(Instance const& instance);

/// The credentials that `up --json` shows beside the addresses.
struct ShownCredentials {
    std::string admin_username;
    std::string admin_password;
    std::string read_write_key;
    std::string read_only_key;
};

/// The line that `up --json` prints, without line end: a contract for scripts.
std::string describe_as_json(Instance const& instance, ShownCredentials const& credentials);

}  // namespace mailapp::app
