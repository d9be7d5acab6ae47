#include "http/message.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace mailapp::http {

std::string_view to_string(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::head: return "HEAD";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::patch: return "PATCH";
        case Method::delete_: return "DELETE";
        case Method::options: return "OPTIONS";
        case Method::other: break;
    }
    return "OTHER";
}

std::string_view RawRequest::header(std::string_view name) const {
    for (auto const& [known, value] : headers) {
        if (known == name) return value;
    }
    return {};
}

std::string_view RawRequest::path() const {
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view RawRequest::query() const {
    auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

std::optional<std::string> RawRequest::cookie(std::string_view name) const {
    for (auto const& [known, value] : headers) {
        if (known != "cookie") continue;
        for (auto pair : split(value, ';')) {
            pair = trim(pair);
            auto equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
                return std::string(pair.substr(equals + 1));
            }
        }
    }
    return std::nullopt;
}

bool names_tag(std::string_view if_none_match, std::string_view tag) {
    auto const strong = [](std::string_view text) { return text.substr(text.starts_with("W/") ? 2 : 0); };
    if (trim(if_none_match) == "*") return true;
    // No tag that this server makes has a comma in it.
    auto const given = split(if_none_match, ',');
    return std::any_of(given.begin(), given.end(),
                       [&](std::string_view item) { return strong(trim(item)) == strong(tag); });
}

RawResponse text_response(int status, std::string body, std::string content_type) {
    RawResponse response;
    response.status = status;
    response.set("Content-Type", std::move(content_type));
    response.body = std::move(body);
    return response;
}

RawResponse json_response(int status, std::string body) {
    return text_response(status, std::move(body), "application/json");
}

}  // namespace mailapp::http
