#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::administrators {
class Administrators;
}
namespace mailapp::alias_domains {
class Service;
}
namespace mailapp::aliases {
class Service;
}
namespace mailapp::dkim {
class Service;
}
namespace mailapp::domains {
class Service;
}
namespace mailapp::mailboxes {
class Service;
}
namespace mailapp::system {
class Service;
}
namespace mailapp::templates {
class Service;
}

namespace mailapp::compat::mailcow {

/// A service of the mail server as status/containers shows it.
struct Container {
    std::string service;  ///< "postfix", "dovecot": our name
    std::string state;    ///< "running", "exited", ...: Docker's words
    std::string image;    ///< what it runs
    std::optional<Seconds> started;
    std::int64_t processor_nanoseconds = 0;
    std::int64_t memory_bytes = 0;
};

/// What the facade stands before.
struct Services {
    domains::Service& domains;
    alias_domains::Service& alias_domains;
    mailboxes::Service& mailboxes;
    aliases::Service& aliases;
    templates::Service& templates;
    dkim::Service& dkim;
    administrators::Administrators& administrators;
    system::Service& system;
    /// The services of the mail server, as the agent tells.
    std::function<Result<std::vector<Container>>()> containers;
};

}  // namespace mailapp::compat::mailcow
