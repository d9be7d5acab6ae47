#pragma once

#include "http/message.hpp"

#include <optional>
#include <string>

namespace mailapp::sessions {

/// Whether a session may be used over this connection: TLS, or plain HTTP on the machine itself.
bool is_safe_connection(http::RawRequest const& request);

/// The session cookie that came with the request; nothing when there is none, when it cannot be one of ours,
/// or when the connection is not safe. The cookie is "__Host-mailapp" over TLS and "mailapp" without.
std::optional<std::string> presented_cookie(http::RawRequest const& request);

/// The value of a Set-Cookie header: HttpOnly, SameSite=Strict, Path=/, Secure over TLS; it lives as long as
/// the browser.
std::string set_cookie(http::RawRequest const& request, std::string const& value);
std::string clear_cookie(http::RawRequest const& request);

/// The token that a change in a session must bring in X-CSRF-Token: derived from the cookie, stored nowhere.
std::string csrf_token(std::string const& cookie);

/// Whether the request may change something: it is a GET or HEAD, or has the token of its cookie.
bool has_csrf_token(http::RawRequest const& request, std::string const& cookie);

}  // namespace mailapp::sessions
