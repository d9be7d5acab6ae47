#include "directory/auth.hpp"

#include "base/text.hpp"
#include "directory/test_replica.hpp"
#include "identity/password.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace mailapp::directory {
namespace {

class Auth : public testing::Test {
protected:
    Auth() {
        replica.change([](Replica::Batch& batch) {
            batch.set_domain("example.org", home_domain());
            batch.set_domain("off.example", DomainRecord{});
            auto anna = mailbox_in("example.org");
            anna.password_hash = "{PLAIN}right";
            batch.set_mailbox("anna@example.org", anna);
            anna.pop3_access = anna.smtp_access = false;
            batch.set_mailbox("switches@example.org", anna);
            anna.active = 2;
            batch.set_mailbox("nologin@example.org", anna);
            anna.active = 0;
            batch.set_mailbox("off@example.org", anna);
            batch.set_mailbox("anna@off.example", [&] {
                auto record = mailbox_in("off.example");
                record.password_hash = "{PLAIN}right";
                return record;
            }());
            auto odd = mailbox_in("example.org");
            odd.password_hash = "{PLAIN}right";
            odd.store = "example.org/../../etc";
            batch.set_mailbox("odd@example.org", odd);
        });
    }

    http::RawResponse post(std::string path, std::string body, std::string token = "Bearer secret") {
        http::RawRequest request;
        request.method = http::Method::post;
        request.target = std::move(path);
        request.headers = {{"authorization", std::move(token)}};
        request.body = std::move(body);
        return service.handle(request);
    }
    int verify(std::string const& user, std::string const& password, std::string const& service_name = "imap",
               std::string const& remote = "192.0.2.1") {
        return post("/auth/verify", "user=" + percent_encode(user) + "&password=" + percent_encode(password) +
                                        "&service=" + service_name + "&remote=" + remote)
            .status;
    }

    TestReplica replica{[](Replica::Batch&) {}};
    std::chrono::steady_clock::time_point now{std::chrono::hours(1)};
    AuthService service{replica.replicas,
                        AuthSettings{.token = "secret",
                                     .mail = "/srv/mail",
                                     .script_logs = "/srv/run/script-logs",
                                     .hashes_at_once = 2,
                                     .hashes_waiting = 4},
                        [this] { return now; }};
};

TEST_F(Auth, AnswersNobodyWithoutTheToken) {
    for (auto const* const token :
         {"", "Bearer", "Bearer ", "Bearer secreT", "Bearer secret2", "Basic secret", "secret"}) {
        auto const reply = post("/auth/verify", "user=anna@example.org&password=right&service=imap", token);
        EXPECT_EQ(reply.status, 401) << token;
        EXPECT_EQ(reply.body, "");
        EXPECT_EQ(post("/auth/user", "user=anna@example.org", token).status, 401);
    }
    AuthService open(replica.replicas, AuthSettings{.token = "", .mail = "/srv/mail"});
    http::RawRequest request;
    request.method = http::Method::post;
    request.target = "/auth/user";
    request.headers = {{"authorization", "Bearer "}};
    EXPECT_EQ(open.handle(request).status, 401);
}

TEST_F(Auth, TellsHomeAndQuotaOfARightLogin) {
    auto const reply =
        post("/auth/verify", "user=ANNA%40Example.org&password=right&service=imap&remote=192.0.2.1");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body,
              "user=anna@example.org\nuserdb_home=/srv/mail/example.org/"
              "box-1\nuserdb_quota_rule=*:bytes=1000000\n");
}

TEST_F(Auth, TellsOfSubmissionsThatAreAllowed) {
    std::vector<std::string> told;
    AuthService noting(replica.replicas, AuthSettings{.token = "secret",
                                                      .mail = "/srv/mail",
                                                      .on_submission = [&](std::string const& address,
                                                                           std::string_view remote) {
                                                          told.push_back(address + " " + std::string(remote));
                                                      }});
    auto const verify_with = [&](std::string const& password, std::string const& service_name) {
        http::RawRequest request;
        request.method = http::Method::post;
        request.target = "/auth/verify";
        request.headers = {{"authorization", "Bearer secret"}};
        request.body =
            "user=Anna@example.org&password=" + password + "&service=" + service_name + "&remote=192.0.2.7";
        return noting.handle(request).status;
    };
    EXPECT_EQ(verify_with("right", "imap"), 200);
    EXPECT_EQ(verify_with("wrong", "smtp"), 401);
    EXPECT_TRUE(told.empty());
    EXPECT_EQ(verify_with("right", "smtp"), 200);
    EXPECT_EQ(verify_with("right", "smtp"), 200);
    EXPECT_EQ(told, (std::vector<std::string>{"anna@example.org 192.0.2.7", "anna@example.org 192.0.2.7"}));
}

TEST_F(Auth, WrongPasswordsAndUnknownUsersLookAlike) {
    auto const wrong = post("/auth/verify", "user=anna%40example.org&password=wrong&service=imap");
    auto const unknown = post("/auth/verify", "user=nobody%40example.org&password=wrong&service=imap");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(unknown.status, 401);
    EXPECT_EQ(wrong.body, unknown.body);
    EXPECT_EQ(wrong.headers, unknown.headers);
    for (auto const* const user :
         {"", "anna", "anna@", "@example.org", "anna@example.org\nuser=x", "%u@example.org",
          "%{user}@example.org", "a b@example.org", "anna@example.org\r", "*"})
        EXPECT_EQ(verify(user, "right"), 401) << user;
    EXPECT_EQ(verify("anna@example.org", ""), 401);
    EXPECT_EQ(verify("anna@example.org", std::string("right\0", 6)), 401);
}

TEST_F(Auth, StateIsToldOnlyToWhoKnowsThePassword) {
    for (auto const* const user : {"nologin@example.org", "off@example.org", "anna@off.example"}) {
        EXPECT_EQ(verify(user, "right"), 403) << user;
        EXPECT_EQ(verify(user, "wrong"), 401) << user;
    }
    EXPECT_EQ(verify("switches@example.org", "right", "imap"), 200);
    EXPECT_EQ(verify("switches@example.org", "right", "sieve"), 200);
    EXPECT_EQ(verify("switches@example.org", "right", "pop3"), 403);
    EXPECT_EQ(verify("switches@example.org", "right", "smtp"), 403);
    EXPECT_EQ(verify("switches@example.org", "right", "lmtp"), 403);
    EXPECT_EQ(verify("switches@example.org", "right", "unheard-of"), 403);
    EXPECT_EQ(verify("switches@example.org", "wrong", "pop3"), 401);
}

TEST_F(Auth, ChangesCountAtTheNextLoginAlsoForRememberedSecrets) {
    ASSERT_EQ(verify("anna@example.org", "right"), 200);
    ASSERT_EQ(verify("anna@example.org", "right"), 200);
    auto anna = mailbox_in("example.org");
    anna.password_hash = "{PLAIN}right";
    anna.imap_access = false;
    replica.change([&](auto& batch) { batch.set_mailbox("anna@example.org", anna); });
    EXPECT_EQ(verify("anna@example.org", "right"), 403);
    anna.imap_access = true;
    anna.password_hash = "{PLAIN}other";
    replica.change([&](auto& batch) { batch.set_mailbox("anna@example.org", anna); });
    EXPECT_EQ(verify("anna@example.org", "right"), 401);
    EXPECT_EQ(verify("anna@example.org", "other"), 200);
    replica.change([&](auto& batch) { batch.set_mailbox("anna@example.org", {}); });
    EXPECT_EQ(verify("anna@example.org", "other"), 401);
}

TEST_F(Auth, FindsUsersForDelivery) {
    EXPECT_EQ(post("/auth/user", "user=anna%40example.org").body,
              "user=anna@example.org\nhome=/srv/mail/example.org/box-1\nquota_rule=*:bytes=1000000\n"
              "sieve_user_log=/srv/run/script-logs/anna@example.org\n");
    EXPECT_EQ(post("/auth/user", "user=nologin%40example.org").status, 200);
    for (auto const* const user :
         {"off%40example.org", "anna%40off.example", "nobody%40example.org", "", "%25u", "x"})
        EXPECT_EQ(post("/auth/user", std::string("user=") + user).status, 404) << user;
}

TEST_F(Auth, RefusesWhatIsNoRequest) {
    EXPECT_EQ(post("/auth/user", "user=%zz").status, 400);
    EXPECT_EQ(post("/auth/user", "user=a&user=b").status, 400);
    EXPECT_EQ(post("/auth/other", "").status, 404);
    http::RawRequest request;
    request.target = "/auth/user";
    request.headers = {{"authorization", "Bearer secret"}};
    EXPECT_EQ(service.handle(request).status, 405);
}

TEST_F(Auth, WhatCannotBeToldIsAServersFault) {
    EXPECT_EQ(post("/auth/user", "user=odd%40example.org").status, 500);
    EXPECT_EQ(verify("odd@example.org", "right"), 500);
    TestDirectory empty;
    Replicas none(empty.path());
    AuthService without(none, AuthSettings{.token = "secret", .mail = "/srv/mail"});
    http::RawRequest request;
    request.method = http::Method::post;
    request.target = "/auth/user";
    request.headers = {{"authorization", "Bearer secret"}};
    request.body = "user=anna%40example.org";
    EXPECT_EQ(without.handle(request).status, 503);
}

TEST_F(Auth, GuessingIsSlowedDownForThatNetworkAlone) {
    int throttled = 0;
    for (int i = 0; i < 30; ++i)
        throttled += verify("anna@example.org", "guess" + std::to_string(i)) == 503 ? 1 : 0;
    EXPECT_GE(throttled, 20);
    EXPECT_EQ(verify("anna@example.org", "right", "imap", "192.0.2.200"), 503);
    // The owner elsewhere, the network's other accounts, and after a pause the network itself.
    EXPECT_EQ(verify("anna@example.org", "right", "imap", "198.51.100.7"), 200);
    EXPECT_EQ(verify("switches@example.org", "right"), 200);
    now += std::chrono::seconds(5);
    EXPECT_EQ(verify("anna@example.org", "right"), 200);
}

TEST_F(Auth, RememberedLoginsAreNotSlowedDown) {
    ASSERT_EQ(verify("anna@example.org", "right"), 200);
    for (int i = 0; i < 30; ++i) verify("anna@example.org", "guess" + std::to_string(i));
    EXPECT_EQ(verify("anna@example.org", "right"), 200);
}

TEST_F(Auth, AFloodOfGuessesDoesNotStopGoodLogins) {
    auto slow = mailbox_in("example.org");
    slow.password_hash = identity::hash_password(Secret("right"));
    replica.change([&](auto& batch) { batch.set_mailbox("anna@example.org", slow); });
    ASSERT_EQ(verify("anna@example.org", "right", "imap", "198.51.100.7"), 200);
    std::atomic<bool> done = false;
    std::atomic<int> refused = 0;
    std::vector<std::thread> attackers;
    for (int t = 0; t < 12; ++t) {
        attackers.emplace_back([&, t] {
            for (int i = 0; !done; ++i) {
                auto const user = "u" + std::to_string(t) + "-" + std::to_string(i) + "@example.org";
                if (verify(user, "guess") == 503) ++refused;
            }
        });
    }
    // Remembered: at once. Not remembered any more, but from where its owner comes: with one hash's wait.
    for (int i = 0; i < 200; ++i) EXPECT_EQ(verify("anna@example.org", "right", "imap", "198.51.100.7"), 200);
    slow.password_hash = identity::hash_password(Secret("right"));
    replica.change([&](auto& batch) { batch.set_mailbox("anna@example.org", slow); });
    EXPECT_EQ(verify("anna@example.org", "right", "imap", "198.51.100.7"), 200);
    while (refused == 0) std::this_thread::yield();
    done = true;
    for (auto& attacker : attackers) attacker.join();
}

TEST(Network, IsThe24Or64) {
    EXPECT_EQ(network_of("192.0.2.1"), network_of("192.0.2.254"));
    EXPECT_NE(network_of("192.0.2.1"), network_of("192.0.3.1"));
    EXPECT_EQ(network_of("::ffff:192.0.2.9"), network_of("192.0.2.1"));
    EXPECT_EQ(network_of("2001:db8::1"), network_of("2001:db8::ffff:1"));
    EXPECT_NE(network_of("2001:db8::1"), network_of("2001:db8:0:1::1"));
    EXPECT_NE(network_of("2001:db8::1"), network_of(""));
}

TEST(VerifiedCache, ForgetsWithTimeAndIsBounded) {
    std::chrono::steady_clock::time_point now{std::chrono::hours(1)};
    VerifiedCache cache(2, std::chrono::seconds(300), std::chrono::seconds(60), [&] { return now; });
    auto const key = cache.key("u", "p", "h");
    EXPECT_NE(key, cache.key("u", "ph", ""));
    EXPECT_NE(key, VerifiedCache(2, std::chrono::seconds(300), std::chrono::seconds(60)).key("u", "p", "h"));
    cache.remember(key, true);
    cache.remember(cache.key("u", "x", "h"), false);
    EXPECT_EQ(cache.find(key), true);
    EXPECT_EQ(cache.find(cache.key("u", "x", "h")), false);
    now += std::chrono::seconds(61);
    EXPECT_EQ(cache.find(cache.key("u", "x", "h")), std::nullopt);
    EXPECT_EQ(cache.find(key), true);
    now += std::chrono::seconds(240);
    EXPECT_EQ(cache.find(key), std::nullopt);
    cache.remember("a", true);
    cache.remember("b", true);
    cache.remember("c", true);
    EXPECT_EQ(cache.find("a"), std::nullopt);
    EXPECT_EQ(cache.find("c"), true);
}

}  // namespace
}  // namespace mailapp::directory
