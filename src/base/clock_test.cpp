#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace mailapp {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(UnbrokenClock, GoesOnWhateverBecomesOfTheMachinesClock) {
    Seconds wall{seconds{1'800'000'000}};
    Moment passed{seconds{50}};
    UnbrokenClock const clock([&] { return wall; }, [&] { return passed; });
    EXPECT_EQ(clock(), Seconds{seconds{1'800'000'000}});
    wall += hours{24 * 400};
    EXPECT_EQ(clock(), Seconds{seconds{1'800'000'000}});
    passed += seconds{10} + milliseconds{999};
    EXPECT_EQ(clock(), Seconds{seconds{1'800'000'010}});
    wall -= hours{24 * 800};
    passed += milliseconds{1};
    EXPECT_EQ(clock(), Seconds{seconds{1'800'000'011}});
}

TEST(UnbrokenClock, OfThisProcessBeginsWithTheMachinesTime) {
    auto const now = unbroken_now();
    EXPECT_LT(now - system_now(), clock_slack);
    EXPECT_LT(system_now() - now, clock_slack);
    EXPECT_GE(unbroken_now(), now);
}

}  // namespace
}  // namespace mailapp
