#include "features/system/service.hpp"

#include <gtest/gtest.h>

namespace mailapp::system {
namespace {

TEST(SystemReadings, CountsAllButIdleAndWaitingAsBusy) {
    auto const time = parse_processor_time("cpu  10 1 4 80 5 2 3 1 7 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
    ASSERT_TRUE(time);
    EXPECT_EQ(time->total, 106);
    EXPECT_EQ(time->busy, 21);
    EXPECT_FALSE(parse_processor_time("intr 1 2 3"));
    EXPECT_FALSE(parse_processor_time("cpu 1 2 x 4 5 6 7 8"));
}

TEST(SystemReadings, GivesNoShareWhenNoTimePassed) {
    EXPECT_FALSE(busy_percent({5, 10}, {5, 10}));
    EXPECT_DOUBLE_EQ(busy_percent({5, 10}, {6, 14}).value(), 25.0);
}

TEST(SystemReadings, FindsWholeNamesOnly) {
    auto const text = "MemTotal:  100 kB\nMemTotalHuge: 7 kB\nSwapFree: 3 kB\n";
    EXPECT_EQ(memory_value(text, "MemTotal"), 100 * 1024);
    EXPECT_EQ(memory_value(text, "SwapFree"), 3 * 1024);
    EXPECT_EQ(memory_value(text, "Mem"), 0);
}

TEST(SystemReadings, TakesTheDeviceOfTheLongestPlace) {
    auto const mounts = "/dev/a / ext4 rw 0 0\n/dev/b /var ext4 rw 0 0\n/dev/c /var/mail ext4 rw 0 0\n";
    EXPECT_EQ(device_of(mounts, "/var/mail/x"), "/dev/c");
    EXPECT_EQ(device_of(mounts, "/var/mailbox"), "/dev/b");
    EXPECT_EQ(device_of(mounts, "/home"), "/dev/a");
}

TEST(SystemReadings, ReadsTheThreeAveragesOfTheLoad) {
    EXPECT_EQ(parse_load("0.25 1.50 12.00 2/345 6789\n"), (std::vector<double>{0.25, 1.5, 12}));
    EXPECT_TRUE(parse_load("0.25 1.50").empty());
    EXPECT_TRUE(parse_load("a b c").empty());
}

TEST(SystemReadings, NamesTheZoneThatALinkLeadsTo) {
    EXPECT_EQ(zone_of_link("/usr/share/zoneinfo/Asia/Baku"), "Asia/Baku");
    EXPECT_EQ(zone_of_link("../usr/share/zoneinfo/UTC"), "UTC");
    EXPECT_EQ(zone_of_link("/etc/other"), "");
}

agent::Client without_agent() {
    return agent::Client([](std::string const&, std::chrono::milliseconds) -> Result<std::string> {
        return upstream("agent.unreachable", "Nobody there.");
    });
}

TEST(System, ShowsWhatTheAgentCountedAndAsksItSeldom) {
    int asked = 0;
    agent::Client const agent(
        [&asked](std::string const& line, std::chrono::milliseconds) -> Result<std::string> {
            ++asked;
            EXPECT_NE(line.find("\"storage.show\""), std::string::npos);
            return std::string(R"({"result":{"mail":5,"database":4,"queue":3,"logs":2,"other":1,)"
                               R"("measured":1000}})");
        });
    Service service("mail.example.org", "/", agent);
    for (int i = 0; i < 3; ++i) {
        auto const parts = service.status().disk_parts;
        ASSERT_TRUE(parts);
        EXPECT_EQ(parts->mail, 5);
        EXPECT_EQ(parts->logs, 2);
        EXPECT_EQ(parts->measured, Seconds(std::chrono::seconds(1000)));
    }
    EXPECT_EQ(asked, 1);
}

TEST(System, KnowsTheMachineItRunsOn) {
    auto const agent = without_agent();
    Service service("mail.example.org", "/does/not/exist/yet", agent);
    auto const status = service.status();
    EXPECT_FALSE(status.program_version.empty());
    EXPECT_GT(status.host.memory_total, status.host.memory_available);
    EXPECT_GT(status.host.uptime_seconds, 0);
    EXPECT_FALSE(status.host.architecture.empty());
    EXPECT_GT(status.mail_disk.total, 0);
    EXPECT_FALSE(status.host.processor_percent);
    EXPECT_EQ(status.host.load.size(), 3U);
    EXPECT_FALSE(status.disk_parts);
}

TEST(System, SamplesHowBusyTheMachineIs) {
    auto const agent = without_agent();
    Service service("mail.example.org", "/", agent);
    ProcessorTime since;
    EXPECT_FALSE(service.sample(since).processor_percent);
    EXPECT_GT(since.total, 0);
    auto const sample = service.sample(since);
    EXPECT_GT(sample.memory_percent, 0);
    EXPECT_LT(sample.memory_percent, 100);
    EXPECT_GT(sample.disk_total, sample.disk_available);
}

}  // namespace
}  // namespace mailapp::system
