#pragma once

#include "http/server.hpp"
#include "instance/instance.hpp"

namespace mailapp::app {

/// What each request meets before `inner`: it learns from trusted proxies who its client is; and keys and
/// passwords do not travel in the clear, so that another machine is sent on to HTTPS.
http::Handler make_front(Instance const& instance, http::Handler inner);

}  // namespace mailapp::app
