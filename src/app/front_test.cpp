#include "app/front.hpp"

#include "app/authenticate.hpp"
#include "app/services.hpp"
#include "app/site.hpp"
#include "db/testing/databases.hpp"

#include <gtest/gtest.h>
#include <boost/json/value.hpp>

namespace mailapp::app {
namespace {

Settings behind_proxy() {
    Settings settings;
    settings.hostname = "mail.example.org";
    settings.base_port = 30000;
    settings.trusted_proxies = {"10.0.0.1", "127.0.0.1"};
    return settings;
}

/// Requests as they come from the sockets, through all that stands before and in the pipeline.
class FrontTest : public ::testing::Test {
protected:
    using Headers = std::vector<std::pair<std::string, std::string>>;
    struct Answer {
        int status = 0;
        boost::json::value body;
        std::string location;
        std::string set_cookie;
        std::string code() const {
            auto const* code = body.if_object() != nullptr ? body.as_object().if_contains("code") : nullptr;
            return code != nullptr ? std::string(code->as_string()) : "";
        }
    };

    FrontTest() {
        add_all_routes(routes, services);
        EXPECT_TRUE(services.administrators.create(owner, {.username = "anna", .password = "correct horse"}));
    }

    Answer send(std::string const& peer, Headers headers, http::Method method = http::Method::get,
                std::string const& target = "/api/v2/administrators", std::string const& body = "") {
        http::RawRequest request;
        request.method = method;
        request.target = target;
        request.headers = std::move(headers);
        if (!body.empty()) request.headers.emplace_back("content-type", "application/json");
        request.body = body;
        request.remote = peer;
        auto const response = front(std::move(request));
        Answer answer;
        answer.status = response.status;
        if (auto parsed = reflect::parse_json(response.body)) answer.body = *parsed;
        for (auto const& [name, value] : response.headers) {
            if (name == "Location") answer.location = value;
            if (name == "Set-Cookie") answer.set_cookie = value;
        }
        return answer;
    }
    /// From that client over the proxy's HTTPS.
    Answer sign_in(std::string const& client, std::string const& password) {
        return send("10.0.0.1", {{"x-forwarded-for", client}, {"x-forwarded-proto", "https"}},
                    http::Method::post, "/api/v2/session",
                    R"({"username":"anna","password":")" + password + "\"}");
    }

    db::testing::FreshDatabase database{db::Engine::sqlite};
    Services services{*database, std::string(64, 'a'), "mail.example"};
    http::Routes routes;
    http::Idempotency idempotency{*database};
    http::Authenticate authenticate = make_authenticate(services.sessions, services.api_keys);
    http::Pipeline pipeline{
        routes, authenticate, idempotency, {metrics_mount([] { return "figures"; }, authenticate)}};
    http::Door door = make_door(Instance("/tmp/none", behind_proxy()), routes, authenticate);
    http::Handler front = [this](http::RawRequest request) {
        if (auto refused = door.meet(request)) return *refused;
        return pipeline.handle(std::move(request));
    };
    Principal owner = Principal::system("test");
};

TEST_F(FrontTest, AKeysSourceListSeesTheClientBehindTheProxy) {
    auto const key = services.api_keys.create(
        owner, {.access = api_keys::ApiAccess::read_only, .allow_from = {"192.0.2.0/24"}});
    auto const from = [&](std::string const& peer, std::string const& forwarded_for) {
        Headers headers{{"x-api-key", key->key}, {"x-forwarded-proto", "https"}};
        if (!forwarded_for.empty()) headers.emplace_back("x-forwarded-for", forwarded_for);
        auto const answer = send(peer, std::move(headers));
        return answer.status == 200 ? "let in" : answer.code();
    };
    EXPECT_EQ(from("10.0.0.1", "192.0.2.5"), "let in");
    EXPECT_EQ(from("10.0.0.1", "::ffff:192.0.2.5"), "let in");
    EXPECT_EQ(from("10.0.0.1", "203.0.113.9, 192.0.2.5"), "let in");
    // One connection of the proxy carries many clients: each request is judged by its own.
    EXPECT_EQ(from("10.0.0.1", "203.0.113.9"), "api_key.address_not_allowed");
    // The client's own word before what the proxy saw.
    EXPECT_EQ(from("10.0.0.1", "192.0.2.5, 203.0.113.9"), "api_key.address_not_allowed");
    EXPECT_EQ(from("10.0.0.1", "192.0.2.5, nonsense"), "request.forwarded");
    // Nobody's word counts but a trusted proxy's: from elsewhere this is plain HTTP.
    EXPECT_EQ(
        send("10.0.0.2",
             {{"x-api-key", key->key}, {"x-forwarded-for", "192.0.2.5"}, {"x-forwarded-proto", "https"}})
            .status,
        308);
}

TEST_F(FrontTest, ASessionThroughAProxyIsTheClients) {
    auto const answer = sign_in("198.51.100.7", "correct horse");
    ASSERT_EQ(answer.status, 201);
    // The client came over TLS, whatever the proxy speaks to us.
    EXPECT_TRUE(answer.set_cookie.starts_with("__Host-mailapp=")) << answer.set_cookie;
    EXPECT_EQ(services.sessions.list(owner, {}).value().items.at(0).remote, "198.51.100.7");
    auto const trail = services.audit.list({}).value().items;
    EXPECT_EQ(trail.at(0).action, "session.started");
    EXPECT_EQ(trail.at(0).remote, "198.51.100.7");
}

TEST_F(FrontTest, GuessingIsSlowedDownForTheGuesserAndNotForTheProxy) {
    Answer answer;
    for (int tries = 0; tries < 30 && answer.status != 429; ++tries)
        answer = sign_in("198.51.100.7", "wrong" + std::to_string(tries));
    EXPECT_EQ(answer.status, 429);
    // A made-up first entry is no way out.
    EXPECT_EQ(sign_in("203.0.113.77, 198.51.100.7", "wrong").status, 429);
    EXPECT_EQ(sign_in("203.0.113.9", "correct horse").status, 201);
}

TEST_F(FrontTest, SendsPlainHttpFromAfarToHttps) {
    auto const to = [&](std::string const& peer, Headers headers) {
        auto const answer = send(peer, std::move(headers), http::Method::get, "/queue?a=b");
        return answer.status == 308 ? answer.location : std::to_string(answer.status);
    };
    EXPECT_EQ(to("192.0.2.1", {{"host", "mail.example.org:30080"}}),
              "https://mail.example.org:30044/queue?a=b");
    EXPECT_EQ(to("192.0.2.1", {{"host", "[2001:db8::1]:30080"}}), "https://[2001:db8::1]:30044/queue?a=b");
    EXPECT_EQ(to("192.0.2.1", {{"host", "[2001:db8::1]"}}), "https://[2001:db8::1]:30044/queue?a=b");
    EXPECT_EQ(to("192.0.2.1", {}), "https://mail.example.org:30044/queue?a=b");
    // The proxy's clients know its ports, not ours.
    EXPECT_EQ(to("127.0.0.1", {{"host", "mail.example.org"}, {"x-forwarded-for", "192.0.2.1"}}),
              "https://mail.example.org/queue?a=b");
    EXPECT_EQ(
        to("127.0.0.1", {{"host", "x"}, {"x-forwarded-for", "192.0.2.1"}, {"x-forwarded-proto", "https"}}),
        "404");
    EXPECT_EQ(to("127.0.0.1", {{"host", "localhost"}}), "404");
}

TEST_F(FrontTest, HealthSignInAndThePanelHavePlacesOfTheirOwn) {
    using http::Lane;
    auto const lane = [&](std::string const& target, Headers headers = {},
                          http::Method method = http::Method::get) {
        http::RawRequest request;
        request.method = method;
        request.target = target;
        request.headers = std::move(headers);
        return door.lane(request);
    };
    Headers const with_key{{"x-api-key", "k"}, {"cookie", "mailapp=" + std::string(64, 'a')}};
    EXPECT_EQ(lane("/healthz"), Lane::vital);
    EXPECT_EQ(lane("/healthz?x", with_key), Lane::vital);
    EXPECT_EQ(lane("/healthzz"), Lane::panel);
    EXPECT_EQ(lane("/api/v2/session", {}, http::Method::post), Lane::sign_in);
    EXPECT_EQ(lane("/api/v2/sessions", {}, http::Method::post), Lane::panel);
    EXPECT_EQ(lane("/"), Lane::panel);
    EXPECT_EQ(lane("/api/v2/domains", {{"cookie", "mailapp=x"}}), Lane::panel);
    // A made-up cookie beside a key does not bring a program among people.
    EXPECT_EQ(lane("/api/v1/get/alias/all", with_key), Lane::usual);
    EXPECT_EQ(lane("/api/v2/domains", {{"authorization", "Bearer k"}}), Lane::usual);
    EXPECT_EQ(lane("/api/v2/domains/one.example/dns-check", with_key), Lane::slow);
    EXPECT_EQ(lane("/api/v2/services"), Lane::slow);
}

TEST_F(FrontTest, BodiesCountAsThoseOfProgramsWhenAKeyIsShown) {
    auto const is_program = [&](Headers headers) {
        http::RawRequest request;
        request.target = "/api/v2/self-test";
        request.headers = std::move(headers);
        return door.is_program(request);
    };
    EXPECT_TRUE(is_program({{"x-api-key", "k"}}));
    EXPECT_TRUE(is_program({{"authorization", "Bearer k"}, {"cookie", "a=b"}}));
    EXPECT_FALSE(is_program({{"cookie", "a=b"}}));
    EXPECT_FALSE(is_program({}));
}

TEST_F(FrontTest, ALargeBodyIsReadOfThoseAloneWhoMayWrite) {
    auto const reads =
        services.api_keys.create(owner, {.access = api_keys::ApiAccess::read_only, .skip_ip_check = true});
    auto const writes =
        services.api_keys.create(owner, {.access = api_keys::ApiAccess::read_write, .skip_ip_check = true});
    auto const status = [&](std::string const& target, std::string const& key) {
        http::RawRequest request;
        request.method = http::Method::post;
        request.target = target;
        request.remote = "127.0.0.1";
        if (!key.empty()) request.headers.emplace_back("x-api-key", key);
        auto const refused = door.admit(request);
        return refused ? refused->status : 0;
    };
    for (std::string const target :
         {"/api/v2/domains", "/api/v1/add/domain", "/api/v2/session", "/", "/nothing"}) {
        EXPECT_EQ(status(target, ""), 401) << target;
        EXPECT_EQ(status(target, "wrong"), 401) << target;
        EXPECT_EQ(status(target, writes->key), 0) << target;
    }
    EXPECT_EQ(status("/api/v2/domains", reads->key), 403);
    EXPECT_EQ(status("/api/v1/add/domain", reads->key), 403);
    auto const session = sign_in("198.51.100.7", "correct horse");
    http::RawRequest request;
    request.method = http::Method::post;
    request.target = "/api/v2/domains";
    request.remote = "198.51.100.7";
    request.secure = true;
    request.headers.emplace_back("cookie", session.set_cookie.substr(0, session.set_cookie.find(';')));
    EXPECT_FALSE(door.admit(request));
}

TEST_F(FrontTest, FiguresAreForTheMachineItselfAndNotForWhomAProxyBrings) {
    auto const ask = [&](std::string const& peer, Headers headers) {
        return send(peer, std::move(headers), http::Method::get, "/metrics").status;
    };
    EXPECT_EQ(ask("127.0.0.1", {}), 200);
    EXPECT_EQ(ask("127.0.0.1", {{"x-forwarded-for", "192.0.2.1"}, {"x-forwarded-proto", "https"}}), 401);
    EXPECT_EQ(ask("127.0.0.1", {{"x-forwarded-for", "127.0.0.1"}}), 401);
    EXPECT_EQ(ask("::1", {{"via", "1.1 proxy"}}), 401);
}

}  // namespace
}  // namespace mailapp::app
