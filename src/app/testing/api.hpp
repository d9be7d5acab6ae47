#pragma once

// For tests of this room: an administrator's browser, in front of all operations.
#include "app/authenticate.hpp"
#include "app/services.hpp"
#include "base/random.hpp"
#include "db/testing/databases.hpp"

#include <gtest/gtest.h>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace mailapp::app {

class ApiTest : public ::testing::TestWithParam<db::Engine> {
protected:
    static constexpr char const* password = "correct horse";

    struct Answer {
        int status = 0;
        boost::json::value body;
        std::string text;
        std::string member(std::string_view name) const {
            auto const* found = body.is_object() ? body.as_object().if_contains(name) : nullptr;
            if (found == nullptr) return "";
            return found->is_string() ? std::string(found->as_string()) : boost::json::serialize(*found);
        }
        std::string nested(std::string_view object, std::string_view name) const {
            auto const* inner = body.is_object() ? body.as_object().if_contains(object) : nullptr;
            return inner != nullptr ? Answer{status, *inner, ""}.member(name) : "";
        }
    };

    ApiTest() {
        add_all_routes(routes, services);
        EXPECT_TRUE(services.administrators.create(Principal::system("test"),
                                                   {.username = "anna", .password = password}));
    }

    Answer send(http::Method method, std::string const& target, std::string const& body = "") {
        http::RawRequest request;
        request.method = method;
        request.target = target;
        if (!cookie.empty()) request.headers = {{"cookie", cookie}, {"x-csrf-token", csrf_token}};
        if (!body.empty()) request.headers.emplace_back("content-type", "application/json");
        request.body = body;
        request.remote = "192.0.2.1";
        request.secure = true;
        auto response = pipeline.handle(std::move(request));
        // Lists may come in parts.
        for (std::string part; response.stream && !(part = response.stream()).empty();) response.body += part;
        Answer answer{response.status, {}, response.body};
        if (auto parsed = reflect::parse_json(response.body)) answer.body = std::move(*parsed);
        for (auto const& [name, value] : response.headers) {
            if (name == "Set-Cookie") set_cookie = value.substr(0, value.find(';'));
        }
        return answer;
    }

    /// Signs in and keeps the session for what is sent from then on.
    Answer sign_in(std::string const& username) {
        auto answer = send(http::Method::post, "/api/v2/session",
                           R"({"username":")" + username + R"(","password":"correct horse"})");
        EXPECT_EQ(answer.status, 201) << answer.text;
        cookie = set_cookie;
        csrf_token = answer.member("csrf_token");
        return answer;
    }

    db::testing::FreshDatabase database{GetParam()};
    Services services{*database, std::string(64, 'a'), "mail.example"};
    http::Routes routes;
    http::Idempotency idempotency{*database};
    http::Pipeline pipeline{routes, make_authenticate(services.sessions, services.api_keys), idempotency, {}};
    std::string cookie;  ///< of the session that is used
    std::string csrf_token;
    std::string set_cookie;  ///< the last that was given out
};

}  // namespace mailapp::app
