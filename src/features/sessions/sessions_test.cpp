#include "db/testing/databases.hpp"
#include "features/sessions/cookie.hpp"
#include "features/sessions/service.hpp"

#include <gtest/gtest.h>

namespace mailapp::sessions {
namespace {

http::RawRequest request_with(std::string cookie, bool secure, std::string remote) {
    http::RawRequest request;
    request.headers.emplace_back("cookie", std::move(cookie));
    request.secure = secure;
    request.remote = std::move(remote);
    return request;
}

std::string const value(64, 'a');

TEST(SessionCookie, IsBoundToItsHostAndToTls) {
    auto const secure = request_with("__Host-mailapp=" + value, true, "192.0.2.1");
    EXPECT_EQ(presented_cookie(secure), value);
    EXPECT_EQ(set_cookie(secure, "v"), "__Host-mailapp=v; Path=/; HttpOnly; SameSite=Strict; Secure");
    EXPECT_EQ(clear_cookie(secure), "__Host-mailapp=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure");
    // The name without the prefix can be set by a neighbour or over plain HTTP: it means nothing over TLS.
    EXPECT_FALSE(presented_cookie(request_with("mailapp=" + value, true, "127.0.0.1")));
}

TEST(SessionCookie, IsPlainOnlyOnTheMachineItself) {
    for (auto const* remote : {"127.0.0.1", "::1", "::ffff:127.0.0.1"}) {
        auto const request = request_with("mailapp=" + value, false, remote);
        EXPECT_EQ(presented_cookie(request), value) << remote;
        EXPECT_EQ(set_cookie(request, "v"), "mailapp=v; Path=/; HttpOnly; SameSite=Strict");
    }
    for (auto const* remote : {"192.0.2.1", "::2", ""}) {
        EXPECT_FALSE(presented_cookie(request_with("mailapp=" + value, false, remote))) << remote;
        EXPECT_FALSE(is_safe_connection(request_with("", false, remote))) << remote;
    }
}

TEST(SessionCookie, HasATokenOfItsOwn) {
    auto request = request_with("", true, "192.0.2.1");
    EXPECT_TRUE(has_csrf_token(request, value));
    for (auto const method : {http::Method::post, http::Method::put, http::Method::patch,
                              http::Method::delete_, http::Method::options, http::Method::other}) {
        request.method = method;
        EXPECT_FALSE(has_csrf_token(request, value));
    }
    request.headers.emplace_back("x-csrf-token", csrf_token(value));
    EXPECT_TRUE(has_csrf_token(request, value));
    EXPECT_FALSE(has_csrf_token(request, std::string(64, 'b')));
}

class SessionsTest : public ::testing::TestWithParam<db::Engine> {
protected:
    SessionsTest() {
        auto tx = database->begin();
        for (std::string const username : {"anna", "berta"}) {
            tx.execute(
                "INSERT INTO administrator (username, password_hash, active, force_second_factor, "
                "force_password_change, created, version) VALUES ($1, '', 1, 0, 0, 0, 1)",
                username);
        }
        tx.commit();
        anna.name = "anna";
    }
    std::int64_t id_of(std::string const& username) {
        auto session = database->read();
        return session.scalar<std::int64_t>("SELECT id FROM administrator WHERE username = $1", username);
    }
    Sessions::Started start(std::string const& username, http::RawRequest const& request = {}) {
        auto tx = database->begin();
        auto started = sessions.start(tx, id_of(username), username, request);
        tx.commit();
        return started;
    }

    db::testing::FreshDatabase database{GetParam()};
    audit::Log log{*database, "key"};
    Seconds now{std::chrono::seconds{1'800'000'000}};
    Sessions sessions{*database, log, [this] { return now; }};
    Principal anna = Principal::system("anna");
};

TEST_P(SessionsTest, KeepsNoCookieInTheDatabase) {
    auto const started = start("anna");
    EXPECT_EQ(started.cookie.size(), 64U);
    EXPECT_EQ(sessions.find(started.cookie).value().account, "anna");
    auto session = database->read();
    auto const stored = session.scalar<std::string>("SELECT id_hash || public_id FROM session");
    EXPECT_EQ(stored.find(started.cookie), std::string::npos);
    EXPECT_FALSE(sessions.find(std::string(64, 'a')));
    EXPECT_NE(start("anna").cookie, started.cookie);
}

TEST_P(SessionsTest, KillsTheIdThatWasPresented) {
    auto const before = start("anna");
    auto const after = start("anna", request_with("__Host-mailapp=" + before.cookie, true, "192.0.2.1"));
    EXPECT_FALSE(sessions.find(before.cookie));
    EXPECT_TRUE(sessions.find(after.cookie));
}

TEST_P(SessionsTest, EndsWhenIdle) {
    auto const used = start("anna");
    auto const unused = start("anna");
    now += idle_life - std::chrono::seconds{1};
    EXPECT_TRUE(sessions.find(used.cookie));
    now += std::chrono::seconds{1};
    EXPECT_TRUE(sessions.find(used.cookie));
    EXPECT_FALSE(sessions.find(unused.cookie));
    EXPECT_EQ(sessions.list(anna, {}).value().total, 1);
}

TEST_P(SessionsTest, EndsAfterItsLongestLifeThoughItIsUsed) {
    auto const started = start("anna");
    auto const end = now + longest_life;
    EXPECT_EQ(started.session.expires, end);
    while (now + std::chrono::hours{1} < end) {
        now += std::chrono::hours{1};
        ASSERT_TRUE(sessions.find(started.cookie));
    }
    now = end;
    EXPECT_FALSE(sessions.find(started.cookie));
}

TEST_P(SessionsTest, NotesItsUseOnceAMinute) {
    auto const started = start("anna");
    auto const stored = [&] {
        auto session = database->read();
        return session.scalar<Seconds>("SELECT last_used FROM session");
    };
    auto const begin = now;
    now += std::chrono::seconds{59};
    EXPECT_EQ(sessions.find(started.cookie).value().last_used, begin);
    EXPECT_EQ(stored(), begin);
    now += std::chrono::seconds{1};
    EXPECT_EQ(sessions.find(started.cookie).value().last_used, now);
    EXPECT_EQ(stored(), now);
}

TEST_P(SessionsTest, OutlivesAClockThatJumpsToAndFro) {
    Seconds wall = now;
    Moment passed{std::chrono::hours{1'000}};
    UnbrokenClock const life([&] { return wall; }, [&] { return passed; });
    Sessions running(
        *database, log, [&] { return wall; }, life);
    auto tx = database->begin();
    auto const started = running.start(tx, id_of("anna"), "anna", {});
    tx.commit();
    for (auto const jump :
         {std::chrono::hours{24 * 400}, std::chrono::hours{-24 * 800}, std::chrono::hours{24 * 400}}) {
        wall += jump;
        passed += std::chrono::minutes{10};
        EXPECT_TRUE(running.find(started.cookie)) << jump.count();
        // Whoever signs in meanwhile ends nobody's session.
        auto other = database->begin();
        running.start(other, id_of("berta"), "berta", {});
        other.commit();
    }
    EXPECT_TRUE(running.find(started.cookie));
    // Set back for good, it ends when its time has passed all the same.
    wall -= std::chrono::hours{24 * 400};
    passed += idle_life;
    EXPECT_FALSE(running.find(started.cookie));
}

TEST_P(SessionsTest, OfATimeThatHasNotComeIsNotLive) {
    auto const started = start("anna");
    // The clock was ahead when it began, and the program has been started again since.
    now -= std::chrono::hours{24 * 400};
    EXPECT_FALSE(sessions.find(started.cookie));
    EXPECT_FALSE(sessions.is_live(started.cookie));
    EXPECT_EQ(sessions.list(anna, {}).value().total, 0);
    start("berta");
    EXPECT_EQ(sessions.list(anna, {}).value().total, 1);
    now += std::chrono::hours{24 * 400};
    EXPECT_FALSE(sessions.find(started.cookie));
}

TEST_P(SessionsTest, LivesThoughItsUseCannotBeNoted) {
    if (GetParam() != db::Engine::sqlite) GTEST_SKIP() << "the switch that refuses writes is SQLite's";
    auto const started = start("anna");
    database->read().script("PRAGMA query_only = 1");
    now += std::chrono::minutes{5};
    EXPECT_TRUE(sessions.find(started.cookie));
}

TEST_P(SessionsTest, IsDeadWhenItsAccountIsInactiveOrGone) {
    auto const annas = start("anna");
    auto const bertas = start("berta");
    auto tx = database->begin();
    tx.execute("UPDATE administrator SET active = 0 WHERE username = 'anna'");
    tx.execute("DELETE FROM administrator WHERE username = 'berta'");
    tx.commit();
    EXPECT_FALSE(sessions.find(annas.cookie));
    EXPECT_FALSE(sessions.find(bertas.cookie));
}

TEST_P(SessionsTest, ListsAndEndsWithinAnAccount) {
    auto request = request_with("", true, "2001:db8::1");
    request.headers.emplace_back("user-agent", std::string(300, 'x') + "\xc3\xa4");
    auto const first = start("anna", request);
    now += std::chrono::seconds{1};
    auto const second = start("anna");
    auto const bertas = start("berta");
    anna.session_id = second.session.id;

    SessionFilter filter{.account = "anna", .limit = 1};
    auto page = sessions.list(anna, filter).value();
    EXPECT_EQ(page.total, 2);
    EXPECT_TRUE(page.items.at(0).current);
    filter.cursor = page.next_cursor;
    page = sessions.list(anna, filter).value();
    EXPECT_FALSE(page.items.at(0).current);
    EXPECT_EQ(page.items.at(0).remote, "2001:db8::1");
    EXPECT_EQ(page.items.at(0).user_agent, std::string(250, 'x'));

    EXPECT_EQ(sessions.end(anna, bertas.session.id, "anna").error().code, "session.not_found");
    EXPECT_TRUE(sessions.end(anna, first.session.id, "anna"));
    EXPECT_FALSE(sessions.find(first.cookie));
    EXPECT_EQ(sessions.end(anna, first.session.id).error().code, "session.not_found");
    EXPECT_EQ(sessions.end_all(anna, id_of("anna"), "anna").ended, 1);
    EXPECT_FALSE(sessions.find(second.cookie));
    EXPECT_TRUE(sessions.find(bertas.cookie));
    EXPECT_TRUE(sessions.end(anna, bertas.session.id));
    EXPECT_TRUE(log.verify().intact);
}

TEST_P(SessionsTest, AreBoundedForEachAccount) {
    auto const bertas = start("berta");
    auto const oldest = start("anna");
    for (int i = 0; i < 50; ++i) {
        now += std::chrono::seconds{1};
        start("anna");
    }
    EXPECT_EQ(sessions.list(anna, {.account = "anna"}).value().total, 50);
    EXPECT_FALSE(sessions.find(oldest.cookie));
    EXPECT_TRUE(sessions.find(bertas.cookie));
    now += idle_life;
    start("anna");
    auto session = database->read();
    EXPECT_EQ(session.scalar<std::int64_t>("SELECT COUNT(*) FROM session"), 1);
}

TEST_P(SessionsTest, LookingWhetherASessionLivesIsNoUseOfIt) {
    auto const started = start("anna");
    now += idle_life - std::chrono::seconds(1);
    EXPECT_TRUE(sessions.is_live(started.cookie));
    now += std::chrono::seconds(1);
    EXPECT_FALSE(sessions.is_live(started.cookie));
    auto const another = start("anna");
    {
        auto tx = database->begin();
        tx.execute("UPDATE administrator SET active = 0 WHERE username = 'anna'");
        tx.commit();
    }
    EXPECT_FALSE(sessions.is_live(another.cookie));
}

INSTANTIATE_TEST_SUITE_P(Engines, SessionsTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::sessions
