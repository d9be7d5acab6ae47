#include "compat/mailcow/route_table.hpp"

#include <stdexcept>

namespace mailapp::compat::mailcow {

std::string const& Call::segment(std::size_t place) const {
    static std::string const nothing;
    return place < path.size() ? path[place] : nothing;
}

void RouteTable::get(std::string_view category, Scope scope,
                     std::function<http::RawResponse(Call const&)> read) {
    routes_.push_back({Action::get, category, scope, std::move(read), {}, {}, {}});
}

void RouteTable::search(std::string_view category, Scope scope,
                        std::function<http::RawResponse(Call const&)> read) {
    routes_.push_back({Action::search, category, scope, std::move(read), {}, {}, {}});
}

void RouteTable::write(Action action, std::string_view category, Scope scope, LogWords log, Body body,
                       std::function<void(Call const&, Messages&)> write) {
    if (action == Action::get || action == Action::search) throw std::logic_error("this action only reads");
    routes_.push_back({action, category, scope, {}, log, std::move(body), std::move(write)});
}

RouteTable::Match RouteTable::find(Action action, std::vector<std::string> const& path) const {
    Match best;
    if (path.empty()) return best;
    auto const whole = path.size() > 1 ? path[0] + "/" + path[1] : path[0];
    for (auto const& route : routes_) {
        if (route.action != action) continue;
        if (route.category == whole) return {&route, std::min<std::size_t>(path.size(), 2)};
        if (route.category == path[0]) best = {&route, 1};
    }
    return best;
}

http::RawResponse object_response(std::string json) {
    return http::json_response(200, json.empty() ? "{}" : std::move(json));
}

}  // namespace mailapp::compat::mailcow
