#include "features/sign_in/throttle.hpp"

#include <gtest/gtest.h>

namespace mailapp::sign_in {
namespace {

using std::chrono::seconds;

class ThrottleTest : public ::testing::Test {
protected:
    seconds wait(std::string_view account, std::string_view remote) {
        return throttle.admit(account, remote).wait;
    }
    void fail(int times, std::string_view account, std::string_view remote) {
        for (int i = 0; i < times; ++i) EXPECT_EQ(wait(account, remote), seconds{0}) << i;
    }
    /// Failures from many networks, each too few to be slowed by itself.
    void attack(std::string_view account, int times) {
        for (int i = 0; i < times; ++i) {
            auto const network = "203.0." + std::to_string(i % 250) + ".1";
            EXPECT_EQ(wait(account, network), seconds{0}) << i;
        }
    }

    Moment now{seconds{1'000}};
    Throttle throttle{[this] { return now; }};
};

TEST_F(ThrottleTest, AnswersWithAGrowingWait) {
    fail(5, "anna", "192.0.2.1");
    EXPECT_EQ(wait("anna", "192.0.2.1"), seconds{2});
    // Asking again while it waits costs nothing.
    EXPECT_EQ(wait("anna", "192.0.2.1"), seconds{2});
    now += seconds{2};
    fail(1, "anna", "192.0.2.1");
    EXPECT_EQ(wait("anna", "192.0.2.1"), seconds{4});
}

TEST_F(ThrottleTest, CountsANetworkAsOne) {
    fail(5, "anna", "192.0.2.1");
    EXPECT_EQ(wait("ANNA", "192.0.2.200"), seconds{2});
    EXPECT_EQ(wait("anna", "::ffff:192.0.2.9"), seconds{2});
    fail(5, "anna", "2001:db8::1");
    EXPECT_EQ(wait("anna", "2001:db8::ffff:1"), seconds{2});
    EXPECT_EQ(wait("anna", "2001:db8:0:1::1"), seconds{0});
}

TEST_F(ThrottleTest, NeverLocksTheOwnerOutOfAnotherNetwork) {
    throttle.remember("anna", "198.51.100.7");
    attack("anna", 49);
    fail(1, "anna", "192.0.2.1");
    // From where the owner was before: no wait at all, whatever the others do.
    EXPECT_EQ(wait("anna", "198.51.100.7"), seconds{0});
    // From somewhere new: one wait, and the attack going on does not prolong it.
    EXPECT_EQ(wait("anna", "198.51.77.1"), seconds{10});
    for (int i = 0; i < 10; ++i) {
        now += seconds{1};
        throttle.admit("anna", "203.0." + std::to_string(i) + ".1");
    }
    EXPECT_EQ(wait("anna", "198.51.77.1"), seconds{0});
}

TEST_F(ThrottleTest, SlowsGuessingFromManyNetworks) {
    attack("anna", 50);
    EXPECT_EQ(wait("anna", "203.0.7.1"), seconds{10});
    EXPECT_EQ(wait("anna", "100.64.0.1"), seconds{10});
    EXPECT_EQ(wait("berta", "100.64.0.1"), seconds{0});
}

TEST_F(ThrottleTest, SlowsANetworkThatTriesManyAccounts) {
    for (int i = 0; i < 20; ++i) fail(1, "user" + std::to_string(i), "192.0.2.1");
    EXPECT_EQ(wait("another", "192.0.2.1"), seconds{2});
    // A success for one account does not wipe that out.
    throttle.remember("known", "192.0.2.1");
    EXPECT_EQ(wait("known", "192.0.2.1"), seconds{0});
    throttle.succeeded("known", "192.0.2.1");
    EXPECT_EQ(wait("another", "192.0.2.1"), seconds{2});
}

TEST_F(ThrottleTest, ForgetsAfterASuccess) {
    fail(4, "anna", "192.0.2.1");
    fail(1, "anna", "192.0.2.1");
    throttle.succeeded("anna", "192.0.2.1");
    fail(5, "anna", "192.0.2.1");
    EXPECT_EQ(throttle.admit("anna", "192.0.2.1").standing, identity::Standing::familiar);
    EXPECT_EQ(throttle.admit("anna", "192.0.3.1").standing, identity::Standing::stranger);
}

TEST_F(ThrottleTest, DoesNotPunishForABusyServer) {
    for (int i = 0; i < 100; ++i) {
        fail(1, "anna", "192.0.2.1");
        throttle.cancelled("anna", "192.0.2.1");
    }
    fail(5, "anna", "192.0.2.1");
    EXPECT_EQ(wait("anna", "192.0.2.1"), seconds{2});
}

}  // namespace
}  // namespace mailapp::sign_in
