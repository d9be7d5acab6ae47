#include "directory/counter_flusher.hpp"
#include "directory/dict_protocol.hpp"
#include "directory/dict_server.hpp"

#include "base/text.hpp"
#include "db/testing/databases.hpp"
#include "directory/test_replica.hpp"
#include "directory/test_sql.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace mailapp::directory {
namespace {

using db::Engine;

constexpr char const* hello = "H3\t2\t0\t\tquota\n";

TEST(DictProtocol, EscapesComeBack) {
    std::mt19937 random(3);
    for (int round = 0; round < 2000; ++round) {
        std::string text(random() % 40, '\0');
        for (auto& c : text) c = static_cast<char>(random() % 16);
        auto const line = "S1\t" + dict_escape(text) + "\t" + dict_escape(text);
        ASSERT_EQ(line.find('\n'), std::string::npos);
        auto const command = parse_dict_command(line);
        ASSERT_TRUE(command);
        EXPECT_TRUE(command->members[1] == text && command->members[2] == text) << round;
    }
}

TEST(DictProtocol, RefusesWhatIsNoCommand) {
    for (std::string const line : {"", "X1", "S1", "S1\tkey", "H3\t2", "L", "S1\tk\001\tv", "S1\tk\001x\tv"})
        EXPECT_FALSE(parse_dict_command(line)) << line;
    EXPECT_EQ(parse_dict_command("Lpriv/quota/storage\tanna@example.org")->members[1], "anna@example.org");
}

class Dict : public testing::Test {
protected:
    /// What is answered to these lines on a connection of their own; "CLOSED" at the end when it was closed.
    std::string say(std::string const& lines) {
        auto const conversation = dict_conversation(counters, replica.replicas);
        std::string output;
        std::string_view left = lines;
        while (!left.empty()) {
            auto const step = conversation->take(left, output);
            if (step.close) return output + "CLOSED";
            if (step.taken == 0) break;
            left.remove_prefix(step.taken);
        }
        return output;
    }

    TestDirectory directory;
    Counters counters{directory.path() / "counters"};
    TestReplica replica{[](Replica::Batch& batch) {
        batch.set_domain("example.org", home_domain());
        batch.set_alias_domain("alias.example", AliasDomainRecord{"example.org", true});
        batch.set_mailbox("anna@example.org", mailbox_in("example.org"));
        batch.set_mailbox("bela@example.org", mailbox_in("example.org"));
        batch.set_alias("info@example.org", alias_to({"anna@example.org"}));
        batch.set_alias("team@example.org", alias_to({"anna@example.org", "bela@example.org"}));
        batch.set_alias("@example.org", alias_to({"anna@example.org"}));
    }};
};

TEST_F(Dict, TellsWhichAddressesAreAMailboxsOwn) {
    auto const is_own = [&](std::string const& address, std::string const& user = "anna@example.org") {
        return say(std::string(hello) + "Lshared/own-address/" + address + "\t" + user + "\n") == "Oyes\n";
    };
    for (auto const* own : {"anna@example.org", "ANNA@example.org", "anna+shop@example.org",
                            "info@example.org", "anna@alias.example", "info@alias.example"})
        EXPECT_TRUE(is_own(own)) << own;
    for (auto const* other : {"bela@example.org", "team@example.org", "anyone@example.org", "@example.org",
                              "team@alias.example", "anna@far.example", "", "no address"})
        EXPECT_FALSE(is_own(other)) << other;
    EXPECT_FALSE(is_own("info@example.org", "bela@example.org"));
    EXPECT_TRUE(is_own("bela@example.org", "bela+list@example.org"));
}

TEST_F(Dict, KeepsWhatQuotaCloneSaysOnlyAfterTheCommit) {
    std::string const sets =
        "B1\tAnna@Example.org\nS1\tpriv/quota/storage\t2100\nS1\tpriv/quota/messages\t3\n";
    EXPECT_EQ(say(hello + sets), "");
    EXPECT_EQ(say(hello + sets + "R1\n"), "");
    EXPECT_EQ(counters.usage("anna@example.org"), std::nullopt);
    EXPECT_EQ(say(hello + sets + "T1\t17\t5\nC1\n"), "O1\n");
    EXPECT_EQ(counters.usage("anna@example.org")->bytes, 2100);
    EXPECT_EQ(counters.usage("anna@example.org")->messages, 3);
    EXPECT_EQ(say(std::string(hello) + "B7\tanna@example.org\nS7\tpriv/quota/messages\t4\nD7\n"), "O7\n");
    EXPECT_EQ(counters.usage("anna@example.org")->bytes, 2100);
    EXPECT_EQ(say(std::string(hello) + "Lpriv/quota/storage\tanna@example.org\n"
                                       "Lpriv/quota/messages\tanna@example.org\n"
                                       "Lpriv/quota/storage\tbela@example.org\n"
                                       "Lshared/other\t\n"
                                       "I9\t0\tpriv/quota/\tanna@example.org\n"),
              "O2100\nO4\nN\nN\nOpriv/quota/storage\t2100\nOpriv/quota/messages\t4\n\n");
}

TEST_F(Dict, KeepsLogins) {
    std::string const begin = std::string("H3\t2\t0\t\tlast_login\nB1\tanna/b@example.org\n");
    EXPECT_EQ(say(begin + "S1\tshared/last-login/imap/anna/b@example.org\t1795500112\nC1\n"), "O1\n");
    EXPECT_EQ(counters.login("anna/b@example.org", "imap")->at, 1795500112);
    EXPECT_EQ(say(begin + "S1\tshared/last-login/pop3/2001:db8::1/anna/b@example.org\t1795500113\nC1\n"),
              "O1\n");
    EXPECT_EQ(counters.login("anna/b@example.org", "pop3")->remote, "2001:db8::1");
    EXPECT_EQ(say(begin + "S1\tshared/last-login/doveadm//anna/b@example.org\t1795500114\nC1\n"), "O1\n");
    EXPECT_EQ(counters.login("anna/b@example.org", "doveadm")->remote, "");
}

TEST_F(Dict, RefusesKeysOfOthersAndWhatIsNoNumber) {
    for (std::string const set :
         {"priv/quota/storage\t-1", "priv/quota/storage\tmany", "priv/other\t1",
          "shared/last-login/imap/bela@example.org\t1", "shared/last-login/imap\t1",
          "shared/last-login//anna@example.org\t1", "shared/last-login/imap/a b/anna@example.org\t1"})
        EXPECT_THAT(say(std::string(hello) + "B1\tanna@example.org\nS1\t" + set + "\nC1\n"),
                    testing::StartsWith("F1\t"))
            << set;
    EXPECT_THAT(say(std::string(hello) + "B1\tanna@example.org\nA1\tpriv/quota/storage\t1\nC1\n"),
                testing::StartsWith("F1\t"));
    EXPECT_THAT(say(std::string(hello) + "B1\tnobody\nS1\tpriv/quota/storage\t1\nC1\n"),
                testing::StartsWith("F1\t"));
    EXPECT_TRUE(counters.pending(10).empty());
}

TEST_F(Dict, ClosesOnWhatIsNotTheProtocol) {
    for (std::string const lines : {"B1\tanna@example.org\n", "H2\t2\t0\t\tquota\n", "GET / HTTP/1.0\n"})
        EXPECT_EQ(say(lines), "CLOSED") << lines;
    for (std::string const line : {"C1\n", "S9\tpriv/quota/storage\t1\n", "R3\n", "Z\n", "\n"})
        EXPECT_EQ(say(hello + line), "CLOSED") << line;
    std::string many = hello;
    for (int i = 0; i < 100; ++i) many += "B" + std::to_string(i) + "\tanna@example.org\n";
    EXPECT_EQ(say(many), "CLOSED");
}

TEST_F(Dict, CountersSurviveTheProgramAndBeginAnewWhenDamaged) {
    auto const path = directory.path() / "again";
    {
        Counters first(path);
        first.apply({.address = "anna@example.org", .bytes = 5, .messages = 1});
    }
    {
        Counters second(path);
        EXPECT_EQ(second.usage("anna@example.org")->bytes, 5);
        EXPECT_EQ(second.pending(10).size(), 1U);
    }
    fs::resize_file(path / "data.mdb", 4096);
    Counters third(path);
    EXPECT_EQ(third.usage("anna@example.org"), std::nullopt);
}

class FlusherTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        auto tx = database->begin();
        insert_domain(tx, "example.org");
        insert_mailbox(tx, "anna", "example.org");
        tx.commit();
    }
    std::string usage() {
        auto session = database->read();
        return session
            .first<std::string>(
                "SELECT domain || ' ' || bytes || ' ' || messages FROM mailbox_usage WHERE address "
                "= 'anna@example.org'")
            .value_or("");
    }

    db::testing::FreshDatabase database{GetParam()};
    TestDirectory directory;
    Counters counters{directory.path() / "counters"};
    Seconds now{std::chrono::seconds(1795501000)};
    CounterFlusher flusher{*database, counters, [this] { return now; }};
};

TEST_P(FlusherTest, WritesWhatIsPendingForMailboxesThatExist) {
    counters.apply({.address = "anna@example.org", .bytes = 5, .messages = 1});
    counters.apply({.address = "nobody@example.org", .bytes = 5, .messages = 1});
    counters.apply({.address = "anna@example.org", .service = "imap", .login = {1795500112, "192.0.2.1"}});
    flusher.flush();
    EXPECT_EQ(usage(), "example.org 5 1");
    EXPECT_TRUE(counters.pending(10).empty());
    counters.apply({.address = "anna@example.org", .bytes = 70, .messages = 2});
    counters.apply({.address = "anna@example.org", .service = "imap", .login = {1795500999, ""}});
    flusher.flush();
    EXPECT_EQ(usage(), "example.org 70 2");
    auto session = database->read();
    // The domain's sums follow.
    EXPECT_EQ(session.scalar<std::string>("SELECT bytes_used || ' ' || message_count FROM domain"), "70 2");
    EXPECT_EQ(session.scalar<std::int64_t>("SELECT last_login FROM mailbox_usage"), 1795500999);
    EXPECT_EQ(session.scalar<std::int64_t>("SELECT COUNT(*) FROM mailbox_usage"), 1);
    EXPECT_EQ(session.scalar<std::int64_t>("SELECT at FROM mailbox_login WHERE service = 'imap'"),
              1795500999);
}

TEST_P(FlusherTest, ASignInReplacesOneFromTheFuture) {
    auto const sign_in = [&](std::string const& service, std::int64_t at) {
        counters.apply({.address = "anna@example.org", .service = service, .login = {at, ""}});
        flusher.flush();
    };
    auto const noted = [&](std::string const& sql) { return database->read().scalar<std::int64_t>(sql); };
    std::string const last = "SELECT last_login FROM mailbox_usage";
    counters.apply({.address = "anna@example.org", .bytes = 5, .messages = 1});
    now += std::chrono::hours(24 * 400);
    sign_in("imap", 1795501000 + 400 * 86'400);
    EXPECT_EQ(noted(last), 1795501000 + 400 * 86'400);
    // The clock is right again.
    now -= std::chrono::hours(24 * 400);
    sign_in("pop3", 1795500900);
    EXPECT_EQ(noted(last), 1795500900);
    sign_in("pop3", 1795500800);
    EXPECT_EQ(noted(last), 1795500900);
    sign_in("imap", 1795500950);
    EXPECT_EQ(noted(last), 1795500950);
    EXPECT_EQ(noted("SELECT MAX(at) FROM mailbox_login"), 1795500950);
    // Set back between the sign-in and this.
    sign_in("imap", 1795509999);
    EXPECT_EQ(noted(last), 1795501000);
    EXPECT_EQ(noted("SELECT MAX(at) FROM mailbox_login"), 1795501000);
}

TEST_P(FlusherTest, WritesManyInBatchesAndTheLastAtItsEnd) {
    {
        auto tx = database->begin();
        for (int i = 0; i < 1200; ++i) insert_mailbox(tx, "m" + std::to_string(i), "example.org");
        tx.commit();
    }
    for (int i = 0; i < 1200; ++i)
        counters.apply({.address = "m" + std::to_string(i) + "@example.org", .bytes = i, .messages = 1});
    flusher.start(std::chrono::hours(1));
    flusher.stop();
    EXPECT_TRUE(counters.pending(10).empty());
    EXPECT_EQ(database->read().scalar<std::int64_t>("SELECT COUNT(*) FROM mailbox_usage"), 1200);
}

TEST_P(FlusherTest, KeepsWhatChangedAgainWhileItWasWritten) {
    counters.apply({.address = "anna@example.org", .bytes = 5, .messages = 1});
    auto const batch = counters.pending(10);
    counters.apply({.address = "anna@example.org", .bytes = 6, .messages = 1});
    counters.written(batch);
    ASSERT_EQ(counters.pending(10).size(), 1U);
    EXPECT_EQ(counters.pending(10)[0].usage->bytes, 6);
}

TEST_P(FlusherTest, TakesUsageOverFromSqlAfterANewBeginning) {
    counters.apply({.address = "anna@example.org", .bytes = 5, .messages = 1});
    flusher.flush();
    // What another start of the machine leaves: nothing.
    Counters fresh(directory.path() / "fresh");
    CounterFlusher other(*database, fresh);
    EXPECT_FALSE(fresh.usage("anna@example.org"));
    other.learn();
    EXPECT_EQ(fresh.usage("anna@example.org")->bytes, 5);
    EXPECT_TRUE(fresh.pending(10).empty());
    // Once; and what Dovecot says counts more.
    fresh.forget_usage("anna@example.org");
    other.learn();
    EXPECT_FALSE(fresh.usage("anna@example.org"));
    fresh.apply({.address = "anna@example.org", .bytes = 9, .messages = 1});
    fresh.forget_all_usage();
    other.learn();
    EXPECT_EQ(fresh.usage("anna@example.org")->bytes, 9);
}

INSTANTIATE_TEST_SUITE_P(Engines, FlusherTest, testing::Values(Engine::sqlite, Engine::postgresql),
                         [](auto const& engine) { return db::testing::engine_name(engine.param); });

TEST(Flusher, KeepsWhatSqlCannotTakeNow) {
    TestDirectory directory;
    Counters counters(directory.path() / "counters");
    db::Database gone("sqlite:" + (directory.path() / "missing" / "file.db").string());
    CounterFlusher flusher(gone, counters);
    counters.apply({.address = "anna@example.org", .bytes = 5, .messages = 1});
    EXPECT_THROW(flusher.flush(), db::DatabaseError);
    EXPECT_EQ(counters.pending(10).size(), 1U);
}

}  // namespace
}  // namespace mailapp::directory
