#pragma once

#include "features/api_keys/service.hpp"
#include "features/sessions/service.hpp"
#include "http/pipeline.hpp"

namespace mailapp::app {

/// Finds out who a request comes from: an API key in "X-API-Key" or "Authorization: Bearer", else the cookie
/// of a session. A key wins over a cookie. A cookie whose session ended is nobody, not an error, so that its
/// owner can sign in again. The peer's address counts, never what X-Forwarded-For says.
/// Errors: api_key.unknown, api_key.address_not_allowed, api_key.throttled.
http::Authenticate make_authenticate(sessions::Sessions& sessions, api_keys::ApiKeys& keys);

/// Whether the session or key that a request came with is still good. Not a use of the session.
std::function<bool(http::RawRequest const&)> make_still_good(sessions::Sessions& sessions,
                                                             api_keys::ApiKeys& keys);

}  // namespace mailapp::app
