#include "db/testing/databases.hpp"
#include "features/api_keys/rules.hpp"
#include "features/api_keys/service.hpp"

#include <gtest/gtest.h>

#include <regex>

namespace mailapp::api_keys {
namespace {

TEST(ApiKeyRules, MakesKeysOfFiveGroups) {
    auto const key = generate_key();
    EXPECT_TRUE(std::regex_match(key, std::regex("([0-9A-F]{6}-){4}[0-9A-F]{6}"))) << key;
    EXPECT_NE(key, generate_key());
    EXPECT_EQ(hint_of_key("000000-111111-222222-333333-44444A"), "44444A");
}

class ApiKeysTest : public ::testing::TestWithParam<db::Engine> {
protected:
    IssuedApiKey make(NewApiKey wanted) { return keys.create(owner, wanted).value(); }
    IssuedApiKey make() { return make({.allow_from = {"192.0.2.0/24", "2001:db8::/64"}}); }
    std::string outcome(std::string_view key, std::string_view remote) {
        auto const who = keys.authenticate(key, remote);
        return who ? std::string(reflect::enum_name(who->role)) : who.error().code;
    }
    template <class T>
    static std::string code_of(Result<T> const& result) {
        return result ? "" : result.error().code + " " + result.error().field;
    }

    db::testing::FreshDatabase database{GetParam()};
    audit::Log log{*database, "key"};
    Seconds now{std::chrono::seconds{1'800'000'000}};
    Moment steady{std::chrono::seconds{1'000}};
    ApiKeys keys{*database, log, [this] { return now; }, [this] { return steady; }};
    Principal owner = Principal::system("test");
};

TEST_P(ApiKeysTest, AuthenticateFromTheirAddressesOnly) {
    auto const issued = make();
    EXPECT_EQ(outcome(issued.key, "192.0.2.77"), "api_read_only");
    EXPECT_EQ(outcome(issued.key, "::ffff:192.0.2.77"), "api_read_only");
    EXPECT_EQ(outcome(issued.key, "2001:db8::77"), "api_read_only");
    EXPECT_EQ(outcome(issued.key, "192.0.3.77"), "api_key.address_not_allowed");
    EXPECT_EQ(outcome(issued.key, "::ffff:192.0.3.77"), "api_key.address_not_allowed");
    EXPECT_EQ(outcome(issued.key, "127.0.0.1"), "api_key.address_not_allowed");
    EXPECT_EQ(outcome(issued.key, ""), "api_key.address_not_allowed");
    auto const who = keys.authenticate(issued.key, "192.0.2.77").value();
    EXPECT_EQ(who.name, "api:" + issued.key.substr(issued.key.size() - 6));
    EXPECT_EQ(who.account_id, issued.details.id);
    auto const anywhere = make({.access = ApiAccess::read_write, .skip_ip_check = true});
    EXPECT_EQ(outcome(anywhere.key, "203.0.113.1"), "api_read_write");
    EXPECT_EQ(outcome(anywhere.key + "0", "203.0.113.1"), "api_key.unknown");
    EXPECT_EQ(outcome(to_lower(anywhere.key), "203.0.113.1"), "api_key.unknown");
    EXPECT_EQ(outcome(std::string(100'000, 'A'), "203.0.113.1"), "api_key.unknown");
}

TEST_P(ApiKeysTest, AreNotKept) {
    auto const issued = make();
    auto session = database->read();
    auto const stored = session.scalar<std::string>(
        "SELECT key_hash || hint || (SELECT action || details FROM audit_entry) FROM api_key");
    EXPECT_EQ(stored.find(issued.key), std::string::npos);
    EXPECT_EQ(stored.find(issued.key.substr(0, 20)), std::string::npos);
    EXPECT_NE(stored.find(hash_of_key(issued.key)), std::string::npos);
    EXPECT_NE(stored.find("api_key.created"), std::string::npos);
}

TEST_P(ApiKeysTest, RefuseWhatCannotWork) {
    auto const create = [&](NewApiKey const& wanted) { return code_of(keys.create(owner, wanted)); };
    EXPECT_EQ(create({}), "api_key.allow_from_empty /allow_from");
    EXPECT_EQ(create({.allow_from = {"192.0.2.1", "example.org"}}), "api_key.address_invalid /allow_from/1");
    EXPECT_EQ(create({.allow_from = std::vector<std::string>(501, "192.0.2.1")}),
              "api_key.too_many_addresses /allow_from");
    EXPECT_EQ(create({.description = "a\nb", .skip_ip_check = true}),
              "api_key.description_invalid /description");
    auto const id = make().details.id;
    EXPECT_EQ(code_of(keys.update(owner, id, {.allow_from = std::vector<std::string>{}})),
              "api_key.allow_from_empty /allow_from");
    EXPECT_EQ(keys.list({}).value().total, 1);
}

TEST_P(ApiKeysTest, KeepTheListWhileTheCheckIsOff) {
    auto const issued =
        make({.description = " backup ", .allow_from = {"192.0.2.9/24", " ::FFFF:192.0.2.1"}});
    EXPECT_EQ(issued.details.description, "backup");
    EXPECT_EQ(issued.details.allow_from, (std::vector<std::string>{"192.0.2.0/24", "192.0.2.1"}));
    auto const id = issued.details.id;
    EXPECT_TRUE(keys.update(owner, id, {.skip_ip_check = true}));
    EXPECT_EQ(outcome(issued.key, "203.0.113.1"), "api_read_only");
    EXPECT_TRUE(keys.update(owner, id, {.skip_ip_check = false}));
    EXPECT_EQ(outcome(issued.key, "203.0.113.1"), "api_key.address_not_allowed");
    EXPECT_EQ(keys.get(id).value().allow_from, issued.details.allow_from);
    EXPECT_EQ(keys.get(id).value().version, 3);
    EXPECT_EQ(code_of(keys.update(owner, id, {.active = false}, 1)), "version.changed ");
}

TEST_P(ApiKeysTest, AreDeadAtOnceWhenRevoked) {
    auto const from = "192.0.2.1";
    auto const regenerated = make(), inactive = make(), deleted = make(),
               demoted = make({.access = ApiAccess::read_write, .skip_ip_check = true});
    for (auto const& issued : {regenerated, inactive, deleted}) {
        EXPECT_EQ(outcome(issued.key, from), "api_read_only");
    }
    EXPECT_EQ(outcome(demoted.key, from), "api_read_write");
    auto const fresh = keys.regenerate(owner, regenerated.details.id).value();
    EXPECT_EQ(outcome(regenerated.key, from), "api_key.unknown");
    EXPECT_EQ(outcome(fresh.key, from), "api_read_only");
    EXPECT_TRUE(keys.update(owner, inactive.details.id, {.active = false}));
    EXPECT_EQ(outcome(inactive.key, from), "api_key.unknown");
    EXPECT_TRUE(keys.remove(owner, deleted.details.id));
    EXPECT_EQ(outcome(deleted.key, from), "api_key.unknown");
    EXPECT_TRUE(keys.update(owner, demoted.details.id, {.access = ApiAccess::read_only}));
    EXPECT_EQ(outcome(demoted.key, from), "api_read_only");
    EXPECT_EQ(code_of(keys.remove(owner, deleted.details.id)), "api_key.not_found ");
    EXPECT_EQ(code_of(keys.regenerate(owner, deleted.details.id)), "api_key.not_found ");
    EXPECT_TRUE(log.verify().intact);
}

TEST_P(ApiKeysTest, NoticeKeysOfAnotherProcess) {
    ApiKeys elsewhere(*database, log);
    EXPECT_EQ(outcome("unknown", "192.0.2.1"), "api_key.unknown");
    auto const issued = elsewhere.create(owner, {.skip_ip_check = true}).value();
    auto const becomes = [&](std::string const& wanted) {
        auto const end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        std::string found;
        // The clock goes on, so that wrong tries are forgotten while this waits.
        do {
            steady += std::chrono::hours{1};
            found = outcome(issued.key, "192.0.2.1");
        } while (found != wanted && std::chrono::steady_clock::now() < end);
        return found == wanted;
    };
    EXPECT_TRUE(becomes("api_read_only"));
    EXPECT_TRUE(elsewhere.remove(owner, issued.details.id));
    EXPECT_TRUE(becomes("api_key.unknown"));
}

TEST_P(ApiKeysTest, SlowGuessingButNeverTheRightKey) {
    auto const issued = make();
    for (int i = 0; i < 200; ++i) EXPECT_EQ(outcome("wrong", "192.0.2.1"), "api_key.unknown");
    auto const refused = keys.authenticate("wrong", "192.0.2.200");
    EXPECT_EQ(refused.error().code, "api_key.throttled");
    EXPECT_EQ(refused.error().retry_after, 2);
    EXPECT_EQ(outcome(issued.key, "192.0.2.1"), "api_read_only");
    EXPECT_EQ(outcome("wrong", "192.0.3.1"), "api_key.unknown");
}

TEST_P(ApiKeysTest, ListPageByPage) {
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 12; ++i) ids.push_back(make().details.id);
    ApiKeyFilter filter{.limit = 10};
    auto page = keys.list(filter).value();
    EXPECT_EQ(page.total, 12);
    EXPECT_EQ(page.items.size(), 10U);
    filter.cursor = page.next_cursor;
    page = keys.list(filter).value();
    ASSERT_EQ(page.items.size(), 2U);
    EXPECT_EQ(page.items.at(1).id, ids.back());
    EXPECT_FALSE(page.next_cursor);
}

INSTANTIATE_TEST_SUITE_P(Engines, ApiKeysTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::api_keys
