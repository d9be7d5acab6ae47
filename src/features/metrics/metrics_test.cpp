#include "features/metrics/service.hpp"
#include "features/testing/names.hpp"
#include "stack/test_daemon.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace mailapp::metrics {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Seconds const noon{seconds(1'800'000'000)};  // a multiple of 3600

class HistoryTest : public ::testing::Test {
protected:
    fs::path file() const { return directory_.path() / "metrics.ring"; }

    test::TemporaryDirectory directory_;
};

TEST_F(HistoryTest, AveragesSamplesAndAddsCountsByStep) {
    History history(file());
    history.add_sample(noon, 10, 50);
    history.add_sample(noon + seconds(9), 30, 60);
    history.add_sample(noon + seconds(10), std::nullopt, 70);
    history.count(noon + seconds(3), &MailCounts::received, noon + seconds(10));
    history.count(noon + seconds(10), &MailCounts::received, noon + seconds(10));

    auto const hour = history.series(MetricsRange::hour, noon + seconds(12));
    ASSERT_EQ(hour.points.size(), 2U);
    EXPECT_EQ(hour.step_seconds, 10);
    EXPECT_EQ(hour.points[0].time, noon);
    EXPECT_DOUBLE_EQ(hour.points[0].processor_percent.value(), 20);
    EXPECT_DOUBLE_EQ(hour.points[0].memory_percent.value(), 55);
    EXPECT_EQ(hour.points[0].mail.received, 1);
    EXPECT_FALSE(hour.points[1].processor_percent);
    EXPECT_EQ(hour.mail.received, 2);
    EXPECT_EQ(hour.until, noon + seconds(20));
    EXPECT_EQ(hour.until - hour.from, hours(1));

    auto const week = history.series(MetricsRange::week, noon + minutes(5));
    ASSERT_EQ(week.points.size(), 1U);
    EXPECT_EQ(week.points[0].mail.received, 2);
    EXPECT_DOUBLE_EQ(week.points[0].memory_percent.value(), 60);
}

TEST_F(HistoryTest, ForgetsWhatIsOlderThanItsRing) {
    History history(file());
    history.add_sample(noon, 10, 50);
    EXPECT_EQ(history.series(MetricsRange::hour, noon + seconds(3590)).points.size(), 1U);
    EXPECT_TRUE(history.series(MetricsRange::hour, noon + seconds(3600)).points.empty());
    // The same place of the ring an hour later.
    history.add_sample(noon + hours(1), 30, 70);
    auto const later = history.series(MetricsRange::hour, noon + hours(1));
    ASSERT_EQ(later.points.size(), 1U);
    EXPECT_DOUBLE_EQ(later.points[0].memory_percent.value(), 70);
    EXPECT_EQ(history.series(MetricsRange::day, noon + hours(1)).points.size(), 2U);
}

TEST_F(HistoryTest, CountsNothingInAStepThatIsGoneOrToCome) {
    History history(file());
    history.add_sample(noon, 10, 50);
    history.count(noon - hours(2), &MailCounts::sent, noon);
    history.count(noon + minutes(10), &MailCounts::sent, noon);
    history.count(Seconds(), &MailCounts::sent, noon);
    EXPECT_EQ(history.series(MetricsRange::hour, noon).mail.sent, 0);
    EXPECT_EQ(history.series(MetricsRange::day, noon).mail.sent, 1);
}

TEST_F(HistoryTest, SurvivesWithItsPlaces) {
    {
        History history(file());
        history.add_sample(noon, 12.5, 50);
        history.count(noon, &MailCounts::junk, noon);
        history.set_places({"123-456", "789-0"});
        history.save();
        history.add_sample(noon + seconds(10), 13.5, 50);
        history.save();
    }
    auto const size = fs::file_size(file());
    EXPECT_LT(size, 100'000U);
    History again(file());
    EXPECT_EQ(again.places().postfix, "123-456");
    EXPECT_EQ(again.places().dovecot, "789-0");
    auto const hour = again.series(MetricsRange::hour, noon + seconds(10));
    ASSERT_EQ(hour.points.size(), 2U);
    EXPECT_DOUBLE_EQ(hour.points[0].processor_percent.value(), 12.5);
    EXPECT_EQ(hour.mail.junk, 1);
    again.save();
    EXPECT_EQ(fs::file_size(file()), size);
}

TEST_F(HistoryTest, BeginsAnewWhenItsFileIsNone) {
    for (auto const& content : {std::string(), std::string("something else"), std::string(100'000, '\xff'),
                                "mailapp metrics 1\n" + std::string(70, 'x')}) {
        std::ofstream(file(), std::ios::trunc) << content;
        History history(file());
        EXPECT_TRUE(history.series(MetricsRange::week, noon).points.empty());
        EXPECT_EQ(history.places().postfix, "");
        history.add_sample(noon, 1, 1);
        history.save();
        EXPECT_EQ(History(file()).series(MetricsRange::week, noon).points.size(), 1U);
    }
}

class MailCounterTest : public ::testing::Test {
protected:
    void postfix(std::string const& program, std::string const& message) {
        services::LogLine line;
        line.time = noon;
        line.program = "postfix/" + program;
        line.message = message;
        counter.take_postfix(line);
    }
    void dovecot(std::string const& program, std::string const& message) {
        services::LogLine line;
        line.time = noon;
        line.program = program;
        line.message = message;
        counter.take_dovecot(line);
    }
    std::string counted() const {
        std::string text;
        reflect::for_each_member<MailCounts>([&](auto member) {
            if (counts.*member.pointer != 0)
                text += std::string(member.name) + "=" + std::to_string(counts.*member.pointer) + " ";
        });
        return text;
    }

    MailCounts counts;
    MailCounter counter{[this](Seconds, std::int64_t MailCounts::*what) { ++(counts.*what); }};
};

TEST_F(MailCounterTest, AMessageFromOutsideIsReceivedOnceWhenItIsInTheQueue) {
    postfix("smtpd", "B6D0CA721C2: client=mail.example.net[192.0.2.1]");
    EXPECT_EQ(counted(), "");
    postfix("cleanup", "B6D0CA721C2: message-id=<1@example.net>");
    postfix("qmgr", "B6D0CA721C2: from=<a@example.net>, size=454, nrcpt=2 (queue active)");
    postfix("lmtp",
            "B6D0CA721C2: to=<b@example.org>, relay=vm[/run/lmtp.sock], delay=0.4, delays=0/0/0/0, "
            "dsn=2.0.0, status=sent (250 2.0.0 Saved)");
    postfix("lmtp",
            "B6D0CA721C2: to=<c@example.org>, relay=vm[/run/lmtp.sock], delay=0.4, delays=0/0/0/0, "
            "dsn=4.2.0, status=deferred (try later)");
    postfix("qmgr", "B6D0CA721C2: from=<a@example.net>, size=454, nrcpt=2 (queue active)");
    EXPECT_EQ(counted(), "received=1 delivered=1 deferred=1 ");
}

TEST_F(MailCounterTest, ASubmittedMessageThatGoesOut) {
    postfix("submission/smtpd",
            "440E2A7207C: client=x[192.0.2.9], sasl_method=PLAIN, sasl_username=a@example.org");
    postfix("qmgr", "440E2A7207C: from=<a@example.org>, size=454, nrcpt=2 (queue active)");
    postfix("smtp",
            "440E2A7207C: to=<x@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, "
            "delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)");
    postfix("smtp",
            "440E2A7207C: to=<y@example.net>, relay=none, delay=1, delays=0/0/0/1, dsn=5.4.4, "
            "status=bounced (Host not found)");
    EXPECT_EQ(counted(), "submitted=1 sent=1 bounced=1 ");
}

TEST_F(MailCounterTest, WhatIsRefusedIsNotReceived) {
    postfix("smtpd",
            "NOQUEUE: reject: RCPT from x[192.0.2.1]: 550 5.1.1 <n@example.org>: unknown; from=<a@b>");
    postfix("postscreen", "NOQUEUE: reject: RCPT from [192.0.2.1]:5: 550 5.5.1 Protocol error");
    postfix("smtpd", "B6D0CA721C2: client=x[192.0.2.1]");
    postfix("cleanup", "B6D0CA721C2: milter-reject: END-OF-MESSAGE from x[192.0.2.1]: 5.7.1 Gtube pattern");
    postfix("qmgr", "B6D0CA721C2: from=<>, size=1, nrcpt=1 (queue active)");
    EXPECT_EQ(counted(), "rejected=3 ");
}

TEST_F(MailCounterTest, WhatOthersWriteIntoALineCountsForNothing) {
    postfix("smtpd", "warning: helo=<x, dsn=2.0.0, status=sent (>");
    postfix("smtpd", "A1: client=x[192.0.2.1], orig_client=y");
    postfix("smtp",
            "A1: to=<\", status=sent \"@x>, relay=mx[192.0.2.1]:25, delay=1, dsn=4.0.0, "
            "status=deferred (host said: , dsn=2.0.0, status=sent )");
    postfix("qmgr", "A2: from=<a@b>, size=1, nrcpt=1 (queue active)");
    postfix("qmgr", "A1: removed");
    postfix("smtp", "no colon");
    dovecot("imap", "(a@b)<1><x> sieve: msgid=<1>: stored mail into mailbox 'Junk'");
    EXPECT_EQ(counted(), "deferred=1 ");
    dovecot("lmtp", "(a@b)<1><x> sieve: msgid=<1>: stored mail into mailbox 'Junk'");
    EXPECT_EQ(counted(), "deferred=1 junk=1 ");
}

TEST_F(MailCounterTest, RemembersABoundedNumberOfArrivals) {
    for (int i = 0; i < 30'000; ++i) postfix("smtpd", std::to_string(i) + ": client=x[192.0.2.1]");
    postfix("qmgr", "0: from=<a@b>, size=1, nrcpt=1 (queue active)");
    EXPECT_EQ(counted(), "");
    postfix("qmgr", "29999: from=<a@b>, size=1, nrcpt=1 (queue active)");
    EXPECT_EQ(counted(), "received=1 ");
}

/// The keeper with an agent that has one log of Postfix and none of Dovecot.
class KeeperTest : public HistoryTest, protected mailapp::testing::Names {
protected:
    KeeperTest() : Names(db::Engine::sqlite) {}

    static std::string page(std::vector<std::string> const& lines, std::string const& after) {
        agent::LogPage page;
        page.lines = lines;
        page.cursors.resize(lines.size(), "1-0");
        page.after = after;
        return "{\"result\":" + reflect::to_json(page) + "}";
    }

    std::vector<std::string> asked;
    std::string postfix_answer;
    agent::Client agent{[this](std::string const& line, std::chrono::milliseconds) -> Result<std::string> {
        if (line.find("\"postfix\"") == std::string::npos) return upstream("agent.unreachable", "Nobody.");
        asked.push_back(line);
        if (postfix_answer.empty()) return upstream("agent.unreachable", "Nobody.");
        return postfix_answer;
    }};
    system::Service system{"mail.example.org", "/", agent};
    services::Control control{*database, audit, agent};
};

TEST_F(KeeperTest, CountsEachLineOnceAlsoOverItsOwnRestart) {
    {
        Keeper keeper(file(), system, control);
        postfix_answer = page({"old line"}, "7-100");
        keeper.record();
        postfix_answer = page(
            {reflect::to_json(std::map<std::string, std::string>{{"time", to_rfc3339(system_now())},
                                                                 {"program", "postfix/postscreen"},
                                                                 {"event", "NOQUEUE: reject: RCPT from x"}})},
            "7-200");
        keeper.record();
        EXPECT_NE(asked.back().find("\"after\":\"7-100\""), std::string::npos);
        EXPECT_EQ(keeper.series(MetricsRange::hour).mail.rejected, 1);
        EXPECT_FALSE(keeper.series(MetricsRange::hour).points.empty());
    }
    Keeper keeper(file(), system, control);
    EXPECT_EQ(keeper.series(MetricsRange::week).mail.rejected, 1);
    postfix_answer = page({}, "7-200");
    keeper.record();
    EXPECT_NE(asked.back().find("\"after\":\"7-200\""), std::string::npos);
    EXPECT_EQ(keeper.series(MetricsRange::day).mail.rejected, 1);
}

TEST_F(KeeperTest, SamplesGoOnWithoutTheAgent) {
    Keeper keeper(file(), system, control);
    keeper.record();
    keeper.record();
    auto const points = keeper.series(MetricsRange::hour).points;
    ASSERT_FALSE(points.empty());
    EXPECT_GT(points.back().memory_percent.value(), 0);
}

}  // namespace
}  // namespace mailapp::metrics
