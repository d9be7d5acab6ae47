#include "app/authenticate.hpp"

#include "app/services.hpp"
#include "db/testing/databases.hpp"
#include "features/sessions/cookie.hpp"

#include <gtest/gtest.h>
#include <boost/json/value.hpp>

#include <thread>

namespace mailapp::app {
namespace {

constexpr char const* password = "correct horse";

/// Requests through the whole pipeline, as they come from a browser or a program.
class AuthenticateTest : public ::testing::TestWithParam<db::Engine> {
protected:
    struct Answer {
        int status = 0;
        boost::json::value body;
        std::string cookie;      ///< name=value
        std::string set_cookie;  ///< the whole header
        std::string code() const {
            auto const* object = body.if_object();
            auto const* code = object != nullptr ? object->if_contains("code") : nullptr;
            return code != nullptr ? std::string(code->as_string()) : "";
        }
        std::string csrf() const { return std::string(body.at("csrf_token").as_string()); }
    };
    using Headers = std::vector<std::pair<std::string, std::string>>;

    AuthenticateTest() {
        add_all_routes(routes, services);
        for (auto const* username : {"anna", "berta"}) {
            EXPECT_TRUE(services.administrators.create(owner, {.username = username, .password = password}));
        }
    }

    Answer send(http::Method method, std::string const& target, Headers headers = {},
                std::string const& body = "") {
        http::RawRequest request;
        request.method = method;
        request.target = target;
        request.headers = std::move(headers);
        if (!body.empty()) request.headers.emplace_back("content-type", "application/json");
        request.body = body;
        request.remote = remote;
        request.secure = secure;
        auto const response = pipeline.handle(std::move(request));
        Answer answer;
        answer.status = response.status;
        if (!response.body.empty()) answer.body = reflect::parse_json(response.body).value();
        for (auto const& [name, value] : response.headers) {
            if (name != "Set-Cookie") continue;
            answer.set_cookie = value;
            answer.cookie = value.substr(0, value.find(';'));
        }
        return answer;
    }
    Answer sign_in(std::string const& username, Headers headers = {}) {
        auto answer = send(http::Method::post, "/api/v2/session", std::move(headers),
                           R"({"username":")" + username + R"(","password":"correct horse"})");
        EXPECT_EQ(answer.status, 201);
        return answer;
    }
    /// A change that is easy to see.
    Answer create(std::string const& username, Headers headers) {
        return send(http::Method::post, "/api/v2/administrators", std::move(headers),
                    R"({"username":")" + username + R"(","password":"long enough"})");
    }
    /// A stream of events with the credentials of a request.
    std::shared_ptr<http::LiveBody> listen(Headers headers) {
        http::RawRequest request;
        request.headers = std::move(headers);
        request.remote = remote;
        request.secure = secure;
        return services.hub
            .open(owner, events::parse_topics({"changes"}).value(),
                  [request, still_good = make_still_good(services.sessions, services.api_keys)] {
                      return still_good(request);
                  })
            .value();
    }
    bool exists(std::string const& username) { return services.administrators.get(username).has_value(); }
    api_keys::IssuedApiKey key(api_keys::ApiAccess access) {
        return services.api_keys.create(owner, {.access = access, .allow_from = {"192.0.2.0/24"}}).value();
    }

    db::testing::FreshDatabase database{GetParam()};
    Services services{*database, std::string(64, 'a'), "mail.example"};
    http::Routes routes;
    http::Idempotency idempotency{*database};
    http::Pipeline pipeline{routes, make_authenticate(services.sessions, services.api_keys), idempotency, {}};
    Principal owner = Principal::system("test");
    std::string remote = "192.0.2.1";
    bool secure = true;
};

TEST_P(AuthenticateTest, ASessionBeginsWithACookieAndEndsWithSigningOut) {
    auto const session = sign_in("anna");
    EXPECT_TRUE(session.set_cookie.starts_with("__Host-mailapp="));
    EXPECT_TRUE(session.set_cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure"));
    auto const current = send(http::Method::get, "/api/v2/session", {{"cookie", session.cookie}});
    EXPECT_EQ(current.status, 200);
    EXPECT_EQ(current.body.at("account").as_string(), "anna");
    EXPECT_EQ(current.csrf(), session.csrf());
    auto const out = send(http::Method::delete_, "/api/v2/session",
                          {{"cookie", session.cookie}, {"x-csrf-token", session.csrf()}});
    EXPECT_EQ(out.status, 204);
    EXPECT_TRUE(out.set_cookie.starts_with("__Host-mailapp=; Max-Age=0"));
    EXPECT_EQ(send(http::Method::get, "/api/v2/session", {{"cookie", session.cookie}}).status, 401);
    // The dead cookie does not stand in the way of the next sign-in, and never comes back.
    EXPECT_NE(sign_in("anna", {{"cookie", session.cookie}}).cookie, session.cookie);
}

TEST_P(AuthenticateTest, AChangeNeedsTheTokenOfItsOwnSession) {
    auto const mine = sign_in("anna");
    auto const other = sign_in("berta");
    EXPECT_EQ(create("one", {{"cookie", mine.cookie}}).code(), "session.csrf");
    EXPECT_EQ(create("one", {{"cookie", mine.cookie}, {"x-csrf-token", ""}}).code(), "session.csrf");
    EXPECT_EQ(create("one", {{"cookie", mine.cookie}, {"x-csrf-token", other.csrf()}}).code(),
              "session.csrf");
    EXPECT_EQ(send(http::Method::put, "/api/v2/account/password", {{"cookie", mine.cookie}},
                   R"({"current_password":"correct horse","new_password":"battery staple"})")
                  .code(),
              "session.csrf");
    EXPECT_FALSE(exists("one"));
    EXPECT_EQ(create("one", {{"cookie", mine.cookie}, {"x-csrf-token", mine.csrf()}}).status, 201);
    EXPECT_TRUE(exists("one"));
    // Reading needs none, and reading changes nothing.
    EXPECT_EQ(send(http::Method::get, "/api/v2/administrators", {{"cookie", mine.cookie}}).status, 200);
    EXPECT_EQ(send(http::Method::get, "/api/v2/administrators?username=two&password=long+enough",
                   {{"cookie", mine.cookie}})
                  .status,
              422);
}

TEST_P(AuthenticateTest, ACookieFromPlainHttpMeansNothingOverTlsAndTheOtherWayRound) {
    auto const session = sign_in("anna");
    auto const value = session.cookie.substr(session.cookie.find('=') + 1);
    EXPECT_EQ(send(http::Method::get, "/api/v2/session", {{"cookie", "mailapp=" + value}}).status, 401);
    secure = false;
    EXPECT_EQ(send(http::Method::get, "/api/v2/session", {{"cookie", session.cookie}}).status, 401);
    EXPECT_EQ(send(http::Method::get, "/api/v2/session", {{"cookie", "mailapp=" + value}}).status, 401);
    EXPECT_EQ(
        send(http::Method::post, "/api/v2/session", {}, R"({"username":"anna","password":"correct horse"})")
            .code(),
        "session.insecure");
}

TEST_P(AuthenticateTest, AKeyComesInEitherHeaderAndNeedsNoToken) {
    auto const writer = key(api_keys::ApiAccess::read_write);
    EXPECT_EQ(create("one", {{"x-api-key", writer.key}}).status, 201);
    EXPECT_EQ(create("two", {{"authorization", "Bearer " + writer.key}}).status, 201);
    EXPECT_EQ(create("three", {{"x-api-key", writer.key + "0"}}).code(), "api_key.unknown");
    EXPECT_FALSE(exists("three"));
    // Nothing but a key's own header carries a key.
    EXPECT_EQ(send(http::Method::get, "/api/v2/administrators?api_key=" + writer.key).status, 401);
    // A key makes no keys and has no sessions.
    EXPECT_EQ(send(http::Method::post, "/api/v2/api-keys", {{"x-api-key", writer.key}},
                   R"({"access":"read_write","skip_ip_check":true})")
                  .code(),
              "access.denied");
    EXPECT_EQ(send(http::Method::get, "/api/v2/session", {{"x-api-key", writer.key}}).code(),
              "access.denied");
}

TEST_P(AuthenticateTest, AReadOnlyKeyWritesByNoDetour) {
    auto const reader = key(api_keys::ApiAccess::read_only);
    auto const session = sign_in("anna");
    EXPECT_EQ(send(http::Method::get, "/api/v2/administrators", {{"x-api-key", reader.key}}).status, 200);
    for (auto const* header : {"x-http-method-override", "x-http-method", "x-method-override"}) {
        EXPECT_EQ(send(http::Method::get, "/api/v2/administrators/berta",
                       {{"x-api-key", reader.key}, {header, "DELETE"}})
                      .status,
                  200);
        EXPECT_EQ(create("one", {{"x-api-key", reader.key}, {header, "GET"}}).code(), "access.denied");
    }
    EXPECT_EQ(
        send(http::Method::delete_, "/api/v2/administrators/berta?_method=GET", {{"x-api-key", reader.key}})
            .code(),
        "access.denied");
    // The key wins over the cookie of somebody who may.
    EXPECT_EQ(
        create("one",
               {{"x-api-key", reader.key}, {"cookie", session.cookie}, {"x-csrf-token", session.csrf()}})
            .code(),
        "access.denied");
    EXPECT_TRUE(exists("berta"));
    EXPECT_FALSE(exists("one"));
}

TEST_P(AuthenticateTest, TheAddressIsThePeersWhateverHeadersSay) {
    auto const reader = key(api_keys::ApiAccess::read_only);
    remote = "203.0.113.9";
    for (auto const* header : {"x-forwarded-for", "x-real-ip", "forwarded", "client-ip"}) {
        EXPECT_EQ(send(http::Method::get, "/api/v2/administrators",
                       {{"x-api-key", reader.key}, {header, "192.0.2.1"}})
                      .code(),
                  "api_key.address_not_allowed");
    }
    remote = "::ffff:192.0.2.1";
    EXPECT_EQ(send(http::Method::get, "/api/v2/administrators", {{"x-api-key", reader.key}}).status, 200);
}

TEST_P(AuthenticateTest, WhoMustChangeThePasswordCanDoNothingElse) {
    EXPECT_TRUE(services.administrators.update(owner, "anna", {.force_password_change = true}));
    auto const session = sign_in("anna");
    Headers const mine{{"cookie", session.cookie}, {"x-csrf-token", session.csrf()}};
    EXPECT_TRUE(session.body.at("force_password_change").as_bool());
    EXPECT_EQ(send(http::Method::get, "/api/v2/administrators", mine).code(), "password.change_required");
    EXPECT_EQ(create("one", mine).code(), "password.change_required");
    EXPECT_EQ(send(http::Method::get, "/api/v2/session", mine).status, 200);
    auto const changed = send(http::Method::put, "/api/v2/account/password", mine,
                              R"({"current_password":"correct horse","new_password":"battery staple"})");
    EXPECT_EQ(changed.status, 200);
    EXPECT_NE(changed.cookie, session.cookie);
    EXPECT_EQ(send(http::Method::get, "/api/v2/session", mine).status, 401);
    EXPECT_EQ(send(http::Method::get, "/api/v2/administrators", {{"cookie", changed.cookie}}).status, 200);
}

TEST_P(AuthenticateTest, SigningOutEverywhereEndsThisSessionToo) {
    auto const one = sign_in("anna");
    auto const two = sign_in("anna");
    auto const other = sign_in("berta");
    auto const out = send(http::Method::delete_, "/api/v2/account/sessions",
                          {{"cookie", one.cookie}, {"x-csrf-token", one.csrf()}});
    EXPECT_EQ(out.body.at("ended").as_int64(), 2);
    for (auto const& session : {one, two}) {
        EXPECT_EQ(send(http::Method::get, "/api/v2/session", {{"cookie", session.cookie}}).status, 401);
    }
    EXPECT_EQ(send(http::Method::get, "/api/v2/session", {{"cookie", other.cookie}}).status, 200);
}

TEST_P(AuthenticateTest, AStreamEndsAsSoonAsWhatOpenedItDoes) {
    // Nothing is looked at again by itself: what ends a stream is the change alone.
    constexpr std::chrono::hours never{24};
    events::Watch const watch(services.hub, services.system, services.control, services.audit,
                              {never, never, never, never, never});
    auto const signed_out = sign_in("anna");
    auto const ended_by_others = sign_in("berta");
    auto const reader = key(api_keys::ApiAccess::read_only);
    auto const kept = listen({{"cookie", sign_in("anna").cookie}});
    auto const ends = [&](Headers headers, auto end) {
        auto const stream = listen(std::move(headers));
        EXPECT_FALSE(stream->is_ended());
        end();
        constexpr std::chrono::seconds patience{30};
        auto const deadline = std::chrono::steady_clock::now() + patience;
        while (!stream->is_ended() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
        return stream->is_ended();
    };
    EXPECT_TRUE(ends({{"cookie", signed_out.cookie}}, [&] {
        send(http::Method::delete_, "/api/v2/session",
             {{"cookie", signed_out.cookie}, {"x-csrf-token", signed_out.csrf()}});
    }));
    EXPECT_TRUE(ends({{"cookie", ended_by_others.cookie}}, [&] {
        EXPECT_TRUE(services.administrators.update(owner, "berta", {.active = false}));
    }));
    EXPECT_TRUE(ends({{"x-api-key", reader.key}},
                     [&] { EXPECT_TRUE(services.api_keys.remove(owner, reader.details.id)); }));
    EXPECT_FALSE(kept->is_ended());
}

INSTANTIATE_TEST_SUITE_P(Engines, AuthenticateTest,
                         ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::app
