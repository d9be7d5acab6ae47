#include "compat/mailcow/row_stream.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace mailapp::compat::mailcow {
namespace {

std::string whole(http::RawResponse response) {
    auto text = response.body;
    if (!response.stream) return text;
    for (auto part = response.stream(); !part.empty(); part = response.stream()) text += part;
    return text;
}

/// The numbers below a limit, some at a time; counts how many were made.
NextRows numbers(int limit, int at_once, int* made = nullptr) {
    return rows_by_cursor([=](std::optional<std::string> const& cursor, PutRow const& put) {
        int number = cursor ? std::stoi(*cursor) : 0;
        for (int i = 0; i < at_once && number < limit; ++i) put(std::to_string(number++));
        if (made != nullptr) *made = number;
        return number < limit ? std::optional(std::to_string(number)) : std::nullopt;
    });
}

NextRows failing(int after) {
    return [after, calls = 0](PutRow const& put) mutable {
        if (calls++ == after) throw std::runtime_error("the database is gone");
        put(std::string(70 * 1024, '1'));
        return true;
    };
}

Principal account(std::int64_t id) {
    Principal who;
    who.role = Role::api_read_only;
    who.account_id = id;
    return who;
}

class RowStreamsTest : public ::testing::Test {
protected:
    RowStreams streams{4, 2};
    Principal caller = account(1);
};

TEST_F(RowStreamsTest, AnswersNothingInMailcowsWord) {
    EXPECT_EQ(whole(streams.list(caller, numbers(0, 10))), "{}");
    EXPECT_EQ(whole(streams.list(caller, rows_in_turn({}), "[]")), "[]");
    EXPECT_EQ(whole(streams.list(caller, rows_in_turn({numbers(0, 1), numbers(0, 1)}))), "{}");
}

TEST_F(RowStreamsTest, AnswersAShortListAtOnce) {
    auto const response = streams.list(caller, rows_in_turn({numbers(3, 2), numbers(0, 1), numbers(2, 1)}));
    EXPECT_FALSE(response.stream);
    EXPECT_EQ(response.body, "[0,1,2,0,1]");
}

TEST_F(RowStreamsTest, StreamsALongListWholeAndInOrder) {
    std::string expected = "[";
    for (int i = 0; i < 200'000; ++i) expected += (i == 0 ? "" : ",") + std::to_string(i);
    expected += "]";
    auto response = streams.list(caller, numbers(200'000, 100));
    EXPECT_TRUE(response.stream);
    EXPECT_EQ(whole(std::move(response)), expected);
}

TEST_F(RowStreamsTest, ReadsNothingAheadOfItsClient) {
    int made = 0;
    auto response = streams.list(caller, numbers(200'000, 100, &made));
    auto const in_first = response.stream();
    auto const before = made;
    EXPECT_LT(before, 20'000);
    (void)response.stream();
    EXPECT_GT(made, before);
    EXPECT_LT(made, 40'000);
}

TEST_F(RowStreamsTest, ACallerWithoutAPlaceDoesNotWaitForOne) {
    auto const list = [&](Principal const& who) { return streams.list(who, numbers(200'000, 100)); };
    auto const first = list(account(1));
    auto second = std::make_unique<http::RawResponse>(list(account(1)));
    EXPECT_EQ(list(account(1)).status, 503);
    // Another account has its own share, until there are too many in all.
    auto const third = list(account(2));
    EXPECT_EQ(third.status, 200);
    auto const fourth = list(account(3));
    EXPECT_EQ(list(account(4)).status, 503);
    // A client that left, and one that has everything, give theirs back.
    second.reset();
    EXPECT_EQ(whole(list(account(1))).size(), whole(list(account(4))).size());
    EXPECT_EQ(whole(list(account(4))).back(), ']');
}

TEST_F(RowStreamsTest, TellsAFailureBeforeTheFirstChunkAsItself) {
    for (int i = 0; i < 5; ++i) EXPECT_THROW(streams.list(caller, failing(0)), std::runtime_error);
    EXPECT_EQ(whole(streams.list(caller, numbers(1, 1))), "[0]");
}

TEST_F(RowStreamsTest, BreaksOffWhenReadingFailsLater) {
    for (int i = 0; i < 5; ++i) {
        auto response = streams.list(caller, failing(3));
        EXPECT_THROW(whole(std::move(response)), std::runtime_error);
    }
}

}  // namespace
}  // namespace mailapp::compat::mailcow
