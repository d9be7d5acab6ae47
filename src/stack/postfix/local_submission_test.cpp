#include "stack/postfix/local_submission.hpp"

#include "stack/test_daemon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp::stack::postfix {
namespace {

TEST(WithCrlf, EndsEveryLineTheSameWay) {
    EXPECT_EQ(with_crlf("a\nb\r\nc\rd"), "a\r\nb\r\nc\r\nd");
    EXPECT_EQ(with_crlf("\n\n"), "\r\n\r\n");
    EXPECT_EQ(with_crlf("\r\r\n"), "\r\n\r\n");
    EXPECT_EQ(with_crlf(""), "");
}

TEST(SubmitLocally, IsATemporaryMatterWhenNobodyListens) {
    test::TemporaryDirectory const directory;
    auto const sent = submit_locally(directory.path() / "none.sock", {"a@a.test", "", {"b@b.test"}, "x"});
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, "submit.unreachable");
}

TEST(SubmitLocally, RefusesASenderThatWouldBeAnotherCommand) {
    auto const sent = submit_locally("/nonexistent", {"a@a.test", "a@a.test>\r\nDATA", {"b@b.test"}, "x"});
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, "submit.address_invalid");
}

TEST(IsRedirected, IsToldByTheTwoFieldsThatSieveWritesFirst) {
    EXPECT_TRUE(is_redirected(
        "X-Sieve: Pigeonhole Sieve 0.5.19\r\nX-Sieve-Redirected-From: a@a.test\r\nFrom: x\r\n"));
    EXPECT_FALSE(
        is_redirected("X-Sieve: Pigeonhole Sieve 0.5.19\r\nMessage-ID: <x>\r\n"
                      "X-Sieve-Redirected-From: a@a.test\r\n"));
    EXPECT_FALSE(is_redirected("X-Sieve-Redirected-From: a@a.test\r\nX-Sieve: Pigeonhole Sieve 0.5.19\r\n"));
    EXPECT_FALSE(is_redirected("From: a@a.test\r\n\r\nX-Sieve-Redirected-From: a@a.test\r\n"));
    EXPECT_FALSE(is_redirected("X-Sieve"));
    EXPECT_FALSE(is_redirected(""));
}

TEST(WriteAsMailbox, TakesThePostmastersPlaceWhereAScriptNamesNobody) {
    LocalMessage note{"anna@a.test",
                      "postmaster@mail.a.test",
                      {},
                      "X-Sieve: x\r\nFrom: Postmaster <postmaster@mail.a.test>\r\nTo: x\r\n\r\ntext\r\n"};
    write_as_mailbox(note, "mail.a.test");
    EXPECT_EQ(note.sender, "anna@a.test");
    EXPECT_EQ(note.content, "X-Sieve: x\r\nFrom: <anna@a.test>\r\nTo: x\r\n\r\ntext\r\n");

    LocalMessage refusal{
        "anna@a.test", "", {}, "X-Sieve: x\r\nFrom: Postmaster <postmaster@mail.a.test>\r\n\r\n"};
    auto const before = refusal.content;
    write_as_mailbox(refusal, "mail.a.test");
    EXPECT_EQ(refusal.sender, "");
    EXPECT_EQ(refusal.content, before);

    LocalMessage body{"anna@a.test",
                      "postmaster@mail.a.test",
                      {},
                      "To: x\r\n\r\n\r\nFrom: Postmaster <postmaster@mail.a.test>\r\n"};
    auto const content = body.content;
    write_as_mailbox(body, "mail.a.test");
    EXPECT_EQ(body.content, content);
}

TEST(RefusalNotice, NamesEachRecipientAndHasTheMessage) {
    LocalMessage const message{"anna@a.test", "boss@b.test", {}, "Subject: x\r\n\r\nText\r\n"};
    auto const notice = refusal_notice(
        "mail.a.test", message, {{"b@b.test", "550 5.1.1 no"}, {"c@c.test", "552 5.2.2 full"}}, "part");
    EXPECT_THAT(notice, testing::HasSubstr("To: <anna@a.test>\r\n"));
    EXPECT_THAT(notice, testing::HasSubstr("<b@b.test>: 550 5.1.1 no\r\n"));
    EXPECT_THAT(notice, testing::HasSubstr("Final-Recipient: rfc822; c@c.test\r\n"));
    EXPECT_THAT(notice, testing::HasSubstr("message/rfc822\r\n\r\nSubject: x\r\n"));
    EXPECT_THAT(notice, testing::EndsWith("--part--\r\n"));
}

}  // namespace
}  // namespace mailapp::stack::postfix
