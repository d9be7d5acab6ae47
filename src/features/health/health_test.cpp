#include "features/health/service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp::health {
namespace {

using services::ServiceName;
using services::ServiceState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Seconds const now{std::chrono::seconds(1'000'000)};
constexpr std::chrono::seconds long_ago{60};

std::vector<std::string> codes(std::vector<HealthReason> const& reasons) {
    std::vector<std::string> list;
    for (auto const& reason : reasons) {
        EXPECT_FALSE(reason.detail.empty());
        list.push_back(reason.code + " " + reason.subject);
    }
    return list;
}

std::vector<std::string> of_services(std::vector<services::Service> items) {
    std::vector<HealthReason> reasons;
    judge_services(services::ServiceList{std::move(items), now}, reasons);
    return codes(reasons);
}

std::vector<std::string> of_part(applied::AppliedPart part) {
    applied::AppliedState state;
    state.parts.push_back(std::move(part));
    std::vector<HealthReason> reasons;
    judge_applied(state, now, reasons);
    return codes(reasons);
}

std::vector<std::string> of_disk(std::int64_t used, std::int64_t available) {
    std::vector<HealthReason> reasons;
    judge_disk({"/dev/a", used + available, used, available}, reasons);
    return codes(reasons);
}

TEST(Health, TellsOfADamagedReplicaWithTimeAndFile) {
    auto const judged = [](std::vector<SetAside> const& set_aside, bool is_replaced) {
        std::vector<HealthReason> reasons;
        judge_replica(set_aside, is_replaced, now, reasons);
        return reasons;
    };
    EXPECT_THAT(judged({}, false), IsEmpty());
    auto const fresh = to_rfc3339(now - std::chrono::hours(1));
    auto const old = to_rfc3339(now - std::chrono::hours(25));
    auto const told =
        judged({{fresh, "the words", "/i/damaged-2"}, {old, "other words", "/i/damaged-1"}}, false);
    EXPECT_THAT(codes(told), ElementsAre("directory.replica_damaged /i/damaged-2"));
    for (auto const& part : {fresh, std::string("the words"), std::string("/i/damaged-2")})
        EXPECT_THAT(told.front().detail, ::testing::HasSubstr(part));
    EXPECT_THAT(codes(judged({{fresh, "p", "/f"}}, true)), ElementsAre("directory.replica_rebuilt /f"));
    // However long ago: without one nothing is answered.
    EXPECT_THAT(codes(judged({{old, "p", "/f"}}, false)), ElementsAre("directory.replica_damaged /f"));
    EXPECT_THAT(judged({{old, "p", "/f"}}, true), IsEmpty());
}

TEST(Health, NamesServicesThatDoNotRun) {
    EXPECT_THAT(of_services({{.name = ServiceName::postfix, .state = ServiceState::running},
                             {.name = ServiceName::redis, .state = ServiceState::starting}}),
                IsEmpty());
    EXPECT_THAT(of_services({{.name = ServiceName::postfix, .state = ServiceState::stopped},
                             {.name = ServiceName::redis, .state = ServiceState::failed, .reason = "why"}}),
                ElementsAre("service.stopped postfix", "service.failed redis"));
}

TEST(Health, SaysWhenTheAgentIsGone) {
    std::vector<HealthReason> reasons;
    judge_services(upstream("agent.unreachable", "Nobody there."), reasons);
    EXPECT_THAT(codes(reasons), ElementsAre("agent.unreachable agent"));
}

TEST(Health, ALagIsAReasonOnlyWhenItLasts) {
    EXPECT_THAT(of_part({.name = "directory", .position = 5}), IsEmpty());
    EXPECT_THAT(of_part({.name = "directory", .position = 5, .behind = 2, .waiting_since = now}), IsEmpty());
    EXPECT_THAT(of_part({.name = "directory", .position = 5, .behind = 2, .waiting_since = now - long_ago}),
                ElementsAre("directory.behind directory"));
    EXPECT_THAT(of_part({.name = "directory", .problem = "gone"}),
                ElementsAre("directory.not_answering directory"));
}

TEST(Health, AFollowerThatFailsIsAReasonWhenItLasts) {
    EXPECT_THAT(of_part({.name = "traps", .position = 5, .problem = "x", .failing_since = now}), IsEmpty());
    EXPECT_THAT(of_part({.name = "traps", .position = 5, .problem = "x", .failing_since = now - long_ago}),
                ElementsAre("apply.failing traps"));
}

TEST(Health, KeysThatCannotBePublishedAreAReasonAtOnce) {
    EXPECT_THAT(of_part({.name = "dkim", .position = 5, .problem = "x", .failing_since = now}),
                ElementsAre("apply.failing dkim"));
}

TEST(Health, ACertificateIsAReasonTwoWeeksBeforeItsEnd) {
    auto const of_certificate = [](std::optional<Seconds> until) {
        std::vector<HealthReason> reasons;
        judge_certificate(until, now, reasons);
        return codes(reasons);
    };
    constexpr std::chrono::hours warning{14 * 24};
    EXPECT_THAT(of_certificate({}), IsEmpty());
    EXPECT_THAT(of_certificate(now + warning + std::chrono::seconds(1)), IsEmpty());
    EXPECT_THAT(of_certificate(now + warning), ElementsAre("certificate.expires_soon 1970-01-26T13:46:40Z"));
    EXPECT_THAT(of_certificate(now + std::chrono::seconds(1)),
                ElementsAre("certificate.expires_soon 1970-01-12T13:46:41Z"));
    EXPECT_THAT(of_certificate(now), ElementsAre("certificate.expired 1970-01-12T13:46:40Z"));
}

TEST(Health, ADiskWithLessThanATenthLeftIsAReason) {
    EXPECT_THAT(of_disk(90, 10), IsEmpty());
    EXPECT_THAT(of_disk(91, 9), ElementsAre("disk.nearly_full /dev/a"));
    EXPECT_THAT(of_disk(0, 0), IsEmpty());
    std::vector<HealthReason> reasons;
    judge_data_disk({"/dev/b", 100, 90, 10}, reasons);
    EXPECT_THAT(reasons, IsEmpty());
    judge_data_disk({"/dev/b", 100, 100, 0}, reasons);
    EXPECT_THAT(codes(reasons), ElementsAre("disk.nearly_full /dev/b"));
    EXPECT_NE(reasons.front().detail.find("database"), std::string::npos);
}

}  // namespace
}  // namespace mailapp::health
