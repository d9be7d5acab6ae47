#include "features/events/service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp::events {
namespace {

using services::ServiceName;
using ::testing::HasSubstr;
using ::testing::Not;

std::string code_of_topics(std::vector<std::string> const& topics) {
    auto const parsed = parse_topics(topics);
    return parsed ? "" : parsed.error().code;
}

TEST(EventTopics, AreKnownOnesOnly) {
    auto const wanted = parse_topics({"system", "changes", "logs:postfix", "logs:redis:12-34"}).value();
    EXPECT_TRUE(wanted.states.contains("system"));
    EXPECT_TRUE(wanted.changes);
    EXPECT_EQ(wanted.logs.at(ServiceName::postfix), "");
    EXPECT_EQ(wanted.logs.at(ServiceName::redis), "12-34");
    EXPECT_EQ(code_of_topics({}), "events.no_topics");
    EXPECT_EQ(code_of_topics({""}), "events.no_topics");
    for (auto const* topic : {"System", "logs", "logs:", "logs:sshd", "logs:postfix:a:b", "logs:postfix:a\nb",
                              "logs:postfix:a,b", "system:postfix", "log"}) {
        EXPECT_EQ(code_of_topics({topic}), "events.unknown_topic") << topic;
    }
}

TEST(EventTopics, GoOnWhereTheIdOfTheLastEventStands) {
    auto wanted = parse_topics({"changes", "logs:postfix", "logs:redis:1-2"}).value();
    EXPECT_EQ(wanted.position(), "redis:1-2");
    wanted.change_seq = 17;
    wanted.logs[ServiceName::postfix] = "5-6";
    auto again = parse_topics({"changes", "logs:postfix", "logs:redis:1-2"}).value();
    again.resume(wanted.position());
    EXPECT_EQ(again.position(), wanted.position());
    EXPECT_EQ(again.change_seq, 17);

    auto other = parse_topics({"system", "logs:redis"}).value();
    for (auto const* id : {"changes:5,postfix:1-2", "", ",,", ":", "redis:", "redis:a\nb",
                           "redis:"
                           "\xff",
                           "x", "changes:-1", "changes:99999999999999999999"}) {
        other.resume(id);
        EXPECT_EQ(other.position(), "") << id;
    }
}

/// A hub and what a reader of one of its streams has got.
class HubTest : public ::testing::Test {
protected:
    std::shared_ptr<http::LiveBody> open(std::vector<std::string> const& topics, std::string const& id = "") {
        auto subscription = parse_topics(topics).value();
        subscription.resume(id);
        auto body = hub.open(who, std::move(subscription), [this] { return good; });
        if (!body) {
            refusal = body.error().code;
            return nullptr;
        }
        return *body;
    }
    static Hub::ReadLog log_of(std::vector<std::string> lines) {
        return [lines = std::move(lines)](ServiceName, std::string const& after) -> Result<Hub::LogNewsPage> {
            Hub::LogNewsPage page;
            page.after = "1-" + std::to_string(lines.size());
            if (after.empty()) return page;
            auto const at = static_cast<std::size_t>(parse_int(after.substr(2)).value());
            for (auto i = at; i < lines.size(); ++i) {
                services::LogLine line;
                line.message = lines[i];
                page.lines.push_back(line);
            }
            return page;
        };
    }
    static Hub::ReadChanges changes_up_to(std::int64_t newest) {
        return [newest](std::optional<std::int64_t> after) {
            Hub::ChangePage page;
            page.newest = newest;
            for (auto seq = after.value_or(newest) + 1; seq <= newest; ++seq) {
                Change change;
                change.seq = seq;
                change.object = "object-" + std::to_string(seq);
                page.entries.push_back(change);
            }
            return page;
        };
    }

    Limits limits{.streams = 4, .streams_of_one_account = 3, .waiting_bytes = 4096};
    Hub hub{limits};
    Principal who = Principal::system("anna");
    bool good = true;
    std::string refusal;
};

TEST_F(HubTest, AReaderGetsThePresentStateAndEachNewOne) {
    auto const earlier = open({"system"});
    EXPECT_EQ(earlier->take().bytes, "retry: 2000\n\n");
    hub.publish("system", "{\"first\":1}");
    hub.publish("services", "{\"other\":1}");
    auto const body = open({"system"});
    EXPECT_EQ(body->take().bytes, "retry: 2000\n\nevent: system\ndata: {\"first\":1}\n\n");
    hub.publish("system", "{\"second\":1}");
    hub.publish("services", "{\"other\":2}");
    EXPECT_EQ(body->take().bytes, "event: system\ndata: {\"second\":1}\n\n");
    EXPECT_TRUE(hub.is_watched("system"));
    EXPECT_FALSE(hub.is_watched("services"));
}

TEST_F(HubTest, AStateThatNobodyKeptUpIsNotTold) {
    hub.publish("system", "{\"old\":1}");
    hub.publish_lasting("self-test", "{\"last\":1}");
    EXPECT_EQ(open({"system", "self-test"})->take().bytes,
              "retry: 2000\n\nevent: self-test\ndata: {\"last\":1}\n\n");
}

TEST_F(HubTest, AStateThatIsTheSameIsToldOnceToEach) {
    auto const first = open({"health"});
    hub.publish_if_new("health", "{}");
    EXPECT_THAT(first->take().bytes, HasSubstr("event: health"));
    auto const second = open({"health"});
    EXPECT_THAT(second->take().bytes, HasSubstr("event: health"));
    hub.publish_if_new("health", "{}");
    EXPECT_EQ(first->take().bytes, "");
    EXPECT_EQ(second->take().bytes, "");
    second->detach();
    first->detach();
    auto const third = open({"health"});
    EXPECT_THAT(third->take().bytes, Not(HasSubstr("event: health")));
    hub.publish_if_new("health", "{}");
    EXPECT_THAT(third->take().bytes, HasSubstr("event: health"));
}

TEST_F(HubTest, EachReaderOfALogStandsAtItsOwnPlace) {
    auto const fresh = open({"logs:postfix"});
    auto const behind = open({"logs:postfix:1-1"});
    hub.pump_logs(log_of({"one", "two"}));
    EXPECT_THAT(fresh->take().bytes, Not(HasSubstr("event: logs")));
    auto const text = behind->take().bytes;
    EXPECT_THAT(text, HasSubstr("id: postfix:1-2\nevent: logs:postfix\ndata: {\"service\":\"postfix\","));
    EXPECT_THAT(text, HasSubstr("two"));
    EXPECT_THAT(text, Not(HasSubstr("one")));
    hub.pump_logs(log_of({"one", "two", "three"}));
    EXPECT_THAT(fresh->take().bytes, HasSubstr("three"));
    EXPECT_THAT(behind->take().bytes, HasSubstr("three"));
    auto const resumed = open({"logs:postfix"}, "postfix:1-2");
    hub.pump_logs(log_of({"one", "two", "three"}));
    EXPECT_THAT(resumed->take().bytes, HasSubstr("three"));
    EXPECT_EQ(fresh->take().bytes, "");
}

TEST_F(HubTest, SaysWhenAPlaceInALogIsNoneAnyMore) {
    auto const body = open({"logs:redis:1-1"});
    hub.pump_logs([](ServiceName, std::string const&) -> Result<Hub::LogNewsPage> {
        return invalid("logs.invalid_cursor", "No cursor.");
    });
    EXPECT_THAT(body->take().bytes, HasSubstr("event: reset\ndata: {\"topic\":\"logs:redis\"}"));
}

TEST_F(HubTest, ALogThatCannotBeReadNowIsReadLater) {
    auto const body = open({"logs:redis:1-0"});
    hub.pump_logs([](ServiceName, std::string const&) -> Result<Hub::LogNewsPage> {
        return upstream("agent.unreachable", "Nobody.");
    });
    hub.pump_logs(log_of({"one"}));
    EXPECT_THAT(body->take().bytes, HasSubstr("one"));
}

TEST_F(HubTest, ChangesComeOnceAndInOrder) {
    auto const fresh = open({"changes"});
    auto const resumed = open({"changes"}, "changes:3");
    hub.pump_changes(changes_up_to(5));
    EXPECT_THAT(fresh->take().bytes, Not(HasSubstr("event: changes")));
    auto const text = resumed->take().bytes;
    EXPECT_LT(text.find("id: changes:4\n"), text.find("id: changes:5\n"));
    EXPECT_THAT(text, Not(HasSubstr("object-3")));
    hub.pump_changes(changes_up_to(6));
    EXPECT_THAT(fresh->take().bytes, HasSubstr("object-6"));
    EXPECT_THAT(resumed->take().bytes, Not(HasSubstr("object-5")));
    hub.pump_changes(changes_up_to(6));
    EXPECT_EQ(fresh->take().bytes, "");
}

TEST_F(HubTest, WhatCameBetweenTheReadingOfAPageAndItsStreamIsTold) {
    auto const position = position_of_change(5);
    auto const body = open({"changes", "system"}, position);
    hub.pump_changes(changes_up_to(7));
    auto const text = body->take().bytes;
    EXPECT_THAT(text, HasSubstr("object-6"));
    EXPECT_THAT(text, HasSubstr("object-7"));
    EXPECT_THAT(text, Not(HasSubstr("object-5")));
}

TEST_F(HubTest, ChangesOfADatabaseThatIsOlderNowAreLoadedAnew) {
    auto const body = open({"changes"}, "changes:90");
    hub.pump_changes(changes_up_to(5));
    EXPECT_THAT(body->take().bytes, HasSubstr("event: reset\ndata: {\"topic\":\"changes\"}"));
    hub.pump_changes(changes_up_to(6));
    EXPECT_THAT(body->take().bytes, HasSubstr("object-6"));
}

TEST_F(HubTest, NobodyAsksForWhatNobodyWaitsFor) {
    auto const body = open({"system"});
    hub.pump_logs([](ServiceName, std::string const&) -> Result<Hub::LogNewsPage> {
        ADD_FAILURE() << "a log was read";
        return upstream("x", "x");
    });
    hub.pump_changes([](std::optional<std::int64_t>) {
        ADD_FAILURE() << "changes were read";
        return Hub::ChangePage();
    });
}

TEST_F(HubTest, StreamsAreBoundedInAllAndForEachAccount) {
    std::vector<std::shared_ptr<http::LiveBody>> kept;
    for (int i = 0; i < 3; ++i) kept.push_back(open({"system"}));
    EXPECT_EQ(open({"system"}), nullptr);
    EXPECT_EQ(refusal, "events.too_many_streams");
    who.account_id = 2;
    kept.push_back(open({"system"}));
    ASSERT_NE(kept.back(), nullptr);
    EXPECT_EQ(open({"system"}), nullptr);
    // One that has gone makes room.
    kept[3]->detach();
    EXPECT_NE(open({"system"}), nullptr);
}

TEST_F(HubTest, ASlowReaderIsDroppedAndHoldsUpNobody) {
    auto const slow = open({"system"});
    auto const quick = open({"system"});
    for (int i = 0; i < 10; ++i) {
        hub.publish("system", "\"" + std::string(1000, 'x') + "\"");
        EXPECT_FALSE(quick->take().bytes.empty());
    }
    EXPECT_TRUE(slow->is_dropped());
    EXPECT_FALSE(quick->is_ended());
}

TEST_F(HubTest, LogLinesWaitForAReaderThatIsSlow) {
    auto const body = open({"system", "logs:redis:1-0"});
    hub.publish("system", "\"" + std::string(3000, 'x') + "\"");
    hub.pump_logs(log_of({"one"}));
    EXPECT_THAT(body->take().bytes, Not(HasSubstr("event: logs")));
    hub.pump_logs(log_of({"one"}));
    EXPECT_THAT(body->take().bytes, HasSubstr("event: logs"));
}

TEST_F(HubTest, EndsWithItsSession) {
    auto const body = open({"system"});
    hub.end_unauthorized();
    EXPECT_FALSE(body->is_ended());
    good = false;
    hub.end_unauthorized();
    EXPECT_TRUE(body->is_ended());
    EXPECT_FALSE(hub.has_readers() && hub.is_watched("nothing"));
}

}  // namespace
}  // namespace mailapp::events
