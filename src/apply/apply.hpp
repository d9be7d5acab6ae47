#pragma once

#include "instance/instance.hpp"

#include <functional>
#include <string>
#include <vector>

namespace mailapp::apply {

/// What apply_configuration did.
struct Applied {
    fs::path revision;                 ///< in force now
    std::vector<std::string> changed;  ///< programs that got other files: "postfix", "dovecot", ...
};

/// The whole way of a configuration: render from the instance's settings, let each program check its own
/// files in a new revision directory, switch config/live in one step; when the supervisor runs, also reload
/// what changed and probe it, and go back to the revision before when something does not answer. Nothing
/// changes when the files would be the same. `programs`: those of "directory", "agent", "api" that this build
/// has. Errors: apply.refused, apply.rolled_back (both with the program's own words), apply.override_invalid.
/// Runs as root.
Result<Applied> apply_configuration(Instance const& instance, std::vector<std::string> const& programs);

/// Has the programs of a running instance read the server's certificate and key anew, and waits until each
/// answers. Connections stay, but those of the API, which is started anew. Errors: apply.reload_failed,
/// apply.not_healthy, those of the supervisor.
Result<> serve_certificates_anew(Instance const& instance, std::vector<std::string> const& programs);

}  // namespace mailapp::apply
