#pragma once

#include "http/pipeline.hpp"
#include "http/server.hpp"
#include "instance/instance.hpp"

namespace mailapp::app {

/// What each request meets before the pipeline. It learns from trusted proxies who its client is. Keys and
/// passwords do not travel in the clear: another machine is sent on to HTTPS. It goes into a lane by its
/// head: whether the server lives, signing in and the panel keep places of their own, and so does what waits
/// for others. A large body is read of those alone who show who they are and may do what they ask for.
/// `routes` must outlive the result.
http::Door make_door(Instance const& instance, http::Routes const& routes, http::Authenticate authenticate);

}  // namespace mailapp::app
