#include "agent/log_tail.hpp"
#include "agent/process_table.hpp"
#include "stack/test_daemon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace mailapp::agent {
namespace {

using testing::ElementsAre;

TEST(ProcessTable, TellsWhatThisProcessAndItsChildrenUse) {
    auto const alone = ProcessTable::read().figures_of(::getpid());
    ASSERT_TRUE(alone);
    test::Daemon const child({"/usr/bin/sleep", "1000"});
    auto const both = ProcessTable::read().figures_of(::getpid());
    ASSERT_TRUE(both);
    EXPECT_EQ(both->processes, alone->processes + 1);
    EXPECT_GT(both->rss_bytes, 1'000'000);
    ASSERT_TRUE(both->pss_bytes);
    EXPECT_GT(*both->pss_bytes, 100'000);
    EXPECT_LE(*both->pss_bytes, both->rss_bytes);
}

TEST(ProcessTable, CountsProcessorTime) {
    auto const before = ProcessTable::read().figures_of(::getpid()).value().cpu_seconds;
    EXPECT_TRUE(test::wait_until(
        [&] { return ProcessTable::read().figures_of(::getpid()).value().cpu_seconds > before + 0.05; }));
}

TEST(ProcessTable, KnowsNothingOfAProcessThatIsNotThere) {
    pid_t gone = 0;
    {
        test::Daemon const child({"/usr/bin/sleep", "1000"});
        gone = child.pid();
    }
    EXPECT_FALSE(ProcessTable::read().figures_of(gone));
}

class LogTail : public testing::Test {
protected:
    void write(std::string const& text) const { std::ofstream(file(), std::ios::app) << text; }
    fs::path file() const { return directory_.path() / "postfix.log"; }
    LogPage page(int lines, std::optional<std::string> const& before = {}) const {
        return read_log_page(file(), lines, before).value();
    }

    test::TemporaryDirectory directory_;
};

TEST_F(LogTail, GivesTheLastLinesAndACursorToThoseBefore) {
    write("one\ntwo\nthree\n");
    auto const last = page(2);
    EXPECT_THAT(last.lines, ElementsAre("two", "three"));
    ASSERT_TRUE(last.before);
    write("four\n");  // what comes meanwhile moves nothing
    auto const first = page(2, last.before);
    EXPECT_THAT(first.lines, ElementsAre("one"));
    EXPECT_FALSE(first.before);
}

TEST_F(LogTail, GivesEmptyLinesAndALineWithoutAnEnd) {
    write("\n\nhalf");
    EXPECT_THAT(page(10).lines, ElementsAre("", "", "half"));
}

TEST_F(LogTail, AnEmptyFileHasNoLines) {
    write("");
    EXPECT_THAT(page(10).lines, ElementsAre());
    EXPECT_FALSE(page(10).before);
}

TEST_F(LogTail, PagesThroughAFileOfManyBlocksWithoutGapOrDouble) {
    std::string text;
    std::vector<std::string> all;
    for (int i = 0; i < 30'000; ++i) {
        all.push_back("line " + std::to_string(i));
        text += all.back() + "\n";
    }
    write(text);
    std::vector<std::string> seen;
    std::optional<std::string> before;
    do {
        auto part = page(997, before);
        before = part.before;
        part.lines.insert(part.lines.end(), seen.begin(), seen.end());
        seen = std::move(part.lines);
    } while (before);
    EXPECT_EQ(seen, all);
}

TEST_F(LogTail, CutsALineThatIsTooLong) {
    write("short\n" + std::string(6'000'000, 'x') + "\nlast\n");
    auto const last = page(1000);
    EXPECT_THAT(last.lines, ElementsAre("last"));
    ASSERT_TRUE(last.before);
    auto const part = page(1000, last.before);
    ASSERT_EQ(part.lines.size(), 1U);
    EXPECT_EQ(part.lines.front().size(), 8192U);
    ASSERT_TRUE(part.before);
    EXPECT_EQ(page(1000, part.before).lines.front(), "short");
}

TEST_F(LogTail, RefusesWhatIsNoCursor) {
    write("one\n");
    for (auto const* cursor : {"", "1", "-", "1-", "-1", "1--1", "../x", "1-2-3"}) {
        auto const refused = read_log_page(file(), 10, cursor);
        ASSERT_FALSE(refused) << cursor;
        EXPECT_EQ(refused.error().code, "logs.invalid_cursor") << cursor;
    }
}

TEST_F(LogTail, SaysWhenTheLogWasRotatedSinceTheCursor) {
    write("one\ntwo\n");
    auto const cursor = page(1).before;
    fs::rename(file(), directory_.path() / "postfix.log.1");
    write("three\nfour\n");
    auto const refused = read_log_page(file(), 1, cursor);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "logs.cursor_expired");
}

TEST_F(LogTail, FollowsWhatIsWrittenBehindAPage) {
    write("one\ntwo\nhal");
    auto const seen = page(10);
    EXPECT_THAT(seen.lines, ElementsAre("one", "two", "hal"));
    EXPECT_TRUE(read_log_after(file(), 10, seen.after).value().lines.empty());
    write("f\nthree\nfour\n");
    auto const next = read_log_after(file(), 2, seen.after).value();
    EXPECT_THAT(next.lines, ElementsAre("half", "three"));
    // A line keeps its name, however it is read.
    EXPECT_EQ(next.cursors.at(0), seen.cursors.at(2));
    EXPECT_EQ(page(1).cursors.at(0), read_log_after(file(), 10, next.after).value().cursors.at(0));
    EXPECT_THAT(read_log_after(file(), 10, next.after).value().lines, ElementsAre("four"));
}

TEST_F(LogTail, FollowsOverARotation) {
    write("one\n");
    auto const seen = page(10);
    write("two\nthree\n");
    fs::rename(file(), directory_.path() / "postfix.log.1");
    write("four\n");
    auto const next = read_log_after(file(), 1, seen.after).value();
    EXPECT_THAT(next.lines, ElementsAre("two"));
    auto const last = read_log_after(file(), 10, next.after).value();
    EXPECT_THAT(last.lines, ElementsAre("three", "four"));
    EXPECT_TRUE(read_log_after(file(), 10, last.after).value().lines.empty());
}

TEST_F(LogTail, BeginsThePresentLogWhenTheOneBeforeIsGone) {
    write("one\n");
    auto const seen = page(10);
    std::ofstream(directory_.path() / "another") << "two\n";
    fs::rename(directory_.path() / "another", file());
    EXPECT_THAT(read_log_after(file(), 10, seen.after).value().lines, ElementsAre("two"));
}

TEST_F(LogTail, FollowsPastALineThatFillsAPage) {
    write(std::string(6'000'000, 'x') + "\nlast\n");
    auto after = page(1).before.value();
    after = after.substr(0, after.find('-')) + "-0";
    std::vector<std::string> seen;
    for (int i = 0; i < 3; ++i) {
        auto const part = read_log_after(file(), 10, after).value();
        seen.insert(seen.end(), part.lines.begin(), part.lines.end());
        after = part.after;
    }
    EXPECT_EQ(seen.back(), "last");
}

TEST_F(LogTail, RefusesALinkAndAnAbsentFile) {
    EXPECT_EQ(read_log_page(file(), 10, {}).error().code, "logs.missing");
    fs::create_symlink("/etc/passwd", file());
    EXPECT_EQ(read_log_page(file(), 10, {}).error().code, "logs.missing");
}

TEST_F(LogTail, RefusesANumberOfLinesOutOfRange) {
    write("one\n");
    for (int const lines : {-1, 0, 1001}) {
        EXPECT_EQ(read_log_page(file(), lines, {}).error().code, "logs.invalid_lines");
    }
}

}  // namespace
}  // namespace mailapp::agent
