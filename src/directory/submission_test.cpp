#include "directory/submission.hpp"

#include "base/text.hpp"
#include "directory/milter_packet.hpp"
#include "directory/submission_milter.hpp"
#include "directory/test_replica.hpp"
#include "instance/submission_mark.hpp"
#include "instance/submission_origin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace mailapp::directory {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// a.test with anna and bert, b.test with boss and the alias info of anna; alias.test stands for a.test.
class SubmissionTest : public testing::Test {
protected:
    TestReplica replica{[](Replica::Batch& batch) {
        for (auto const* const name : {"a.test", "b.test", "xn--bcher-kva.test"})
            batch.set_domain(name, home_domain());
        for (auto const* const name :
             {"a.test", "b.test", "xn--bcher-kva.test", "alias.test", "outside.test"})
            batch.set_signed(name, true);
        batch.set_domain("off.test", DomainRecord{});
        batch.set_alias_domain("alias.test", AliasDomainRecord{"a.test", true});
        for (auto const* const address : {"anna@a.test", "bert@a.test"})
            batch.set_mailbox(address, mailbox_in("a.test"));
        batch.set_mailbox("boss@b.test", mailbox_in("b.test"));
        auto quiet = mailbox_in("a.test");
        quiet.active = 2;
        batch.set_mailbox("quiet@a.test", quiet);
        batch.set_alias("info@b.test", alias_to({"anna@a.test"}, "b.test"));
        auto silent = alias_to({"anna@a.test"}, "b.test");
        silent.sender_allowed = false;
        batch.set_alias("silent@b.test", silent);
        auto sleeping = alias_to({"anna@a.test"}, "b.test");
        sleeping.active = false;
        batch.set_alias("sleeping@b.test", sleeping);
        batch.set_alias("@xn--bcher-kva.test", alias_to({"anna@a.test"}, "xn--bcher-kva.test"));
        batch.set_sender_acl("bert@a.test", {"@b.test", "bert@outside.test"});
    }};
    SubmissionSettings settings{
        .hostname = "mail.a.test", .mark_key = "key", .now = [] { return Seconds(); }};

    SubmissionVerdict judge(Submission const& submission) {
        return ask(replica.replicas,
                   [&](Replica::View const& view) { return judge_submission(view, submission, settings); });
    }
    static Submission of(std::string user, std::vector<std::string> const& from,
                         Submission::Kind kind = Submission::Kind::signed_in) {
        Submission made;
        made.kind = kind;
        made.sender = user;
        made.user = std::move(user);
        for (auto const& value : from) made.header.push_back({"From", value});
        made.header.push_back({"Date", " Thu, 01 Jan 1970 00:00:00 +0000"});
        made.header.push_back({"Message-ID", " <1@a.test>"});
        return made;
    }
    std::string domain_for(std::string const& user, std::string const& from) {
        auto const verdict = judge(of(user, {from}));
        return verdict.refusal.empty() ? verdict.domain : verdict.refusal;
    }
};

TEST_F(SubmissionTest, IsSignedWithTheDomainOfItsFromFieldWhereTheSenderOwnsTheAddress) {
    EXPECT_EQ(domain_for("anna@a.test", "anna@a.test"), "a.test");
    EXPECT_EQ(domain_for("anna@a.test", "Anna <ANNA+shop@A.Test>"), "a.test");
    EXPECT_EQ(domain_for("anna@a.test", "anna@a.test <anna@a.test>"), "a.test");
    EXPECT_EQ(domain_for("anna@a.test", "anna@alias.test"), "alias.test");
    EXPECT_EQ(domain_for("anna@a.test", "info@b.test"), "b.test");
    EXPECT_EQ(domain_for("anna@a.test", "any@xn--bcher-kva.test"), "xn--bcher-kva.test");
    EXPECT_EQ(domain_for("bert@a.test", "boss@b.test"), "b.test");
    EXPECT_EQ(domain_for("bert@a.test", "bert@outside.test"), "outside.test");
    EXPECT_EQ(domain_for("anna@a.test", "anna@a.test, info@b.test"), "a.test");
}

TEST_F(SubmissionTest, IsRefusedInTheNameOfSomebodyElse) {
    for (auto const* const from :
         {"boss@b.test", "boss@b.test <anna@a.test>", "bert@a.test", "Anna <boss@b.test>",
          "anna@a.test, boss@b.test", "silent@b.test", "sleeping@b.test", "nobody@a.test", "anna@off.test",
          "anna@world.test", "anna@sub.a.test", "\"anna@a.test\"@b.test", "=?utf-8?q?anna?=@b.test",
          "quiet@a.test"})
        EXPECT_THAT(domain_for("anna@a.test", from), StartsWith("550 5.7.1 You may not write as <")) << from;
    for (auto const* const from :
         {"", "anna", "Team: anna@a.test;", "<@b.test:anna@a.test>", "boss@b.test B <anna@a.test>"})
        EXPECT_THAT(domain_for("anna@a.test", from), StartsWith("550 5.6.0 The From field")) << from;
    EXPECT_THAT(judge(of("anna@a.test", {"anna@a.test", "boss@b.test"})).refusal,
                HasSubstr("more than one From"));
    EXPECT_THAT(judge(of("anna@a.test", {"anna@a.test", "anna@a.test"})).refusal,
                HasSubstr("more than one From"));
}

TEST_F(SubmissionTest, CountsEverySpellingOfTheFieldsName) {
    auto twice = of("anna@a.test", {"anna@a.test"});
    twice.header.push_back({"fROM ", " boss@b.test"});
    EXPECT_THAT(judge(twice).refusal, HasSubstr("more than one From"));
}

TEST_F(SubmissionTest, IsTheSameWithoutAnEnvelopeSender) {
    auto bounce = of("anna@a.test", {"boss@b.test"});
    bounce.sender.clear();
    EXPECT_THAT(judge(bounce).refusal, StartsWith("550 5.7.1"));
    bounce.header.front().value = "anna@a.test";
    EXPECT_EQ(judge(bounce).domain, "a.test");
    bounce.header.erase(bounce.header.begin());
    EXPECT_EQ(judge(bounce).refusal, "550 5.6.0 The message has no From field");
}

TEST_F(SubmissionTest, OnlyStaysUnsignedWhereTheSettingSaysSo) {
    settings.foreign_from = ForeignFrom::leave_unsigned;
    for (auto const* const from : {"boss@b.test", "anna@a.test, boss@b.test", "anna"}) {
        auto const verdict = judge(of("anna@a.test", {from}));
        EXPECT_EQ(verdict.refusal, "") << from;
        EXPECT_EQ(verdict.domain, "") << from;
    }
    EXPECT_EQ(domain_for("anna@a.test", "info@b.test"), "b.test");
    EXPECT_THAT(judge(of("anna@a.test", {"boss@b.test"}, Submission::Kind::script)).refusal,
                StartsWith("550 5.7.1"));
}

TEST_F(SubmissionTest, IsNotSignedForADomainWithoutAKey) {
    replica.change([](Replica::Batch& batch) { batch.set_signed("a.test", false); });
    auto const verdict = judge(of("anna@a.test", {"anna@a.test"}));
    EXPECT_EQ(verdict.refusal, "");
    EXPECT_EQ(verdict.domain, "");
    EXPECT_EQ(domain_for("anna@a.test", "info@b.test"), "b.test");
}

TEST_F(SubmissionTest, OfAScriptIsJudgedLikeAnyOther) {
    constexpr auto script = Submission::Kind::script;
    EXPECT_EQ(judge(of("anna@a.test", {"anna@a.test"}, script)).domain, "a.test");
    EXPECT_EQ(judge(of("quiet@a.test", {"quiet@a.test"}, script)).domain, "a.test");
    EXPECT_THAT(judge(of("anna@a.test", {"boss@b.test"}, script)).refusal, StartsWith("550 5.7.1"));
    // The server's refusals; with an envelope sender it would be a script that writes as the postmaster.
    EXPECT_THAT(judge(of("anna@a.test", {"postmaster@mail.a.test"}, script)).refusal,
                StartsWith("550 5.7.1"));
    auto refusal = of("anna@a.test", {"Mail Delivery Subsystem <postmaster@mail.a.test>"}, script);
    refusal.sender.clear();
    EXPECT_EQ(judge(refusal).refusal, "");
    EXPECT_EQ(judge(refusal).domain, "");
    refusal.header.front().value = "anna@a.test";
    EXPECT_EQ(judge(refusal).domain, "");
    refusal.header.front().value = "boss@b.test";
    EXPECT_THAT(judge(refusal).refusal, StartsWith("550 5.7.1"));
}

TEST_F(SubmissionTest, ThatIsSomebodyElsesMailIsNeitherSignedNorRefused) {
    for (auto const* const from : {"boss@b.test", "anna@a.test", "nonsense"}) {
        auto const verdict = judge(of("anna@a.test", {from}, Submission::Kind::passed_on));
        EXPECT_EQ(verdict.refusal, "");
        EXPECT_EQ(verdict.domain, "");
        EXPECT_TRUE(verdict.added.empty());
    }
}

TEST_F(SubmissionTest, GetsTheFieldsThatItLacks) {
    Submission bare;
    bare.user = bare.sender = "anna@a.test";
    auto const verdict = judge(bare);
    EXPECT_EQ(verdict.domain, "a.test");
    ASSERT_EQ(verdict.added.size(), 3U);
    EXPECT_EQ(verdict.added[0], (HeaderField{"From", " <anna@a.test>"}));
    EXPECT_EQ(verdict.added[1], (HeaderField{"Date", " Thu, 01 Jan 1970 00:00:00 +0000"}));
    EXPECT_EQ(verdict.added[2].name, "Message-ID");
    EXPECT_THAT(verdict.added[2].value, testing::MatchesRegex(" <[0-9a-f]+@mail\\.a\\.test>"));
}

TEST_F(SubmissionTest, RefusesAReplyThatWouldBeAnother) {
    EXPECT_THAT(domain_for("anna@a.test", "\"x\r\n 250 ok\"@b.test"), testing::Not(HasSubstr("\r")));
    EXPECT_THAT(domain_for("anna@a.test", "\"x\r\n 250 ok\"@b.test"), testing::Not(HasSubstr("\n")));
}

/// A conversation as Postfix leads it.
class SubmissionMilter : public SubmissionTest {
protected:
    static std::string zero_ended(std::vector<std::string> const& texts) {
        std::string data;
        for (auto const& text : texts) data += text + '\0';
        return data;
    }
    void say(char command, std::string const& data = {}) {
        auto const packet = milter::to_packet(command, data);
        // In two pieces: packets come as the network cuts them.
        EXPECT_EQ(conversation->take(packet.substr(0, packet.size() - 1), answers).taken, 0U);
        auto const step = conversation->take(packet, answers);
        EXPECT_EQ(step.taken, packet.size());
        is_closed = is_closed || step.close;
    }
    void open(std::string const& daemon_name, std::string const& greeting = "client.test") {
        say(milter::negotiate, milter::to_number(6) + milter::to_number(0x1ff) + milter::to_number(0x1fffff));
        EXPECT_FALSE(is_closed);
        say(milter::macros, "C" + zero_ended({"j", "mail.a.test", "{daemon_name}", daemon_name}));
        say(milter::connect, zero_ended({"client.test"}));
        say(milter::helo, zero_ended({greeting}));
        answers.clear();
    }
    void send(std::string const& sender, std::vector<HeaderField> const& header, std::string const& user,
              std::vector<std::string> const& body = {}) {
        std::vector<std::string> given{"{mail_addr}", sender};
        if (!user.empty()) given.insert(given.end(), {"{auth_authen}", user});
        say(milter::macros, "M" + zero_ended(given));
        say(milter::mail, zero_ended({"<" + sender + ">", "BODY=8BITMIME"}));
        for (auto const& field : header) say(milter::header, zero_ended({field.name, field.value}));
        say(milter::end_of_header);
        for (auto const& piece : body) say(milter::body, piece);
        say(milter::macros, "E" + zero_ended({"i", "4QUEUE"}));
        say(milter::end_of_message);
    }
    /// Everything that was answered, one packet after the other.
    std::vector<std::string> packets() {
        std::vector<std::string> list;
        std::string_view rest = answers;
        for (;;) {
            auto const packet = milter::read_packet(rest, 100'000);
            if (packet.state != milter::Packet::State::complete) break;
            list.push_back(packet.command + std::string(packet.data));
            rest.remove_prefix(packet.size);
        }
        answers.clear();
        return list;
    }
    std::string mark_for(std::string const& domain, std::string const& user) {
        return "h" +
               zero_ended({submission_mark_field, " " + submission_mark("key", domain, "4QUEUE", user)});
    }
    std::vector<HeaderField> const whole{{"From", " anna@a.test"},
                                         {"Date", " Thu, 01 Jan 1970 00:00:00 +0000"},
                                         {"Message-ID", " <1@a.test>"}};

    BodySpace space{1'000'000};
    std::unique_ptr<Conversation> conversation = submission_conversation(replica.replicas, settings, space);
    std::string answers;
    bool is_closed = false;
};

TEST_F(SubmissionMilter, MarksWhatMayBeSigned) {
    open("ORIGINATING");
    send("anna@a.test", whole, "anna@a.test");
    EXPECT_THAT(packets(), testing::ElementsAre("c", mark_for("a.test", "anna@a.test"), "c"));
    // The next message of the connection stands for itself.
    send("", whole, "bert@a.test");
    auto const second = packets();
    ASSERT_EQ(second.size(), 2U);
    EXPECT_THAT(second.back(), StartsWith("y550 5.7.1 You may not write as <anna@a.test>"));
}

TEST_F(SubmissionMilter, TakesNoMarkFromAMessage) {
    open("ORIGINATING");
    auto forged = whole;
    forged.push_back({submission_mark_field, " b.test 00"});
    forged.push_back({"x-mailapp-sign", " b.test 01"});
    send("anna@a.test", forged, "anna@a.test");
    EXPECT_THAT(packets(),
                testing::ElementsAre("c", "m" + milter::to_number(2) + zero_ended({"x-mailapp-sign", ""}),
                                     "m" + milter::to_number(1) + zero_ended({submission_mark_field, ""}),
                                     mark_for("a.test", "anna@a.test"), "c"));
}

TEST_F(SubmissionMilter, LetsPassWhatNobodySignedInFor) {
    open("ORIGINATING");
    send("anna@a.test", whole, "anna@a.test");
    packets();
    send("someone@sender.test", {{"From", " boss@b.test"}}, "");
    EXPECT_THAT(packets(), testing::ElementsAre("c", "c"));
}

TEST_F(SubmissionMilter, RefusesTheSenderOfAScriptThatIsNotItsMailboxes) {
    open(sieve_daemon_name, submission_origin::script);
    say(milter::macros, "M" + zero_ended({"{auth_authen}", "anna@a.test"}));
    say(milter::mail, zero_ended({"<boss@b.test>"}));
    auto const answered = packets();
    ASSERT_EQ(answered.size(), 1U);
    EXPECT_THAT(answered.front(), StartsWith("y550 5.7.1 You may not write as <boss@b.test>"));
    send("anna@a.test", whole, "anna@a.test");
    EXPECT_THAT(packets(), testing::Contains(mark_for("a.test", "anna@a.test")));
}

TEST_F(SubmissionMilter, NeverMarksWhatAScriptPassesOn) {
    for (auto const* const greeting : {submission_origin::passed_on, "localhost", ""}) {
        conversation = submission_conversation(replica.replicas, settings, space);
        open(sieve_daemon_name, greeting);
        send("anna@a.test", whole, "anna@a.test");
        EXPECT_THAT(packets(), testing::ElementsAre("c", "c")) << greeting;
    }
}

TEST_F(SubmissionMilter, DefersWhileTheDirectoryCannotTell) {
    TestDirectory empty;
    Replicas nothing(empty.path());
    conversation = submission_conversation(nothing, settings, space);
    open("ORIGINATING");
    send("anna@a.test", whole, "anna@a.test");
    EXPECT_THAT(packets(), testing::Contains(StartsWith("y451 4.3.0")));
}

TEST_F(SubmissionMilter, EndsAConversationThatIsNone) {
    for (std::string const input :
         {"GET / HTTP/1.1\r\n\r\n", std::string(8, '\0').c_str(), "\xff\xff\xff\xff"}) {
        answers.clear();
        std::string padded = input;
        padded.resize(64, '\0');
        EXPECT_TRUE(conversation->take(padded, answers).close);
        EXPECT_EQ(answers, "");
    }
    is_closed = false;
    say(milter::negotiate, milter::to_number(2) + milter::to_number(0x1ff) + milter::to_number(0x1fffff));
    EXPECT_TRUE(is_closed);
}

TEST_F(SubmissionMilter, RefusesAHeaderWithoutEnd) {
    open("ORIGINATING");
    std::vector<HeaderField> endless = whole;
    for (int i = 0; i < 12; ++i) endless.push_back({"X-Long", " " + std::string(100'000, 'x')});
    send("anna@a.test", endless, "anna@a.test");
    EXPECT_THAT(packets(), testing::Contains(StartsWith("y552 5.3.4")));
}

TEST_F(SubmissionMilter, WritesABodyAnewThatWouldNotArriveAsItIs) {
    open("ORIGINATING");
    send("anna@a.test", whole, "anna@a.test", {"Gr\xc3\xbc\xc3\x9f", "e\r\n"});
    EXPECT_THAT(packets(),
                testing::ElementsAre("c", "c", "c", "h" + zero_ended({"MIME-Version", " 1.0"}),
                                     "h" + zero_ended({"Content-Type", " text/plain; charset=utf-8"}),
                                     "h" + zero_ended({"Content-Transfer-Encoding", " quoted-printable"}),
                                     "bGr=C3=BC=C3=9Fe\r\n", mark_for("a.test", "anna@a.test"), "c"));
    auto mime = whole;
    mime.push_back({"MIME-Version", " 1.0"});
    mime.push_back({"content-type", " image/png"});
    mime.push_back({"CONTENT-transfer-encoding", " 8bit"});
    send("anna@a.test", mime, "anna@a.test", {"\xff"});
    EXPECT_THAT(packets(), testing::IsSupersetOf({"m" + milter::to_number(1) +
                                                      zero_ended({"CONTENT-transfer-encoding", " base64"}),
                                                  std::string("b/w==\r\n")}));
    // Long enough for several packets.
    send("anna@a.test", whole, "anna@a.test", {std::string(100'000, 'x')});
    auto const long_one = packets();
    EXPECT_EQ(
        std::count_if(long_one.begin(), long_one.end(), [](auto const& packet) { return packet[0] == 'b'; }),
        2);
}

TEST_F(SubmissionMilter, TakesABodyOfBlanksForAnEmptyOne) {
    open("ORIGINATING");
    send("anna@a.test", whole, "anna@a.test", {" \r\n"});
    EXPECT_THAT(packets(), testing::Contains("b"));
    send("anna@a.test", whole, "anna@a.test", {" .\r\n"});
    EXPECT_THAT(packets(), testing::Not(testing::Contains("b")));
}

TEST_F(SubmissionMilter, LeavesTheBodyOfOthersAlone) {
    open(sieve_daemon_name, submission_origin::passed_on);
    send("anna@a.test", whole, "anna@a.test", {std::string(2000, '\xff')});
    EXPECT_THAT(packets(), testing::ElementsAre("c", "s", "c"));
}

TEST_F(SubmissionMilter, RefusesLinesThatItCannotBreak) {
    open("ORIGINATING");
    auto mime = whole;
    mime.push_back({"Content-Type", " multipart/signed; boundary=b"});
    send("anna@a.test", mime, "anna@a.test", {std::string(1200, 'x') + "\r\n"});
    EXPECT_THAT(packets(), testing::Contains(StartsWith("y554 5.6.0")));
    auto header = whole;
    header.push_back({"X-Long", " " + std::string(1200, 'x')});
    send("anna@a.test", header, "anna@a.test", {"Hello\r\n"});
    EXPECT_THAT(packets(), testing::Contains(StartsWith("y554 5.6.0")));
    header.back().value = " " + std::string(600, 'x') + " " + std::string(600, 'y');
    send("anna@a.test", header, "anna@a.test", {"Hello\r\n"});
    EXPECT_THAT(packets(), testing::Contains("m" + milter::to_number(1) +
                                             zero_ended({"X-Long", " " + std::string(600, 'x') + "\n " +
                                                                       std::string(600, 'y')})));
}

TEST_F(SubmissionMilter, KeepsNoMoreBodiesThanThereIsRoomFor) {
    open("ORIGINATING");
    std::vector<std::string> const large(30, std::string(50'000, '\xff') + "\r\n");
    send("anna@a.test", whole, "anna@a.test", large);
    // Its lines are too long, and nobody can break them without having them.
    EXPECT_THAT(packets(), testing::Contains(StartsWith("y554 5.6.0")));
    std::vector<std::string> const eight_bit(2000, std::string(900, '\xff') + "\r\n");
    send("anna@a.test", whole, "anna@a.test", eight_bit);
    auto const answered = packets();
    EXPECT_EQ(answered.back(), "c");
    EXPECT_THAT(answered, testing::Not(testing::Contains(StartsWith("b"))));
    // The room is free again.
    send("anna@a.test", whole, "anna@a.test", {"\xff\r\n"});
    EXPECT_THAT(packets(), testing::Contains(StartsWith("b=FF")));
    conversation.reset();
    EXPECT_TRUE(space.take(1'000'000));
}

}  // namespace
}  // namespace mailapp::directory
