#include "features/services/log_line.hpp"
#include "features/services/service.hpp"
#include "features/testing/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace mailapp::services {
namespace {

using mailapp::testing::code_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Seconds at(int year, int month, int day, int hour, int minute, int second) {
    using namespace std::chrono;
    return sys_days(std::chrono::year(year) / month / day) + hours(hour) + minutes(minute) + seconds(second);
}

/// The machine's zone is another one on each machine; logs are in local time.
class LogLineTest : public ::testing::Test {
protected:
    LogLineTest() { use("Asia/Baku"); }
    ~LogLineTest() override { before_ ? use(before_->c_str()) : use(nullptr); }
    LogLineTest(LogLineTest const&) = delete;
    LogLineTest& operator=(LogLineTest const&) = delete;

    static void use(char const* zone) {
        zone != nullptr ? ::setenv("TZ", zone, 1) : ::unsetenv("TZ");
        ::tzset();
    }
    static std::optional<std::string> zone() {
        auto const* const value = std::getenv("TZ");
        return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
    }
    std::optional<std::string> const before_ = zone();
    Seconds const now = at(2026, 11, 24, 12, 0, 0);
};

TEST_F(LogLineTest, OfPostfix) {
    auto const line = parse_log_line(
        ServiceName::postfix, "Nov  4 10:17:50 vm postfix/submission/smtpd[3719]: warning: hello", now);
    EXPECT_EQ(line.time, at(2026, 11, 4, 6, 17, 50));
    EXPECT_EQ(line.level, LogLevel::warning);
    EXPECT_EQ(line.program, "postfix/submission/smtpd");
    EXPECT_EQ(line.message, "warning: hello");
    EXPECT_EQ(
        parse_log_line(ServiceName::postfix, "Nov 24 10:00:00 vm postfix/qmgr[1]: ABC: removed", now).level,
        LogLevel::info);
}

TEST_F(LogLineTest, OfPostfixAtTheTurnOfTheYear) {
    auto const line = parse_log_line(ServiceName::postfix, "Dec 31 23:59:59 vm postfix/qmgr[1]: A: removed",
                                     at(2027, 1, 1, 0, 0, 0));
    EXPECT_EQ(line.time, at(2026, 12, 31, 19, 59, 59));
}

TEST_F(LogLineTest, OfDovecot) {
    auto const line =
        parse_log_line(ServiceName::dovecot,
                       "2026-11-24 10:17:50 lmtp(anna@example.org)<3516><dJj>: Error: sieve: failed", now);
    EXPECT_EQ(line.time, at(2026, 11, 24, 6, 17, 50));
    EXPECT_EQ(line.level, LogLevel::error);
    EXPECT_EQ(line.program, "lmtp");
    EXPECT_EQ(line.message, "(anna@example.org)<3516><dJj> sieve: failed");
}

TEST_F(LogLineTest, OfRspamdAndRedis) {
    auto const rspamd = parse_log_line(
        ServiceName::rspamd,
        "2026-11-24 10:17:50 #3715(rspamd_proxy) <a6d424>; proxy; rspamd_task_write_log: id", now);
    EXPECT_EQ(rspamd.time, at(2026, 11, 24, 6, 17, 50));
    EXPECT_EQ(rspamd.program, "rspamd_proxy");
    EXPECT_EQ(rspamd.message, "<a6d424>; proxy; rspamd_task_write_log: id");
    auto const redis =
        parse_log_line(ServiceName::redis, "3477:M 24 Nov 2026 10:17:20.158 # WARNING Memory", now);
    EXPECT_EQ(redis.time, at(2026, 11, 24, 6, 17, 20));
    EXPECT_EQ(redis.level, LogLevel::warning);
    EXPECT_EQ(redis.message, "WARNING Memory");
}

TEST_F(LogLineTest, OfOurOwnPrograms) {
    auto const line =
        parse_log_line(ServiceName::api,
                       R"({"time":"2026-11-24T10:17:20.193Z","level":"warning","program":"api",)"
                       R"("event":"http.request","status":200})",
                       now);
    EXPECT_EQ(line.time, at(2026, 11, 24, 10, 17, 20));
    EXPECT_EQ(line.level, LogLevel::warning);
    EXPECT_EQ(line.program, "api");
    EXPECT_EQ(line.message, "http.request status=200");
}

TEST_F(LogLineTest, OfNoKnownShapeIsShownAsItStands) {
    for (auto const service : {ServiceName::postfix, ServiceName::dovecot, ServiceName::rspamd,
                               ServiceName::redis, ServiceName::api}) {
        for (auto const* text : {"", " ", "{", "{}x", "[]", "Nov 24", "2026-11-24",
                                 "2026-99-24 10:00:00 x: y", "Nov 24 99:00:00 vm x[1]: y", "1:M 24 Nov 2026",
                                 "at line 5", "2026-11-24 10:17:50 #(", "####"}) {
            auto const line = parse_log_line(service, text, now);
            EXPECT_EQ(line.message, text);
            EXPECT_FALSE(line.time);
            EXPECT_EQ(line.program, reflect::enum_name(service));
        }
    }
}

/// The control over an agent that answers what it is told to.
class ServicesTest : public ::testing::Test, protected mailapp::testing::Names {
protected:
    ServicesTest() : Names(db::Engine::sqlite) { mark(); }
    static std::string status(std::string const& service, std::string const& state, double seconds) {
        return R"({"service":")" + service + R"(","state":")" + state +
               R"(","reason":"","since":1000,"pid":7,"rss_bytes":2000,"pss_bytes":1000,"cpu_seconds":)" +
               std::to_string(seconds) + R"(,"processes":3,"restarts":2})";
    }

    agent::Client agent{[this](std::string const& line, std::chrono::milliseconds) -> Result<std::string> {
        lines.push_back(line);
        if (answers.empty()) return upstream("agent.unreachable", "Nobody there.");
        auto answer = answers.front();
        answers.erase(answers.begin());
        return answer;
    }};
    std::vector<std::string> answers;
    std::vector<std::string> lines;
    Control control{*database, audit, agent};
};

TEST_F(ServicesTest, ListTellsWhatIsUsedAndWhatCanBeDone) {
    answers = {R"({"result":{"services":[)" + status("postfix", "running", 1) + "," +
               status("api", "running", 2) + "]}}"};
    auto const list = control.list().value();
    ASSERT_EQ(list.items.size(), 2U);
    auto const& postfix = list.items[0];
    EXPECT_EQ(postfix.name, ServiceName::postfix);
    EXPECT_EQ(postfix.memory, 1000);
    EXPECT_EQ(postfix.restarts, 2);
    EXPECT_EQ(postfix.since, Seconds(std::chrono::seconds(1000)));
    EXPECT_FALSE(postfix.processor_percent);
    EXPECT_THAT(postfix.actions, ElementsAre(ServiceAction::stop, ServiceAction::restart));
    EXPECT_TRUE(list.items[1].actions.empty());
    // Whoever asks in the same moment gets the same sample.
    EXPECT_TRUE(control.list());
    EXPECT_EQ(lines.size(), 1U);
}

TEST_F(ServicesTest, ListSaysWhenTheAgentIsGone) {
    EXPECT_EQ(code_of(control.list()), "agent.unreachable");
}

TEST_F(ServicesTest, EachActionGoesToTheAgentAndIntoTheAuditTrail) {
    who.request_id = "request-1";
    struct Case {
        ServiceAction action;
        std::string verb, audited;
    };
    for (auto const& one : {Case{ServiceAction::start, "services.start", "service.started redis"},
                            Case{ServiceAction::stop, "services.stop", "service.stopped redis"},
                            Case{ServiceAction::restart, "services.restart", "service.restarted redis"}}) {
        mark();
        answers = {R"({"result":)" + status("redis", "running", 1) + "}"};
        EXPECT_EQ(control.act(who, "redis", one.action).value().state, ServiceState::running);
        EXPECT_THAT(lines.back(), HasSubstr(one.verb));
        EXPECT_THAT(lines.back(), HasSubstr("request-1"));
        EXPECT_THAT(audited(), ElementsAre(one.audited));
    }
}

TEST_F(ServicesTest, AFailedActionIsAuditedAndToldInTheProgramsWords) {
    answers = {
        R"({"error":{"kind":"upstream","code":"services.did_not_start","detail":"words of it","field":""}})"};
    auto const outcome = control.act(who, "rspamd", ServiceAction::restart);
    EXPECT_EQ(code_of(outcome), "services.did_not_start");
    EXPECT_EQ(outcome.error().detail, "words of it");
    EXPECT_THAT(audited(), ElementsAre("service.restarted rspamd"));
}

TEST_F(ServicesTest, RefusesAServiceThatIsNone) {
    for (auto const* name : {"", "sshd", "Postfix", "../postfix"}) {
        EXPECT_EQ(code_of(control.act(who, name, ServiceAction::stop)), "services.not_there") << name;
        EXPECT_EQ(code_of(control.logs(name, {})), "services.not_there") << name;
    }
    EXPECT_TRUE(lines.empty());
    EXPECT_TRUE(audited().empty());
}

TEST_F(ServicesTest, LogsComeWithTheirCursors) {
    answers = {R"({"result":{"lines":["one","two"],"cursors":["1-0","1-4"],"before":null,"after":"1-8"}})"};
    auto const page = control.logs("redis", {}).value();
    ASSERT_EQ(page.items.size(), 2U);
    EXPECT_EQ(page.items[0].message, "one");
    EXPECT_EQ(page.items[1].id, "1-4");
    EXPECT_EQ(page.after, "1-8");
    EXPECT_FALSE(page.before);
}

TEST_F(ServicesTest, SearchGoesBackOverPagesUntilThereIsEnough) {
    answers = {
        R"({"result":{"lines":["a Match","no"],"cursors":["1-20","1-30"],"before":"1-20","after":"1-40"}})",
        R"({"result":{"lines":["MATCH 1","no","match 2"],"cursors":["1-0","1-5","1-9"],"before":null,"after":"1-20"}})"};
    LogQuery query;
    query.lines = 2;
    query.search = "match";
    auto const page = control.logs("redis", query).value();
    ASSERT_EQ(page.items.size(), 2U);
    EXPECT_EQ(page.items[0].message, "match 2");
    EXPECT_EQ(page.items[1].message, "a Match");
    EXPECT_EQ(page.before, "1-9");
    EXPECT_EQ(page.after, "1-40");
    EXPECT_THAT(lines.back(), HasSubstr(R"("before":"1-20")"));
}

TEST_F(ServicesTest, SearchBehindACursorGoesOn) {
    answers = {
        R"({"result":{"lines":["no","match 1","match 2"],"cursors":["1-0","1-5","1-9"],"before":null,"after":"1-20"}})"};
    LogQuery query;
    query.lines = 1;
    query.after = "1-0";
    query.search = "match";
    auto const page = control.logs("redis", query).value();
    ASSERT_EQ(page.items.size(), 1U);
    EXPECT_EQ(page.items[0].message, "match 1");
    EXPECT_EQ(page.after, "1-9");
}

}  // namespace
}  // namespace mailapp::services
