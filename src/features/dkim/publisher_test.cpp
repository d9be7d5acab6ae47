#include "features/dkim/publisher.hpp"

#include "base/text.hpp"
#include "db/testing/databases.hpp"
#include "features/dkim/service.hpp"
#include "stack/test_daemon.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace mailapp::dkim {
namespace {

using stack::redis::Client;

/// A real Redis of the test's own.
class RedisServer {
public:
    RedisServer()
        : daemon_({"/usr/bin/redis-server", "--port", "0", "--unixsocket", socket().string(), "--dir",
                   directory_.path().string(), "--save", "", "--requirepass", "secret"}) {
        auto probe = client();
        if (!test::wait_until([&] { return bool(probe.run({"PING"})); })) {
            throw std::runtime_error("Redis did not start");
        }
    }
    Client client(std::string password = "secret") const {
        return Client({.socket = socket()}, Secret(std::move(password)));
    }

private:
    fs::path socket() const { return directory_.path() / "redis.sock"; }

    test::TemporaryDirectory directory_;
    test::Daemon daemon_;
};

std::optional<std::string> field(Client& redis, std::string const& hash, std::string const& name) {
    auto const found = redis.run({"HGET", hash, name});
    if (!found) throw std::runtime_error(found.error().detail);
    return found->text;
}

std::int64_t size(Client& redis, std::string const& hash) {
    return redis.run({"HLEN", hash})->number;
}

class PublisherTest : public ::testing::Test {
protected:
    ImportedDkimKey key(std::string domain, Algorithm algorithm, std::string selector) {
        ImportedDkimKey wanted;
        wanted.domain = std::move(domain);
        wanted.selector = std::move(selector);
        wanted.private_key = std::string(generate(algorithm, 1024)->private_key.reveal());
        wanted.overwrite = true;
        return wanted;
    }
    void import(std::string const& domain, Algorithm algorithm, std::string const& selector) {
        auto const made = service.import(who, key(domain, algorithm, selector));
        if (!made) throw std::runtime_error(made.error().detail);
    }
    void must_follow(apply::Follower& which) {
        auto const done = which.follow();
        if (!done) throw std::runtime_error(done.error().detail);
    }
    static apply::FollowerTimes always_looking() {
        apply::FollowerTimes times;
        times.poll = std::chrono::milliseconds(0);
        return times;
    }

    db::testing::FreshDatabase database{db::Engine::sqlite};
    audit::Log log{*database, "key"};
    Vault vault{"key"};
    Service service{*database, log, vault};
    Principal who = Principal::system("test");
    RedisServer server;
    Client redis = server.client();
    Publisher publisher{*database, vault, server.client()};
    apply::Follower follower{*database, publisher.effect(), always_looking()};
};

TEST_F(PublisherTest, WritesBothKindsOfKeysAsRspamdReadsThem) {
    import("one.example", Algorithm::rsa, "dkim");
    import("one.example", Algorithm::ed25519, "ed");
    must_follow(follower);
    EXPECT_EQ(field(redis, "DKIM_SELECTORS", "one.example"), "dkim ed");
    EXPECT_EQ(field(redis, "ARC_SELECTORS", "one.example"), "dkim");
    EXPECT_EQ(field(redis, "DKIM_KEYS", "dkim.one.example"),
              service.private_key(who, "one.example", "dkim")->private_key);
    EXPECT_EQ(from_base64(*field(redis, "DKIM_KEYS", "ed.one.example"))->size(), 32U);
}

TEST_F(PublisherTest, FollowsEveryChange) {
    must_follow(follower);
    import("one.example", Algorithm::rsa, "old");
    import("one.example", Algorithm::ed25519, "ed");
    import("two.example", Algorithm::ed25519, "ed");
    must_follow(follower);
    EXPECT_EQ(size(redis, "DKIM_KEYS"), 3);
    EXPECT_EQ(field(redis, "ARC_SELECTORS", "two.example"), std::nullopt);
    import("one.example", Algorithm::rsa, "new");
    must_follow(follower);
    EXPECT_EQ(field(redis, "DKIM_SELECTORS", "one.example"), "new ed");
    EXPECT_EQ(field(redis, "DKIM_KEYS", "old.one.example"), std::nullopt);
    ASSERT_TRUE(service.remove_key(who, "one.example", "ed"));
    must_follow(follower);
    EXPECT_EQ(field(redis, "DKIM_SELECTORS", "one.example"), "new");
    ASSERT_TRUE(service.remove(who, "one.example"));
    must_follow(follower);
    EXPECT_EQ(field(redis, "DKIM_SELECTORS", "one.example"), std::nullopt);
    EXPECT_EQ(field(redis, "ARC_SELECTORS", "one.example"), std::nullopt);
    EXPECT_EQ(size(redis, "DKIM_KEYS"), 1);
    EXPECT_EQ(follower.state().rebuilds, 1);
}

TEST_F(PublisherTest, WritesEverythingWhenAChangeMeetsAnEmptyRedis) {
    import("one.example", Algorithm::rsa, "dkim");
    must_follow(follower);
    ASSERT_TRUE(redis.run({"FLUSHALL"}));
    import("two.example", Algorithm::rsa, "dkim");
    // What the follower calls between two looks at whether all is there.
    ASSERT_TRUE(publisher.apply({{.seq = 1'000'000, .topic = "dkim", .key = "two.example"}}));
    EXPECT_EQ(field(redis, "DKIM_SELECTORS", "one.example"), "dkim");
    EXPECT_EQ(field(redis, "DKIM_SELECTORS", "two.example"), "dkim");
    EXPECT_EQ(redis.run({"EXISTS", "mailapp:dkim"})->number, 1);
}

TEST_F(PublisherTest, SaysThatAllIsThereOnlyWhenItIs) {
    import("one.example", Algorithm::rsa, "dkim");
    EXPECT_EQ(redis.run({"EXISTS", "mailapp:dkim"})->number, 0);
    must_follow(follower);
    EXPECT_EQ(redis.run({"EXISTS", "mailapp:dkim"})->number, 1);
    ASSERT_TRUE(redis.run({"FLUSHALL"}));
    EXPECT_EQ(redis.run({"EXISTS", "mailapp:dkim"})->number, 0);
    must_follow(follower);
    EXPECT_EQ(redis.run({"EXISTS", "mailapp:dkim"})->number, 1);
}

TEST_F(PublisherTest, WritesEverythingAgainWhenRedisWasEmptied) {
    import("one.example", Algorithm::rsa, "dkim");
    must_follow(follower);
    ASSERT_TRUE(redis.run({"FLUSHALL"}));
    must_follow(follower);
    EXPECT_EQ(field(redis, "DKIM_SELECTORS", "one.example"), "dkim");
    EXPECT_EQ(size(redis, "DKIM_KEYS"), 1);
}

TEST_F(PublisherTest, WritesAgainWhatRedisForgotOfItsLastSecond) {
    import("one.example", Algorithm::rsa, "dkim");
    must_follow(follower);
    auto const marker = redis.run({"GET", "mailapp:dkim"})->text;
    ASSERT_TRUE(marker);
    import("two.example", Algorithm::rsa, "dkim");
    must_follow(follower);
    ASSERT_TRUE(redis.run({"HDEL", "DKIM_SELECTORS", "two.example"}));
    ASSERT_TRUE(redis.run({"SET", "mailapp:dkim", *marker}));
    must_follow(follower);
    EXPECT_EQ(field(redis, "DKIM_SELECTORS", "two.example"), "dkim");
}

TEST_F(PublisherTest, RemovesWhatNobodyKnowsAtTheStart) {
    import("one.example", Algorithm::rsa, "dkim");
    ASSERT_TRUE(redis.run({"HSET", "DKIM_SELECTORS", "gone.example", "dkim"}));
    ASSERT_TRUE(redis.run({"HSET", "ARC_SELECTORS", "gone.example", "dkim"}));
    ASSERT_TRUE(redis.run({"HSET", "DKIM_KEYS", "dkim.gone.example", "key"}));
    must_follow(follower);
    for (auto const* hash : {"DKIM_SELECTORS", "ARC_SELECTORS", "DKIM_KEYS"}) EXPECT_EQ(size(redis, hash), 1);
}

TEST_F(PublisherTest, LeavesOutAKeyThatCannotBeReadAndWritesTheOthers) {
    import("one.example", Algorithm::rsa, "dkim");
    import("two.example", Algorithm::rsa, "dkim");
    auto tx = database->begin();
    tx.execute("UPDATE dkim_key SET private_key = 'v1:AAAA' WHERE domain = 'one.example'");
    tx.commit();
    must_follow(follower);
    EXPECT_EQ(field(redis, "DKIM_SELECTORS", "one.example"), std::nullopt);
    EXPECT_EQ(field(redis, "DKIM_SELECTORS", "two.example"), "dkim");
}

TEST_F(PublisherTest, FailsVisiblyWithoutRedisAndGoesOnWhenItIsBack) {
    test::TemporaryDirectory directory;
    auto const socket = directory.path() / "redis.sock";
    Publisher alone(*database, vault, Client({.socket = socket}, Secret("secret")));
    apply::Follower waiting(*database, alone.effect(), always_looking());
    import("one.example", Algorithm::rsa, "dkim");
    EXPECT_EQ(waiting.follow().error().code, "redis.unreachable");
    EXPECT_FALSE(waiting.state().last_error.empty());
    test::Daemon const late({"/usr/bin/redis-server", "--port", "0", "--unixsocket", socket.string(), "--dir",
                             directory.path().string(), "--save", "", "--requirepass", "secret"});
    EXPECT_TRUE(test::wait_until([&] { return bool(waiting.follow()); }));
    Client late_redis({.socket = socket}, Secret("secret"));
    EXPECT_EQ(field(late_redis, "DKIM_SELECTORS", "one.example"), "dkim");
}

TEST_F(PublisherTest, WritesEverythingAgainAfterAStartOfRedisWhateverItReadFromItsDisk) {
    test::TemporaryDirectory directory;
    auto const socket = directory.path() / "redis.sock";
    std::vector<std::string> const command{"/usr/bin/redis-server",
                                           "--port",
                                           "0",
                                           "--unixsocket",
                                           socket.string(),
                                           "--dir",
                                           directory.path().string(),
                                           "--save",
                                           "",
                                           "--appendonly",
                                           "yes"};
    Publisher alone(*database, vault, Client({.socket = socket}, Secret("")));
    apply::Follower waiting(*database, alone.effect(), always_looking());
    import("one.example", Algorithm::rsa, "dkim");
    Client other({.socket = socket}, Secret(""));
    // As the supervisor starts programs: the connection ends under both.
    std::signal(SIGPIPE, SIG_IGN);
    {
        test::Daemon const first(command);
        ASSERT_TRUE(test::wait_until([&] { return bool(waiting.follow()); }));
        ASSERT_TRUE(other.run({"HSET", "DKIM_KEYS", "dkim.one.example", "XXXX"}));
    }
    test::Daemon const second(command);
    ASSERT_TRUE(test::wait_until([&] { return bool(other.run({"PING"})); }));
    ASSERT_EQ(field(other, "DKIM_KEYS", "dkim.one.example"), "XXXX");
    ASSERT_TRUE(test::wait_until([&] { return bool(waiting.follow()); }));
    EXPECT_EQ(field(other, "DKIM_KEYS", "dkim.one.example"),
              service.private_key(who, "one.example", "dkim")->private_key);
    auto const rebuilds = waiting.state().rebuilds;
    must_follow(waiting);
    EXPECT_EQ(waiting.state().rebuilds, rebuilds);
}

TEST_F(PublisherTest, RedisClientTellsWhatTheServerRefuses) {
    EXPECT_EQ(server.client("wrong").run({"PING"}).error().code, "redis.refused");
    ASSERT_TRUE(redis.run({"SET", "text", "x"}));
    auto const refused = redis.transaction({{"SET", "other", "y"}, {"NOSUCHCOMMAND"}});
    EXPECT_EQ(refused.error().code, "redis.refused");
    // The connection is in step again, and nothing of the refused transaction happened.
    EXPECT_EQ(redis.run({"GET", "text"})->text, "x");
    EXPECT_EQ(redis.run({"GET", "other"})->text, std::nullopt);
    EXPECT_EQ(redis.run({"SET", "binary", std::string("a\0b", 3)})->text, "OK");
    EXPECT_EQ(redis.run({"GET", "binary"})->text, std::string("a\0b", 3));
    auto const answers = redis.transaction({{"GET", "text"}, {"INCR", "count"}, {"HKEYS", "none"}});
    ASSERT_TRUE(answers);
    EXPECT_EQ(answers->at(0).text, "x");
    EXPECT_EQ(answers->at(1).number, 1);
    EXPECT_TRUE(answers->at(2).items.empty());
}

}  // namespace
}  // namespace mailapp::dkim
