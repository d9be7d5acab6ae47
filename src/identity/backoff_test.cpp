#include "identity/backoff.hpp"

#include <gtest/gtest.h>

namespace mailapp::identity {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

Moment const start{seconds{1'000}};

TEST(Backoff, WaitsLongerWithEachFailureUpToItsLimit) {
    Backoff backoff({.free = 3, .longest = seconds{30}, .capacity = 10});
    for (int i = 0; i < 2; ++i) backoff.count("a", start);
    EXPECT_EQ(backoff.wait("a", start), seconds{0});
    backoff.count("a", start);
    EXPECT_EQ(backoff.wait("a", start), seconds{2});
    backoff.count("a", start);
    EXPECT_EQ(backoff.wait("a", start), seconds{4});
    EXPECT_EQ(backoff.wait("a", start + seconds{3}), seconds{1});
    EXPECT_EQ(backoff.wait("a", start + seconds{4}), seconds{0});
    for (int i = 0; i < 100; ++i) backoff.count("a", start);
    EXPECT_EQ(backoff.wait("a", start), seconds{30});
    EXPECT_EQ(backoff.wait("b", start), seconds{0});
}

TEST(Backoff, ForgetsWithTime) {
    Backoff backoff({.free = 3, .longest = seconds{30}, .capacity = 10});
    for (int i = 0; i < 8; ++i) backoff.count("a", start);
    EXPECT_EQ(backoff.failures("a", start + minutes{9}), 8);
    EXPECT_EQ(backoff.failures("a", start + minutes{10}), 4);
    EXPECT_EQ(backoff.failures("a", start + minutes{40}), 0);
    EXPECT_EQ(backoff.failures("a", start + std::chrono::hours{24 * 365}), 0);
}

TEST(Backoff, TakesBackATryThatWasNone) {
    Backoff backoff({.free = 1, .longest = seconds{30}, .capacity = 10});
    backoff.count("a", start);
    backoff.count("a", start);
    EXPECT_EQ(backoff.wait("a", start), seconds{4});
    backoff.undo("a", false);
    EXPECT_EQ(backoff.wait("a", start), seconds{2});
    backoff.count("a", start);
    backoff.undo("a", true);
    EXPECT_EQ(backoff.wait("a", start), seconds{0});
    backoff.forget("a");
    EXPECT_FALSE(backoff.knows("a"));
}

TEST(Backoff, KeepsItsMemoryBounded) {
    Backoff backoff({.free = 1, .longest = seconds{30}, .capacity = 100});
    for (int i = 0; i < 10'000; ++i) {
        backoff.count("often", start);
        backoff.count("key " + std::to_string(i), start);
    }
    EXPECT_EQ(backoff.size(), 100U);
    EXPECT_EQ(backoff.failures("often", start), 10'000);
    EXPECT_FALSE(backoff.knows("key 9000"));
}

}  // namespace
}  // namespace mailapp::identity
