#include "features/set_up/service.hpp"

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
    Service service{*names.database, names.audit, names.domains};
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

INSTANTIATE_TEST_SUITE_P(Engines, SetUpTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::set_up
