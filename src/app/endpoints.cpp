#include "app/endpoints.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace mailapp::app {
namespace {

namespace json = boost::json;

bool is_wildcard(std::string const& address) {
    return address == "0.0.0.0" || address == "::";
}

bool is_loopback(std::string const& address) {
    return address == "::1" || address.starts_with("127.");
}

std::string reachable_host(Instance const& instance) {
    auto const& address = instance.settings().listen.front();
    return is_wildcard(address) ? instance.settings().hostname : address;
}

std::string with_port(std::string const& host, std::uint16_t port, std::uint16_t usual) {
    auto const text = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return port == usual ? text : text + ":" + std::to_string(port);
}

}  // namespace

std::string panel_url(Instance const& instance) {
    auto const host = reachable_host(instance);
    // Plain HTTP does not leave the machine.
    if (is_loopback(host)) return "http://" + with_port(host, instance.ports().http, 80);
    return "https://" + with_port(host, instance.ports().https, 443);
}

std::string describe_as_json(Instance const& instance, Credentials const& credentials) {
    auto const host = reachable_host(instance);
    auto const at = [&host](std::uint16_t port) { return json::object{{"host", host}, {"port", port}}; };
    auto const& ports = instance.ports();
    json::object const line{
        {"panel_url", panel_url(instance)},
        {"api_url", panel_url(instance)},
        {"admin",
         json::object{{"username", credentials.admin_username}, {"password", credentials.admin_password}}},
        {"api_keys",
         json::object{{"read_write", credentials.read_write_key}, {"read_only", credentials.read_only_key}}},
        {"smtp", at(ports.smtp)},
        {"submission", at(ports.submission)},
        {"submissions", at(ports.submissions)},
        {"imap", at(ports.imap)},
        {"imaps", at(ports.imaps)},
        {"pop3", at(ports.pop3)},
        {"pop3s", at(ports.pop3s)},
        {"sieve", at(ports.sieve)},
        {"ca_file", (instance.tls() / "ca.pem").string()},
        {"instance", instance.directory().string()},
    };
    return json::serialize(line);
}

}  // namespace mailapp::app
