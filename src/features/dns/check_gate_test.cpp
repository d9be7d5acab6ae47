#include "features/dns/check_gate.hpp"

#include <gtest/gtest.h>

namespace mailapp::dns {
namespace {

constexpr CheckGate::Moment noon{std::chrono::hours(12)};

std::string code_of(Result<CheckGate::Place> const& place) {
    return place ? "" : place.error().code;
}

TEST(DnsCheckGate, LetsSoManyRunAtATime) {
    CheckGate gate(2);
    auto one = gate.enter("anna", noon).value();
    auto const two = gate.enter("bela", noon).value();
    auto const refused = gate.enter("cavid", noon);
    ASSERT_EQ(code_of(refused), "dns.check_busy");
    EXPECT_GT(refused.error().retry_after, 0);
    one.reset();
    EXPECT_EQ(code_of(gate.enter("cavid", noon)), "");
}

TEST(DnsCheckGate, BoundsWhatEachCallerStartsInAMinute) {
    CheckGate gate(1);
    for (std::size_t i = 0; i < CheckGate::most_in_a_minute; ++i)
        ASSERT_EQ(code_of(gate.enter("anna", noon + std::chrono::seconds(i))), "");
    auto const refused = gate.enter("anna", noon + std::chrono::seconds(40));
    ASSERT_EQ(code_of(refused), "dns.check_limit");
    EXPECT_EQ(refused.error().retry_after, 20);
    EXPECT_EQ(code_of(gate.enter("bela", noon + std::chrono::seconds(40))), "") << "others are not concerned";
    EXPECT_EQ(code_of(gate.enter("anna", noon + std::chrono::seconds(60))), "");
    EXPECT_EQ(code_of(gate.enter("anna", noon + std::chrono::seconds(60))), "dns.check_limit");
}

TEST(DnsCheckGate, CountsNoneThatFoundNoPlace) {
    CheckGate gate(1);
    {
        auto const running = gate.enter("anna", noon).value();
        for (int i = 0; i < 100; ++i) ASSERT_EQ(code_of(gate.enter("bela", noon)), "dns.check_busy");
    }
    EXPECT_EQ(code_of(gate.enter("bela", noon)), "");
}

}  // namespace
}  // namespace mailapp::dns
