#include "http/forwarded.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace mailapp::http {
namespace {

constexpr std::string_view forwarded_for = "x-forwarded-for";
constexpr std::string_view forwarded_proto = "x-forwarded-proto";

/// The entries of all headers of that name, in the order in which the proxies added them.
std::vector<std::string_view> list_of(RawRequest const& request, std::string_view name) {
    std::vector<std::string_view> all;
    for (auto const& [known, value] : request.headers) {
        if (known != name) continue;
        for (auto const item : split(value, ',')) {
            if (auto const entry = trim(item); !entry.empty()) all.push_back(entry);
        }
    }
    return all;
}

/// "192.0.2.1", "192.0.2.1:50000", "2001:db8::1", "[2001:db8::1]" or "[2001:db8::1]:50000": some proxies add
/// the client's port.
std::optional<identity::IpAddress> address_in(std::string_view entry) {
    if (entry.starts_with('[')) {
        auto const end = entry.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        return identity::IpAddress::parse(entry.substr(1, end - 1));
    }
    if (std::count(entry.begin(), entry.end(), ':') == 1) entry = entry.substr(0, entry.find(':'));
    return identity::IpAddress::parse(entry);
}

bool is_trusted(std::vector<identity::Network> const& trusted, identity::IpAddress const& address) {
    return std::any_of(trusted.begin(), trusted.end(),
                       [&](identity::Network const& network) { return network.contains(address); });
}

}  // namespace

Result<> believe_proxies(RawRequest& request, std::vector<identity::Network> const& trusted) {
    if (!identity::contains(trusted, request.remote)) return {};
    auto hops = list_of(request, forwarded_for);
    // Without the header the proxy asks for itself: its health checks.
    if (hops.empty()) return {};
    for (; !hops.empty(); hops.pop_back()) {
        auto const address = address_in(hops.back());
        if (!address)
            return invalid("request.forwarded", "The proxy in between named no address of its client.");
        request.remote = address->text();
        if (!is_trusted(trusted, *address)) break;
    }
    request.forwarded = true;
    // The entry of the proxy that speaks to us.
    if (auto const schemes = list_of(request, forwarded_proto); !schemes.empty())
        request.secure = to_lower(schemes.back()) == "https";
    return {};
}

bool came_through_proxy(RawRequest const& request) {
    static constexpr std::string_view marks[] = {"forwarded", "via", forwarded_for, forwarded_proto,
                                                 "x-real-ip"};
    return std::any_of(request.headers.begin(), request.headers.end(), [](auto const& header) {
        return std::find(std::begin(marks), std::end(marks), header.first) != std::end(marks);
    });
}

}  // namespace mailapp::http
