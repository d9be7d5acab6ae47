#pragma once

#include "instance/instance.hpp"

namespace mailapp::apply {

/// Whether a service of the instance answers as it should right now: one short conversation, no waiting for a
/// start. `name` is one of "redis", "rspamd", "directory", "dovecot", "postfix", "agent", "api". Error:
/// probe.failed with what is wrong.
Result<> probe(Instance const& instance, std::string const& name);

/// Whether somebody listens there; `address` may be a wildcard.
bool accepts_connections(std::string const& address, std::uint16_t port);

}  // namespace mailapp::apply
