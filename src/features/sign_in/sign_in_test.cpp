#include "db/storage_full.hpp"
#include "db/testing/databases.hpp"
#include "features/sessions/cookie.hpp"
#include "features/sign_in/service.hpp"
#include "identity/password.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <limits>

namespace mailapp::sign_in {
namespace {

constexpr char const* password = "correct horse";

class SignInTest : public ::testing::TestWithParam<db::Engine> {
protected:
    SignInTest() {
        add("anna");
        add("berta");
        request.remote = "192.0.2.1";
        request.secure = true;
        request.id = "r1";
    }
    void add(std::string const& username) {
        ASSERT_TRUE(administrators.create(owner, {.username = username, .password = password}));
    }
    Result<SignInService::SignedIn> sign_in(std::string const& username, std::string const& with = password) {
        return service.sign_in({username, with}, request);
    }
    std::string code_of(std::string const& username, std::string const& with) {
        auto const result = sign_in(username, with);
        return result ? "" : result.error().code;
    }
    Principal principal_of(std::string const& cookie) {
        auto const row = sessions.find(cookie).value();
        Principal principal = Principal::system(row.account);
        principal.account_id = row.administrator_id;
        principal.session_id = row.public_id;
        return principal;
    }
    void present(std::string const& cookie) { request.headers = {{"cookie", "__Host-mailapp=" + cookie}}; }

    db::testing::FreshDatabase database{GetParam()};
    audit::Log log{*database, "key"};
    Seconds now{std::chrono::seconds{1'800'000'000}};
    sessions::Sessions sessions{*database, log, [this] { return now; }};
    identity::HashGate gate;
    administrators::Administrators administrators{*database, log, sessions, gate};
    Principal owner = Principal::system("test");
    Moment steady{std::chrono::seconds{1'000}};
    SignInService service{*database, log, sessions, administrators, gate, [this] { return steady; }};
    http::RawRequest request;
};

TEST_P(SignInTest, GivesASessionAndSaysWhatItAllows) {
    auto const signed_in = sign_in("ANNA");
    ASSERT_TRUE(signed_in);
    EXPECT_EQ(signed_in->session.account, "anna");
    EXPECT_EQ(signed_in->session.csrf_token, sessions::csrf_token(signed_in->cookie));
    EXPECT_EQ(signed_in->session.expires, now + sessions::longest_life);
    auto const& permissions = signed_in->session.permissions;
    EXPECT_NE(std::find(permissions.begin(), permissions.end(), "keys_write"), permissions.end());
    present(signed_in->cookie);
    auto const current = service.current(request);
    ASSERT_TRUE(current);
    EXPECT_EQ(reflect::to_json(*current), reflect::to_json(signed_in->session));
}

TEST_P(SignInTest, SaysWhereTheLiveStreamStands) {
    auto const signed_in = sign_in("anna");
    ASSERT_TRUE(signed_in);
    EXPECT_EQ(signed_in->session.events_position, "changes:" + std::to_string(log.newest()));
    present(signed_in->cookie);
    auto const before = service.current(request)->events_position;
    add("clara");
    auto const after = service.current(request)->events_position;
    EXPECT_NE(after, before);
    EXPECT_EQ(after, "changes:" + std::to_string(log.newest()));
}

TEST_P(SignInTest, AnswersTheSameForEveryFailure) {
    add("clara");
    ASSERT_TRUE(administrators.update(owner, "clara", {.active = false}));
    auto const wrong = sign_in("anna", "wrong").error();
    EXPECT_EQ(wrong.code, "session.login_failed");
    EXPECT_EQ(wrong.kind, ErrorKind::unauthenticated);
    EXPECT_EQ(sign_in("nobody").error(), wrong);
    EXPECT_EQ(sign_in("clara").error(), wrong);
    EXPECT_EQ(sign_in("not a user name").error(), wrong);
    EXPECT_EQ(sign_in("", "").error(), wrong);
}

TEST_P(SignInTest, WorksAsMuchForAnUnknownUserAsForAWrongPassword) {
    // Counted in processor time of this thread, the shortest of several: what else runs does not matter.
    // Without the hash an unknown user costs a hundredth.
    auto const cost = [&](std::string const& username) {
        std::int64_t least = std::numeric_limits<std::int64_t>::max();
        for (int i = 0; i < 5; ++i) {
            timespec begin{}, end{};
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
            EXPECT_EQ(code_of(username, "wrong password"), "session.login_failed");
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
            least = std::min<std::int64_t>(
                least, (end.tv_sec - begin.tv_sec) * 1'000'000'000LL + end.tv_nsec - begin.tv_nsec);
        }
        return static_cast<double>(least);
    };
    auto const known = cost("anna");
    auto const unknown = cost("nobody");
    EXPECT_LT(unknown, known * 2);
    EXPECT_LT(known, unknown * 2);
}

TEST_P(SignInTest, GivesANewIdAndKillsThePresentedOne) {
    auto const first = sign_in("anna").value();
    present(first.cookie);
    auto const second = sign_in("anna").value();
    EXPECT_NE(first.cookie, second.cookie);
    EXPECT_FALSE(sessions.find(first.cookie));
    EXPECT_TRUE(sessions.find(second.cookie));
}

TEST_P(SignInTest, IgnoresAnIdThatWasNeverGivenOut) {
    std::string const planted(64, 'a');
    present(planted);
    auto const signed_in = sign_in("anna").value();
    EXPECT_NE(signed_in.cookie, planted);
    EXPECT_FALSE(sessions.find(planted));
}

TEST_P(SignInTest, IsRefusedOverPlainHttpFromElsewhere) {
    request.secure = false;
    EXPECT_EQ(code_of("anna", password), "session.insecure");
    request.remote = "127.0.0.1";
    EXPECT_EQ(code_of("anna", password), "");
}

TEST_P(SignInTest, IsThrottledWithoutLockingOutAnotherNetwork) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(code_of("anna", "wrong"), "session.login_failed");
    auto const refused = sign_in("anna").error();
    EXPECT_EQ(refused.code, "session.throttled");
    EXPECT_EQ(refused.kind, ErrorKind::too_many_requests);
    EXPECT_EQ(refused.retry_after, 2);
    EXPECT_EQ(code_of("berta", password), "");
    request.remote = "198.51.100.1";
    EXPECT_EQ(code_of("anna", password), "");
    request.remote = "192.0.2.1";
    steady += std::chrono::seconds{2};
    EXPECT_EQ(code_of("anna", password), "");
}

TEST_P(SignInTest, KnowsTheNetworksOfLiveSessionsAfterARestart) {
    ASSERT_TRUE(sign_in("anna"));
    SignInService restarted(*database, log, sessions, administrators, gate);
    for (int i = 0; i < 60; ++i) {
        auto foreign = request;
        foreign.remote = "203.0." + std::to_string(i) + ".1";
        (void)restarted.sign_in({"anna", ""}, foreign);  // an empty password fails without a hash
    }
    EXPECT_TRUE(restarted.sign_in({"anna", password}, request));
    request.remote = "198.51.100.1";
    EXPECT_EQ(restarted.sign_in({"anna", password}, request).error().retry_after, 10);
}

TEST_P(SignInTest, WaitsOfGuessersAreNotOfTheWallClock) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(code_of("anna", "wrong"), "session.login_failed");
    now += std::chrono::hours{24 * 400};
    EXPECT_EQ(sign_in("anna").error().retry_after, 2);
    now -= std::chrono::hours{24 * 800};
    EXPECT_EQ(sign_in("anna").error().retry_after, 2);
    steady += std::chrono::seconds{2};
    EXPECT_EQ(code_of("anna", password), "");
}

TEST_P(SignInTest, ARightPasswordIsNoFailureWhenTheSessionCannotBeWritten) {
    if (GetParam() != db::Engine::sqlite) GTEST_SKIP() << "the switch that refuses writes is SQLite's";
    for (int i = 0; i < 4; ++i) EXPECT_EQ(code_of("anna", ""), "session.login_failed");
    database->read().script("PRAGMA query_only = 1");
    for (int i = 0; i < 4; ++i) EXPECT_THROW(sign_in("anna"), db::StorageFull) << i;
    database->read().script("PRAGMA query_only = 0");
    EXPECT_EQ(code_of("anna", password), "");
}

TEST_P(SignInTest, BoundsTheHashesAtATime) {
    identity::HashGate closed(0, 0);
    SignInService busy(*database, log, sessions, administrators, closed);
    for (int i = 0; i < 10; ++i) {
        auto const refused = busy.sign_in({"anna", password}, request);
        EXPECT_EQ(refused.error().code, "server.busy");
        EXPECT_EQ(refused.error().kind, ErrorKind::too_many_requests);
    }
}

TEST_P(SignInTest, MakesAWeakHashStrong) {
    auto tx = database->begin();
    tx.execute("UPDATE administrator SET password_hash = '{PLAIN}correct horse' WHERE username = 'anna'");
    tx.commit();
    ASSERT_TRUE(sign_in("anna"));
    auto session = database->read();
    auto const hash =
        session.scalar<std::string>("SELECT password_hash FROM administrator WHERE username = 'anna'");
    EXPECT_FALSE(identity::needs_rehash(hash));
    EXPECT_TRUE(identity::verify_password(Secret(password), hash));
}

TEST_P(SignInTest, ChangesTheOwnPassword) {
    auto const other = sign_in("anna").value();
    auto const mine = sign_in("anna").value();
    auto const who = principal_of(mine.cookie);
    auto const change = [&](std::string const& current, std::string const& wanted) {
        auto const result = service.change_password(who, {current, wanted}, request);
        return result ? "" : result.error().code + " " + result.error().field;
    };
    EXPECT_EQ(change("wrong password", "battery staple"), "password.current_wrong /current_password");
    EXPECT_EQ(change(password, "short"), "password.too_weak /new_password");
    EXPECT_EQ(change(password, password), "password.unchanged /new_password");
    EXPECT_TRUE(sessions.find(other.cookie));

    auto const changed = service.change_password(who, {password, "battery staple"}, request);
    ASSERT_TRUE(changed);
    EXPECT_FALSE(sessions.find(other.cookie));
    EXPECT_FALSE(sessions.find(mine.cookie));
    EXPECT_TRUE(sessions.find(changed->cookie));
    EXPECT_EQ(code_of("anna", password), "session.login_failed");
    EXPECT_EQ(code_of("anna", "battery staple"), "");
    EXPECT_TRUE(log.verify().intact);
}

TEST_P(SignInTest, GuessingThePresentPasswordIsThrottledToo) {
    auto const who = principal_of(sign_in("anna").value().cookie);
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(service.change_password(who, {"wrong", "battery staple"}, request).error().code,
                  "password.current_wrong");
    }
    EXPECT_EQ(service.change_password(who, {password, "battery staple"}, request).error().code,
              "session.throttled");
}

TEST_P(SignInTest, SignsOut) {
    auto const signed_in = sign_in("anna").value();
    service.sign_out(principal_of(signed_in.cookie));
    EXPECT_FALSE(sessions.find(signed_in.cookie));
    present(signed_in.cookie);
    EXPECT_EQ(service.current(request).error().code, "session.required");
}

INSTANTIATE_TEST_SUITE_P(Engines, SignInTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::sign_in
