#include "app/front.hpp"

#include "base/log.hpp"
#include "http/forwarded.hpp"
#include "http/routes.hpp"

#include <stdexcept>

namespace mailapp::app {
namespace {

std::vector<identity::Network> parse_all(std::vector<std::string> const& texts) {
    std::vector<identity::Network> networks;
    for (auto const& text : texts) {
        auto const network = identity::Network::parse(text);
        if (!network) throw std::logic_error("the settings let a wrong network pass: " + text);
        networks.push_back(*network);
    }
    return networks;
}

bool in_the_clear(http::RawRequest const& request) {
    if (request.secure || request.remote.empty()) return false;
    auto const address = identity::IpAddress::parse(request.remote);
    return !address || !address->is_loopback();
}

http::RawResponse to_https(http::RawRequest const& request, Instance const& instance) {
    auto host = std::string(request.header("host"));
    // "[2001:db8::1]:80": the last colon after the bracket begins the port.
    if (auto const colon = host.rfind(':');
        colon != std::string::npos && host.find(']', colon) == std::string::npos)
        host = host.substr(0, colon);
    if (host.empty()) host = instance.settings().hostname;
    // Clients of a proxy meet its HTTPS, not ours.
    auto const port = request.forwarded ? std::uint16_t{443} : instance.ports().https;
    auto response = http::text_response(308, "Use HTTPS.\n");
    response.set("Location",
                 "https://" + host + (port == 443 ? "" : ":" + std::to_string(port)) + request.target);
    return response;
}

}  // namespace

http::Handler make_front(Instance const& instance, http::Handler inner) {
    return [instance, inner = std::move(inner),
            proxies = parse_all(instance.settings().trusted_proxies)](http::RawRequest request) {
        auto const peer = request.remote;
        if (auto const believed = http::believe_proxies(request, proxies); !believed) {
            log::warn("http.forwarded", {{"peer", peer}, {"problem", believed.error().detail}});
            return http::problem_response(believed.error(), request.id);
        }
        if (in_the_clear(request)) return to_https(request, instance);
        return inner(std::move(request));
    };
}

}  // namespace mailapp::app
