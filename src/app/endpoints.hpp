#pragma once

#include "app/bootstrap.hpp"
#include "instance/instance.hpp"

#include <string>

namespace mailapp::app {

/// Where people and programs reach the instance: a wildcard address becomes the host name.
std::string panel_url(Instance const& instance);

/// The credentials that `up --json` shows beside the addresses.
/// The line that `up --json` prints, without line end: a contract for scripts.
std::string describe_as_json(Instance const& instance, Credentials const& credentials);

}  // namespace mailapp::app
