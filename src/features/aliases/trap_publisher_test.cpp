#include "features/aliases/trap_publisher.hpp"

#include "db/testing/databases.hpp"
#include "stack/test_daemon.hpp"

#include <gmock/gmock.h>

namespace mailapp::aliases {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(TrapSettings, AreEmptyWithoutTraps) {
    EXPECT_THAT(trap_settings({}), HasSubstr("settings {\n}"));
}

TEST(TrapSettings, NameAddressesLiterallyAndWithTags) {
    auto const text = trap_settings({"spam@one.example", "ham.b@one.example", "x@two.example"});
    EXPECT_THAT(text, HasSubstr("(?:spam|ham\\\\x2eb)(?:\\\\x2b[^\\\\x40]*)?\\\\x40one\\\\x2eexample"));
    EXPECT_THAT(text, HasSubstr("|(?:x)(?:"));
}

TEST(TrapSettings, LetNothingOfAnAddressBecomeSyntax) {
    auto const text = trap_settings({"a\"b/c$d{e}\n\\|*@one.example"});
    EXPECT_THAT(text, HasSubstr("a\\\\x22b\\\\x2fc\\\\x24d\\\\x7be\\\\x7d\\\\x0a\\\\x5c\\\\x7c\\\\x2a"));
}

class TrapPublisherTest : public ::testing::TestWithParam<db::Engine> {
protected:
    void run(std::string const& sql) {
        auto tx = database->begin();
        tx.execute(sql);
        tx.commit();
    }
    void add_alias(std::string const& address, std::string const& delivery, int active = 1) {
        run("INSERT INTO alias (address, domain, delivery, active, internal, sender_allowed, sogo_visible,"
            " created, version) VALUES ('" +
            address + "', '" + address.substr(address.find('@') + 1) + "', '" + delivery + "', " +
            std::to_string(active) + ", 0, 0, 0, 0, 1)");
    }
    void add_alias_domain() {
        run("INSERT INTO domain (name, description, max_aliases, max_mailboxes, default_quota, max_quota,"
            " quota, relay_host, backup_mx, relay_all_recipients, relay_unknown_only, global_address_list,"
            " active, rate_limit_value, rate_limit_frame, created, version)"
            " VALUES ('one.example', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 's', 0, 1)");
        run("INSERT INTO alias_domain (name, target_domain, active, rate_limit_value, rate_limit_frame,"
            " created, version) VALUES ('also.example', 'one.example', 1, 0, 's', 0, 1)");
    }
    std::string published() {
        auto const done = publisher.publish();
        if (!done) throw std::runtime_error(done.error().detail);
        return *read_file(file);
    }

    db::testing::FreshDatabase database{GetParam()};
    test::TemporaryDirectory directory;
    fs::path file = directory.path() / "settings.conf";
    TrapPublisher publisher{*database, file};
};

TEST_P(TrapPublisherTest, WritesActiveAliasesThatLearn) {
    add_alias("spam@one.example", "learn_spam");
    add_alias("ham@one.example", "learn_ham");
    add_alias("off@one.example", "learn_spam", 0);
    add_alias("info@one.example", "forward");
    add_alias("@one.example", "learn_spam");
    EXPECT_EQ(published(), trap_settings({"ham@one.example", "spam@one.example"}));
}

TEST_P(TrapPublisherTest, FollowsAliasDomainsButNotOverTheirOwnAliases) {
    add_alias_domain();
    add_alias("spam@one.example", "learn_spam");
    add_alias("ham@one.example", "learn_ham");
    add_alias("ham@also.example", "forward");
    EXPECT_EQ(published(), trap_settings({"ham@one.example", "spam@also.example", "spam@one.example"}));
}

TEST_P(TrapPublisherTest, WritesOnlyWhenSomethingChanged) {
    published();
    fs::last_write_time(file, fs::file_time_type{});
    published();
    EXPECT_EQ(fs::last_write_time(file), fs::file_time_type{});
    add_alias("spam@one.example", "learn_spam");
    published();
    EXPECT_NE(fs::last_write_time(file), fs::file_time_type{});
}

INSTANTIATE_TEST_SUITE_P(Engines, TrapPublisherTest,
                         ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::aliases
