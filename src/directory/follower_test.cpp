#include "directory/follower.hpp"

#include "db/changes.hpp"
#include "db/testing/databases.hpp"
#include "directory/damage.hpp"
#include "directory/test_replica.hpp"
#include "directory/test_sql.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace mailapp::directory {
namespace {

using db::Engine;

class FollowerTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        auto tx = database->begin();
        insert_domain(tx, "example.org");
        insert_mailbox(tx, "anna", "example.org");
        insert_alias(tx, "info@example.org", "example.org", {"z@far.example", "anna@example.org"});
        tx.execute("INSERT INTO sender_acl (address, sender) VALUES ('anna@example.org', '@far.example')");
        tx.commit();
    }

    template <class Ask>
    auto see(Ask const& question) {
        return ask(replicas, question);
    }

    db::testing::FreshDatabase database{GetParam()};
    TestDirectory directory;
    Replicas replicas{directory.path()};
    Follower follower{*database, replicas};
};

TEST_P(FollowerTest, TellsWhichMailboxesHaveAnotherStore) {
    std::vector<std::string> other;
    int rebuilt = 0;
    Follower telling(*database, replicas,
                     {[&](auto const& address) { other.push_back(address); }, [&] { ++rebuilt; }});
    telling.follow();
    EXPECT_EQ(rebuilt, 1);
    auto const change = [&](std::string const& statement) {
        auto tx = database->begin();
        tx.execute(statement);
        db::append_change(tx, db::topic::mailbox, "anna@example.org");
        tx.commit();
        telling.follow();
    };
    change("UPDATE mailbox SET quota = 7 WHERE address = 'anna@example.org'");
    EXPECT_TRUE(other.empty());
    change("UPDATE mailbox SET store = 'example.org/anna-2' WHERE address = 'anna@example.org'");
    EXPECT_EQ(other, std::vector<std::string>{"anna@example.org"});
    change("DELETE FROM mailbox WHERE address = 'anna@example.org'");
    EXPECT_EQ(other.size(), 2U);
    EXPECT_EQ(rebuilt, 1);
}

TEST_P(FollowerTest, TheSettingOfTheSystemMailIsFollowed) {
    follower.follow();
    see([](Replica::View const& view) { EXPECT_FALSE(view.system_mail()); });
    auto tx = database->begin();
    tx.execute("INSERT INTO setting (name, value) VALUES ('system_mail', 'anna@example.org')");
    db::append_change(tx, "setting", "system_mail");
    tx.commit();
    follower.follow();
    see([](Replica::View const& view) { EXPECT_EQ(view.system_mail(), "anna@example.org"); });
    Replicas anew(directory.path() / "anew");
    Follower(*database, anew).follow();
    EXPECT_EQ(ask(anew, [](auto const& view) { return view.system_mail(); }), "anna@example.org");
}

TEST_P(FollowerTest, TellsWhichDomainsHaveAKeyToSignWith) {
    follower.follow();
    auto const is_signed = [&](Replicas& where) {
        return ask(where, [](Replica::View const& view) { return view.is_signed("example.org"); });
    };
    EXPECT_FALSE(is_signed(replicas));
    auto const change = [&](std::string const& statement) {
        auto tx = database->begin();
        tx.execute(statement);
        db::append_change(tx, db::topic::dkim, "example.org");
        tx.commit();
        follower.follow();
    };
    for (auto const* const algorithm : {"rsa", "ed25519"})
        change(
            std::string("INSERT INTO dkim_key (domain, selector, algorithm, bits, public_key, private_key, "
                        "created) VALUES ('example.org', '") +
            algorithm + "', '" + algorithm + "', 0, '', '', 0)");
    EXPECT_TRUE(is_signed(replicas));
    Replicas anew(directory.path() / "anew");
    Follower(*database, anew).follow();
    EXPECT_TRUE(is_signed(anew));
    change("DELETE FROM dkim_key WHERE algorithm = 'rsa'");
    EXPECT_TRUE(is_signed(replicas));
    change("DELETE FROM dkim_key");
    EXPECT_FALSE(is_signed(replicas));
}

TEST_P(FollowerTest, BuildsTheReplicaFromNothing) {
    EXPECT_EQ(follower.applied(), -1);
    EXPECT_THROW(see([](auto const& view) { return view.mailbox_count(); }), NoReplica);
    follower.follow();
    see([](Replica::View const& view) {
        EXPECT_TRUE(view.domain("example.org")->active);
        EXPECT_EQ(view.mailbox("anna@example.org")->store, "example.org/anna");
        EXPECT_EQ(view.mailbox("anna@example.org")->password_hash, "{PLAIN}x");
        EXPECT_EQ(view.alias("info@example.org")->destinations,
                  (std::vector<std::string>{"z@far.example", "anna@example.org"}));
        EXPECT_EQ(view.granted_to("@far.example", 10), std::vector<std::string>{"anna@example.org"});
        EXPECT_FALSE(view.mailbox("nobody@example.org"));
        return 0;
    });
    EXPECT_EQ(follower.applied(), 3);
}

TEST_P(FollowerTest, AppliesWhatIsMadeAlteredAndRemoved) {
    follower.follow();
    auto const first = replicas.current();
    {
        auto tx = database->begin();
        insert_mailbox(tx, "bela", "example.org");
        tx.execute("UPDATE domain SET active = 0");
        db::append_change(tx, db::topic::domain, "example.org");
        tx.execute("UPDATE mailbox SET tls_enforce_in = 1 WHERE local_part = 'anna'");
        db::append_change(tx, db::topic::mailbox, "anna@example.org");
        tx.execute("DELETE FROM alias");
        db::append_change(tx, db::topic::alias, "info@example.org");
        tx.execute("DELETE FROM sender_acl");
        tx.execute("INSERT INTO sender_acl (address, sender) VALUES ('anna@example.org', '*')");
        db::append_change(tx, db::topic::sender_acl, "anna@example.org");
        tx.execute(
            "INSERT INTO alias_domain (name, target_domain, active, rate_limit_value, rate_limit_frame, "
            "created, "
            "version) VALUES ('alias.example', 'example.org', 1, 0, 's', 0, 1)");
        db::append_change(tx, db::topic::alias_domain, "alias.example");
        db::append_change(tx, "topic-of-others", "x");
        tx.commit();
    }
    follower.follow();
    EXPECT_EQ(replicas.current(), first);  // followed, not rebuilt
    see([](Replica::View const& view) {
        EXPECT_FALSE(view.domain("example.org")->active);
        EXPECT_TRUE(view.mailbox("bela@example.org"));
        EXPECT_TRUE(view.mailbox("anna@example.org")->tls_enforce_in);
        EXPECT_FALSE(view.alias("info@example.org"));
        EXPECT_TRUE(view.granted_to("@far.example", 10).empty());
        EXPECT_EQ(view.granted_to("*", 10).size(), 1U);
        EXPECT_EQ(view.alias_domain("alias.example")->target_domain, "example.org");
        return 0;
    });
    {
        auto tx = database->begin();
        tx.execute("DELETE FROM mailbox WHERE local_part = 'anna'");
        db::append_change(tx, db::topic::mailbox, "anna@example.org");
        tx.commit();
    }
    follower.follow();
    see([](Replica::View const& view) {
        EXPECT_FALSE(view.mailbox("anna@example.org"));
        EXPECT_TRUE(view.granted_to("*", 10).empty());
        return 0;
    });
    EXPECT_EQ(follower.applied(), 11);
}

TEST_P(FollowerTest, RebuildsWhenItIsBehindTheOldestKeptChange) {
    follower.follow();
    auto const first = replicas.current();
    auto tx = database->begin();
    insert_mailbox(tx, "bela", "example.org");
    insert_mailbox(tx, "cili", "example.org");
    tx.execute("DELETE FROM change WHERE seq <= 4");
    tx.commit();
    follower.follow();
    EXPECT_NE(replicas.current(), first);
    EXPECT_TRUE(see([](auto const& view) { return view.mailbox("bela@example.org").has_value(); }));
    auto const second = replicas.current();
    follower.follow();
    EXPECT_EQ(replicas.current(), second);
}

TEST_P(FollowerTest, RebuildsForAnotherOrAnOlderDatabase) {
    follower.follow();
    auto first = replicas.current();
    {
        auto tx = database->begin();
        tx.execute("UPDATE setting SET value = 'another' WHERE name = 'database_id'");
        tx.commit();
    }
    follower.follow();
    EXPECT_NE(replicas.current(), first);
    first = replicas.current();
    {
        auto tx = database->begin();
        tx.execute("DELETE FROM change WHERE seq >= 2");
        tx.execute("DELETE FROM mailbox");
        tx.commit();
    }
    follower.follow();
    EXPECT_NE(replicas.current(), first);
    EXPECT_EQ(follower.applied(), 1);
    EXPECT_EQ(see([](auto const& view) { return view.mailbox_count(); }), 0U);
}

TEST_P(FollowerTest, NoticesAnOlderCopyOfTheDatabaseThatHasGoneOnMeanwhile) {
    follower.follow();
    auto const first = replicas.current();
    {
        auto tx = database->begin();
        insert_mailbox(tx, "lost", "example.org");
        tx.commit();
    }
    follower.follow();
    EXPECT_EQ(replicas.current(), first);
    {
        // As after a backup was put back: the same numbers, given once more to other changes.
        auto tx = database->begin();
        tx.execute("DELETE FROM mailbox WHERE local_part = 'lost'");
        tx.execute("UPDATE change SET key = 'cili@example.org' WHERE seq = 4");
        insert_mailbox(tx, "bela", "example.org");
        tx.commit();
    }
    follower.follow();
    EXPECT_NE(replicas.current(), first);
    EXPECT_FALSE(see([](auto const& view) { return view.mailbox("lost@example.org").has_value(); }));
    EXPECT_TRUE(see([](auto const& view) { return view.mailbox("bela@example.org").has_value(); }));
    auto const second = replicas.current();
    follower.follow();
    EXPECT_EQ(replicas.current(), second);
}

TEST_P(FollowerTest, SetsADamagedReplicaAsideAnswersNothingAndRebuilds) {
    follower.follow();
    auto const first = replicas.current();
    replicas.report_damage(first, "test");
    EXPECT_THROW(see([](auto const& view) { return view.mailbox_count(); }), NoReplica);
    ASSERT_EQ(damages(directory.path()).size(), 1U);
    EXPECT_EQ(damages(directory.path()).front().problem, "test");
    EXPECT_TRUE(fs::exists(fs::path(damages(directory.path()).front().file) / "data.mdb"));
    EXPECT_FALSE(has_replica(directory.path()));
    follower.follow();
    EXPECT_NE(replicas.current(), first);
    EXPECT_TRUE(has_replica(directory.path()));
    // Who still holds the old one can end his answer, and what he says of it does not touch the new one.
    EXPECT_TRUE(Replica::View(*first).mailbox("anna@example.org"));
    auto const second = replicas.current();
    replicas.report_damage(first, "again");
    EXPECT_EQ(replicas.current(), second);
    EXPECT_EQ(damages(directory.path()).size(), 1U);
}

TEST_P(FollowerTest, CatchesUpAtOnceWhenItIsTold) {
    follower.start(std::chrono::hours(1));
    EXPECT_EQ(follower.catch_up(3, std::chrono::seconds(20)), 3);
    std::int64_t wanted = 0;
    {
        auto tx = database->begin();
        insert_mailbox(tx, "bela", "example.org");
        wanted = db::append_change(tx, db::topic::mailbox, "bela@example.org");
        tx.commit();
    }
    EXPECT_EQ(follower.catch_up(wanted, std::chrono::seconds(20)), wanted);
    EXPECT_TRUE(see([](auto const& view) { return view.mailbox("bela@example.org").has_value(); }));
    // A number that is not there yet: what is applied, in time.
    EXPECT_EQ(follower.catch_up(wanted + 1000, std::chrono::milliseconds(20)), wanted);
}

INSTANTIATE_TEST_SUITE_P(Engines, FollowerTest, testing::Values(Engine::sqlite, Engine::postgresql),
                         [](auto const& engine) { return db::testing::engine_name(engine.param); });

TEST(Replicas, KeepWhatIsThereAcrossRestartsWithoutSql) {
    TestReplica first([](auto& batch) { batch.set_domain("example.org", home_domain()); });
    first.replicas.rebuild([](Replica& fresh) {
        Replica::Batch batch(fresh);
        batch.set_domain("second.example", home_domain());
        batch.commit();
        return ReplicaState{"id", 42};
    });
    TestDirectory copy;
    fs::copy(first.directory.path(), copy.path(),
             fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    Replicas again(copy.path());
    ASSERT_TRUE(again.current());
    Replica::View const view(*again.current());
    EXPECT_EQ(view.state().applied, 42);
    EXPECT_TRUE(view.domain("second.example"));
    auto const kept = std::distance(fs::directory_iterator(copy.path()), fs::directory_iterator());
    EXPECT_EQ(kept, 2);  // the replica and the link to it
    auto const mode = fs::status(fs::canonical(copy.path() / "current") / "data.mdb").permissions();
    EXPECT_EQ(mode & (fs::perms::group_all | fs::perms::others_all), fs::perms::none);
}

TEST(Replicas, AFailedRebuildLeavesEverythingAsItWas) {
    TestReplica first([](auto& batch) { batch.set_domain("example.org", home_domain()); });
    auto const before = first.replicas.current();
    EXPECT_THROW(first.replicas.rebuild([](Replica&) -> ReplicaState { throw db::DatabaseError("gone"); }),
                 db::DatabaseError);
    EXPECT_EQ(first.replicas.current(), before);
    auto const kept = std::distance(fs::directory_iterator(first.directory.path()), fs::directory_iterator());
    EXPECT_EQ(kept, 2);
}

}  // namespace
}  // namespace mailapp::directory
