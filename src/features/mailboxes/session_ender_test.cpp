#include "features/mailboxes/session_ender.hpp"

#include "db/testing/databases.hpp"

#include <gmock/gmock.h>

namespace mailapp::mailboxes {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class SessionEnderTest : public ::testing::TestWithParam<db::Engine> {
protected:
    SessionEnderTest() {
        add_domain("one.example");
        add_mailbox("anna");
        add_mailbox("bela");
        must_follow();
    }

    void run(std::string_view sql, std::vector<std::pair<std::string_view, std::string>> const& changes) {
        auto tx = database->begin();
        tx.execute(sql);
        for (auto const& [topic, key] : changes) db::append_change(tx, topic, key);
        tx.commit();
    }
    void change_anna(std::string const& assignment) {
        run("UPDATE mailbox SET " + assignment + " WHERE address = 'anna@one.example'",
            {{db::topic::mailbox, "anna@one.example"}});
    }
    void add_domain(std::string const& name) {
        run("INSERT INTO domain (name, description, max_aliases, max_mailboxes, default_quota, max_quota,"
            " quota, relay_host, backup_mx, relay_all_recipients, relay_unknown_only, global_address_list,"
            " active, rate_limit_value, rate_limit_frame, created, version)"
            " VALUES ('" +
                name + "', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 's', 0, 1)",
            {{db::topic::domain, name}});
    }
    void add_mailbox(std::string const& name) {
        auto const address = name + "@one.example";
        run("INSERT INTO mailbox (address, local_part, domain, store, name, quota, active, auth_source,"
            " password_hash, password_changed, force_password_change, force_second_factor, tls_enforce_in,"
            " tls_enforce_out, imap_access, pop3_access, smtp_access, sieve_access, eas_access, dav_access,"
            " sogo_access, tagged_mail_handler, quarantine_notification, quarantine_category, relay_host,"
            " recovery_address, rate_limit_value, rate_limit_frame, permissions, custom_attributes, created,"
            " version) VALUES ('" +
                address + "', '" + name + "', 'one.example', 'one.example/" + name +
                "-1', '', 0, 1, 'local', '', 100, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 'none', 'never', '', 0, "
                "'',"
                " 0, 's', '', '', 0, 1)",
            {{db::topic::mailbox, address}});
    }
    void remove_anna() {
        run("DELETE FROM mailbox WHERE address = 'anna@one.example'",
            {{db::topic::mailbox, "anna@one.example"}, {db::topic::mailbox_store, "one.example/anna-1"}});
    }
    Result<bool> follow() { return follower.follow(); }
    void must_follow() {
        auto const done = follow();
        if (!done) throw std::runtime_error(done.error().detail);
    }
    std::int64_t rows(std::string const& where) {
        auto session = database->read();
        return session.scalar<std::int64_t>("SELECT COUNT(*) FROM mailbox_session_right WHERE " + where);
    }
    Result<> answer(std::vector<std::string>& list, std::string const& what) {
        if (failure) return *failure;
        list.push_back(what);
        return {};
    }

    db::testing::FreshDatabase database{GetParam()};
    std::vector<std::string> kicked, stores, domains;
    std::vector<std::string> over;  ///< the services of the last that was kicked
    std::optional<Error> failure;
    bool directory_is_up = true;
    SessionEnder ender{*database,
                       {[this](std::string const& address, std::vector<std::string> const& services) {
                            over = services;
                            return answer(kicked, address);
                        },
                        [this](std::string const& store) { return answer(stores, store); },
                        [this](std::string const& domain) { return answer(domains, domain); }},
                       [this](std::int64_t) { return directory_is_up; }};
    apply::Follower follower{*database, ender.effect()};
};

TEST_P(SessionEnderTest, KicksNobodyForWhatTakesNothingAway) {
    EXPECT_THAT(kicked, IsEmpty());
    change_anna("name = 'Anna', quota = 5");
    change_anna("smtp_access = 0");
    change_anna("password_hash = 'rehashed'");
    run("UPDATE domain SET description = 'new'", {{db::topic::domain, "one.example"}});
    must_follow();
    EXPECT_THAT(kicked, IsEmpty());
    EXPECT_THAT(domains, IsEmpty());
}

TEST_P(SessionEnderTest, EndsTheSessionsOfTheRightThatIsTakenAway) {
    for (auto const* service : {"imap", "pop3", "sieve"}) {
        change_anna(std::string(service) + "_access = 0");
        must_follow();
        EXPECT_THAT(kicked, ElementsAre("anna@one.example")) << service;
        EXPECT_THAT(over, ElementsAre(service));
        kicked.clear();
    }
    change_anna("imap_access = 1, pop3_access = 1, password_version = 2");
    must_follow();
    EXPECT_THAT(kicked, IsEmpty()) << "there was no session to end";
    // Two passwords in one second.
    change_anna("password_version = 3");
    must_follow();
    EXPECT_THAT(kicked, ElementsAre("anna@one.example"));
    EXPECT_THAT(over, ElementsAre("imap", "pop3"));
    change_anna("active = 2");
    must_follow();
    EXPECT_EQ(kicked.size(), 2U);
    change_anna("active = 0");
    must_follow();
    EXPECT_EQ(kicked.size(), 2U);
}

TEST_P(SessionEnderTest, AMailboxThatWasMadeAgainIsAnotherOne) {
    // All within one look, and with a password that is the first of both.
    run("UPDATE mailbox SET id = id + 100 WHERE address = 'anna@one.example'",
        {{db::topic::mailbox, "anna@one.example"}});
    must_follow();
    EXPECT_THAT(kicked, ElementsAre("anna@one.example"));
    EXPECT_THAT(over, ElementsAre("imap", "pop3", "sieve"));
}

TEST_P(SessionEnderTest, KicksAWholeDomainThatIsDisabled) {
    run("UPDATE domain SET active = 0", {{db::topic::domain, "one.example"}});
    must_follow();
    EXPECT_THAT(kicked, UnorderedElementsAre("anna@one.example", "bela@one.example"));
    run("UPDATE domain SET active = 1", {{db::topic::domain, "one.example"}});
    must_follow();
    EXPECT_EQ(kicked.size(), 2U);
}

TEST_P(SessionEnderTest, KicksAndDiscardsADeletedMailboxAndForgetsIt) {
    remove_anna();
    must_follow();
    EXPECT_THAT(kicked, ElementsAre("anna@one.example"));
    EXPECT_THAT(stores, ElementsAre("one.example/anna-1"));
    EXPECT_EQ(rows("address = 'anna@one.example'"), 0);
}

TEST_P(SessionEnderTest, KicksTheOldNameOfARenamedMailbox) {
    run("UPDATE mailbox SET address = 'anne@one.example' WHERE address = 'anna@one.example'",
        {{db::topic::mailbox, "anna@one.example"}, {db::topic::mailbox, "anne@one.example"}});
    must_follow();
    EXPECT_THAT(kicked, ElementsAre("anna@one.example"));
    EXPECT_EQ(rows("rights = 7"), 2);
}

TEST_P(SessionEnderTest, NeverDiscardsAStoreThatABoxHas) {
    run("SELECT 1", {{db::topic::mailbox_store, "one.example/anna-1"}});
    must_follow();
    EXPECT_THAT(stores, IsEmpty());
}

TEST_P(SessionEnderTest, DiscardsTheDirectoryOfADeletedDomain) {
    add_domain("two.example");
    run("DELETE FROM domain WHERE name = 'two.example'", {{db::topic::domain, "two.example"}});
    must_follow();
    EXPECT_THAT(domains, ElementsAre("two.example"));
}

TEST_P(SessionEnderTest, WaitsForTheDirectory) {
    directory_is_up = false;
    change_anna("active = 0");
    EXPECT_EQ(follow().error().code, "directory.behind");
    EXPECT_THAT(kicked, IsEmpty());
    directory_is_up = true;
    must_follow();
    EXPECT_THAT(kicked, ElementsAre("anna@one.example"));
}

TEST_P(SessionEnderTest, TriesAgainWithoutAgentAndForgetsNobody) {
    failure = upstream("agent.unreachable", "The agent does not answer.");
    remove_anna();
    EXPECT_EQ(follow().error().code, "agent.unreachable");
    EXPECT_EQ(rows("pending <> 0"), 1);
    // Back before the agent is: the old sessions are ended all the same.
    add_mailbox("anna");
    run("UPDATE mailbox SET store = 'one.example/anna-2' WHERE address = 'anna@one.example'", {});
    EXPECT_FALSE(follow());
    failure.reset();
    must_follow();
    EXPECT_THAT(kicked, ElementsAre("anna@one.example"));
    EXPECT_THAT(stores, ElementsAre("one.example/anna-1"));
    EXPECT_EQ(rows("pending <> 0"), 0);
}

TEST_P(SessionEnderTest, DoesNotStopAtWhatCanNeverBeDone) {
    failure = invalid("dovecot.no_exact_match", "no");
    change_anna("active = 0");
    must_follow();
    EXPECT_EQ(rows("pending <> 0"), 0);
}

TEST_P(SessionEnderTest, FindsWhatHappenedWhileItsFeedWasCut) {
    run("DELETE FROM change_follower WHERE name = 'sessions'", {});
    change_anna("imap_access = 0");
    run("DELETE FROM mailbox WHERE address = 'bela@one.example'",
        {{db::topic::mailbox_store, "one.example/bela-1"}});
    apply::Follower fresh(*database, ender.effect());
    ASSERT_TRUE(fresh.follow());
    EXPECT_THAT(kicked, UnorderedElementsAre("anna@one.example", "bela@one.example"));
    EXPECT_THAT(stores, ElementsAre("one.example/bela-1"));
}

INSTANTIATE_TEST_SUITE_P(Engines, SessionEnderTest,
                         ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::mailboxes
