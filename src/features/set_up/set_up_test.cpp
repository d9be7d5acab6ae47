#include "features/set_up/service.hpp"

#include "db/changes.hpp"
#include "features/testing/names.hpp"

#include <gtest/gtest.h>

namespace mailapp::set_up {
namespace {

class SetUpTest : public ::testing::TestWithParam<db::Engine> {
protected:
    std::int64_t entries(std::string const& action) {
        auto session = names.database->read();
        return session.scalar<std::int64_t>("SELECT COUNT(*) FROM audit_entry WHERE action = $1", action);
    }
    testing::Names names{GetParam()};
    Service service{*names.database, names.audit, names.domains, "mail.example.net"};
    std::string refusal(std::string address) {
        auto const answer = service.set(names.who, {true, std::move(address)});
        return answer ? "" : answer.error().code;
    }
};

TEST_P(SetUpTest, IsWantedWhileThereIsNoDomain) {
    EXPECT_TRUE(service.state()->wanted);
    EXPECT_FALSE(service.state()->closed);
    names.add_domain("example.org");
    EXPECT_FALSE(service.state()->wanted);
    ASSERT_TRUE(names.domains.remove(names.who, "example.org"));
    EXPECT_TRUE(service.state()->wanted);
}

TEST_P(SetUpTest, StaysClosedUntilItIsOpened) {
    auto const closed = service.set(names.who, {true});
    EXPECT_FALSE(closed->wanted);
    ASSERT_TRUE(closed->closed);
    EXPECT_EQ(service.set(names.who, {true})->closed, closed->closed);
    EXPECT_FALSE(service.state()->wanted);
    EXPECT_EQ(service.state()->closed, closed->closed);
    EXPECT_EQ(entries("set_up.closed"), 1);
    EXPECT_TRUE(service.set(names.who, {false})->wanted);
    EXPECT_TRUE(service.set(names.who, {false})->wanted);
    EXPECT_EQ(entries("set_up.opened"), 1);
}

TEST_P(SetUpTest, KeepsTheAddressForTheMailOfTheServer) {
    EXPECT_EQ(service.state()->system_mail, "");
    auto const change = [&] {
        auto session = names.database->read();
        return db::newest_change(session);
    };
    auto const before = change();
    EXPECT_EQ(service.set(names.who, {true, " Anna@Example.ORG "})->system_mail, "anna@example.org");
    EXPECT_EQ(change(), before + 1);
    EXPECT_EQ(service.set(names.who, {true, "anna@example.org"})->system_mail, "anna@example.org");
    EXPECT_EQ(service.set(names.who, {true})->system_mail, "anna@example.org");
    EXPECT_EQ(change(), before + 1);
    EXPECT_EQ(entries("set_up.system_mail_set"), 1);
    for (auto const* const wrong : {"", "anna", "@example.org", "root@mail.example.net", "root@localhost"})
        EXPECT_EQ(refusal(wrong), "set_up.system_mail_invalid") << wrong;
    EXPECT_EQ(service.state()->system_mail, "anna@example.org");
}

INSTANTIATE_TEST_SUITE_P(Engines, SetUpTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::set_up
