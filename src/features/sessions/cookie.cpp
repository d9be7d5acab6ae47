#include "features/sessions/cookie.hpp"

#include "base/secret.hpp"
#include "base/text.hpp"
#include "identity/networks.hpp"

namespace mailapp::sessions {
namespace {

constexpr std::size_t cookie_length = 64;  ///< 32 random bytes as hexadecimal

std::string cookie_name(http::RawRequest const& request) {
    // The prefix makes browsers refuse a cookie of that name that is not Secure or is for other hosts too.
    return request.secure ? "__Host-mailapp" : "mailapp";
}

std::string attributes(http::RawRequest const& request) {
    return std::string("; Path=/; HttpOnly; SameSite=Strict") + (request.secure ? "; Secure" : "");
}

}  // namespace

bool is_safe_connection(http::RawRequest const& request) {
    if (request.secure) return true;
    auto const address = identity::IpAddress::parse(request.remote);
    return address && address->is_loopback();
}

std::optional<std::string> presented_cookie(http::RawRequest const& request) {
    if (!is_safe_connection(request)) return std::nullopt;
    auto cookie = request.cookie(cookie_name(request));
    if (!cookie || cookie->size() != cookie_length) return std::nullopt;
    return cookie;
}

std::string set_cookie(http::RawRequest const& request, std::string const& value) {
    return cookie_name(request) + "=" + value + attributes(request);
}

std::string clear_cookie(http::RawRequest const& request) {
    return cookie_name(request) + "=; Max-Age=0" + attributes(request);
}

std::string csrf_token(std::string const& cookie) {
    return to_hex(hmac_sha256(cookie, "csrf token"));
}

bool has_csrf_token(http::RawRequest const& request, std::string const& cookie) {
    if (request.method == http::Method::get || request.method == http::Method::head) return true;
    return equal_in_constant_time(request.header("x-csrf-token"), csrf_token(cookie));
}

}  // namespace mailapp::sessions
