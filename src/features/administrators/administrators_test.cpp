#include "db/testing/databases.hpp"
#include "features/administrators/rules.hpp"
#include "features/administrators/service.hpp"
#include "identity/password.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

namespace mailapp::administrators {
namespace {

TEST(AdministratorRules, NormalizesUserNames) {
    EXPECT_EQ(normalize_username("Anna.B_1-x"), "anna.b_1-x");
    EXPECT_EQ(normalize_username(std::string(64, 'a')), std::string(64, 'a'));
    for (auto const* text : {"", "API", "api", "a b", "a@b", "a/b", "ä", "a\n", "a'b"}) {
        EXPECT_FALSE(normalize_username(text)) << text;
    }
    EXPECT_FALSE(normalize_username(std::string(65, 'a')));
}

class AdministratorsTest : public ::testing::TestWithParam<db::Engine> {
protected:
    AdministratorsTest() {
        add("root");
        owner.account_id = account("root").id;
        owner.name = "root";
    }

    void add(std::string const& username, bool active = true) {
        ASSERT_TRUE(administrators.create(
            owner, {.username = username, .password = "long enough", .active = active}));
    }
    store::Row account(std::string const& username) {
        auto session = database->read();
        return Administrators::find(session, username).value();
    }
    void begin_session(std::string const& username) {
        auto tx = database->begin();
        sessions.start(tx, account(username).id, username, http::RawRequest{});
        tx.commit();
    }
    std::int64_t live_sessions(std::string const& username) {
        return sessions.list(owner, {.account = username}).value().total;
    }
    std::string newest_entry() {
        auto session = database->read();
        return session.scalar<std::string>(
            "SELECT action || ' ' || object || ' ' || details FROM audit_entry ORDER BY seq DESC LIMIT 1");
    }
    template <class T>
    static std::string code_of(Result<T> const& result) {
        return result ? "" : result.error().code;
    }

    db::testing::FreshDatabase database{GetParam()};
    audit::Log log{*database, "key"};
    Seconds now{std::chrono::seconds{1'800'000'000}};
    sessions::Sessions sessions{*database, log, [this] { return now; }};
    identity::HashGate gate{2, 8};
    Administrators administrators{*database, log, sessions, gate};
    Principal owner = Principal::system("test");
};

TEST_P(AdministratorsTest, CreatesAndRecordsWithoutThePassword) {
    auto const made = administrators.create(owner, {.username = "Anna", .password = "correct horse"});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->username, "anna");
    EXPECT_EQ(administrators.get("ANNA").value().created, now);
    EXPECT_TRUE(identity::verify_password(Secret("correct horse"), account("anna").password_hash));
    EXPECT_TRUE(newest_entry().starts_with("administrator.created anna"));
    EXPECT_EQ(newest_entry().find("horse"), std::string::npos);
    EXPECT_EQ(newest_entry().find("ARGON2"), std::string::npos);
}

TEST_P(AdministratorsTest, RefusesBadNamesAndPasswords) {
    EXPECT_EQ(code_of(administrators.create(owner, {.username = "a b", .password = "long enough"})),
              "administrator.username_invalid");
    EXPECT_EQ(code_of(administrators.create(owner, {.username = "ROOT", .password = "long enough"})),
              "administrator.username_taken");
    EXPECT_EQ(code_of(administrators.create(owner, {.username = "anna", .password = "ninechars"})),
              "password.too_weak");
    add("anna");
    EXPECT_EQ(code_of(administrators.update(owner, "anna", {.username = "root"})),
              "administrator.username_taken");
    EXPECT_EQ(code_of(administrators.update(owner, "anna", {.password = "short"})), "password.too_weak");
    EXPECT_EQ(code_of(administrators.update(owner, "nobody", {.password = "long enough"})),
              "administrator.not_found");
}

TEST_P(AdministratorsTest, ChangesOnlyWhatIsGiven) {
    add("anna");
    auto const changed =
        administrators.update(owner, "anna", {.username = "berta", .force_second_factor = true}, 1);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->version, 2);
    EXPECT_TRUE(changed->active);
    EXPECT_TRUE(changed->force_second_factor);
    EXPECT_EQ(newest_entry(),
              "administrator.changed anna "
              R"({"username":["anna","berta"],"force_second_factor":[false,true]})");
    EXPECT_EQ(code_of(administrators.get("anna")), "administrator.not_found");
    EXPECT_EQ(code_of(administrators.update(owner, "berta", {.active = false}, 1)), "version.changed");
    // A change that changes nothing is none.
    EXPECT_EQ(administrators.update(owner, "berta", {.active = true}).value().version, 2);
}

TEST_P(AdministratorsTest, KeepsOneThatIsActive) {
    add("anna", false);
    auto const last = "administrator.last_active";
    EXPECT_EQ(code_of(administrators.update(owner, "root", {.active = false})), last);
    EXPECT_EQ(code_of(administrators.remove(Principal::system("other"), "root")), last);
    // One that is inactive already may stay so or go.
    EXPECT_TRUE(administrators.update(owner, "anna", {.active = false}));
    EXPECT_TRUE(administrators.remove(owner, "anna"));
    add("berta");
    EXPECT_TRUE(administrators.update(owner, "root", {.active = false}));
    EXPECT_EQ(code_of(administrators.update(owner, "berta", {.active = false})), last);
}

TEST_P(AdministratorsTest, OfTwoDeactivationsAtATimeOneIsRefused) {
    add("anna");
    for (int round = 0; round < 20; ++round) {
        std::latch ready(2);
        std::string codes[2];
        auto const deactivate = [&](std::string const& username, std::string& code) {
            ready.arrive_and_wait();
            code = code_of(administrators.update(owner, username, {.active = false}));
        };
        std::thread first([&] { deactivate("root", codes[0]); });
        std::thread second([&] { deactivate("anna", codes[1]); });
        first.join();
        second.join();
        EXPECT_EQ(codes[0] + codes[1], "administrator.last_active");
        EXPECT_EQ(administrators.list({.active = true}).value().total, 1);
        EXPECT_TRUE(administrators.update(owner, "root", {.active = true}));
        EXPECT_TRUE(administrators.update(owner, "anna", {.active = true}));
    }
}

TEST_P(AdministratorsTest, DoNotDeleteOrResetThemselves) {
    add("anna");
    EXPECT_EQ(code_of(administrators.remove(owner, "root")), "administrator.self_removal");
    EXPECT_EQ(code_of(administrators.update(owner, "root", {.password = "another long one"})),
              "administrator.own_password");
}

TEST_P(AdministratorsTest, EndsSessionsWithPasswordDeactivationAndDeletion) {
    for (auto const* username : {"anna", "berta", "clara", "dora"}) {
        add(username);
        begin_session(username);
        begin_session(username);
        EXPECT_EQ(live_sessions(username), 2);
    }
    EXPECT_TRUE(administrators.update(owner, "anna", {.password = "another long one"}));
    EXPECT_EQ(live_sessions("anna"), 0);
    EXPECT_TRUE(administrators.update(owner, "berta", {.active = false}));
    EXPECT_TRUE(administrators.update(owner, "berta", {.active = true}));
    EXPECT_EQ(live_sessions("berta"), 0);
    EXPECT_TRUE(administrators.remove(owner, "clara"));
    EXPECT_EQ(live_sessions("clara"), 0);
    EXPECT_TRUE(administrators.update(owner, "dora", {.force_second_factor = true}));
    EXPECT_EQ(live_sessions("dora"), 2);
    EXPECT_EQ(administrators.end_sessions(owner, "dora").value().ended, 2);
    EXPECT_EQ(live_sessions("dora"), 0);
}

TEST_P(AdministratorsTest, ResetsAPasswordFromTheCommandLine) {
    add("anna", false);
    auto const password = administrators.reset_password(Principal::system("command line"), "anna");
    ASSERT_TRUE(password);
    EXPECT_TRUE(identity::verify_password(Secret(std::string(*password)), account("anna").password_hash));
    EXPECT_TRUE(account("anna").active);
    EXPECT_EQ(newest_entry().find(*password), std::string::npos);
    EXPECT_EQ(code_of(administrators.reset_password(owner, "nobody")), "administrator.not_found");
}

TEST_P(AdministratorsTest, ListsPageByPage) {
    for (auto const* username : {"anna", "berta", "clara"}) add(username);
    AdministratorFilter filter{.limit = 3, .sort = "-username"};
    auto const first = administrators.list(filter);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->total, 4);
    EXPECT_EQ(first->items.at(0).username, "root");
    filter.cursor = first->next_cursor;
    auto const second = administrators.list(filter);
    ASSERT_TRUE(second);
    ASSERT_EQ(second->items.size(), 1U);
    EXPECT_EQ(second->items.at(0).username, "anna");
    EXPECT_FALSE(second->next_cursor);
    AdministratorFilter by_time{.limit = 2, .sort = "created"};
    by_time.cursor = administrators.list(by_time).value().next_cursor;
    EXPECT_EQ(administrators.list(by_time).value().items.at(0).username, "clara");
    EXPECT_EQ(administrators.list({.search = "ER"}).value().total, 1);
}

TEST_P(AdministratorsTest, SaysWhenTooManyPasswordsAreHashed) {
    identity::HashGate closed(0, 0);
    Administrators busy(*database, log, sessions, closed);
    EXPECT_EQ(code_of(busy.create(owner, {.username = "anna", .password = "long enough"})), "server.busy");
}

INSTANTIATE_TEST_SUITE_P(Engines, AdministratorsTest,
                         ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::administrators
