#include "compat/mailcow/row_stream.hpp"

#include <gtest/gtest.h>

#include <atomic>
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

TEST(RowStreams, AnswersNothingInMailcowsWord) {
    RowStreams streams;
    EXPECT_EQ(whole(streams.list([](auto const&) {})), "{}");
    EXPECT_EQ(whole(streams.list([](auto const&) {}, "[]")), "[]");
}

TEST(RowStreams, AnswersAShortListAtOnce) {
    RowStreams streams;
    auto const response = streams.list([](RowStreams::Put const& put) {
        put("1");
        put("2");
    });
    EXPECT_FALSE(response.stream);
    EXPECT_EQ(response.body, "[1,2]");
}

TEST(RowStreams, StreamsALongListWholeAndInOrder) {
    RowStreams streams;
    std::string expected = "[";
    for (int i = 0; i < 200'000; ++i) expected += (i == 0 ? "" : ",") + std::to_string(i);
    expected += "]";
    auto response = streams.list([](RowStreams::Put const& put) {
        for (int i = 0; i < 200'000; ++i) put(std::to_string(i));
    });
    EXPECT_TRUE(response.stream);
    EXPECT_EQ(whole(std::move(response)), expected);
}

TEST(RowStreams, StopsReadingWhenTheClientGoesAway) {
    RowStreams streams(1);
    std::atomic<int> rows = 0;
    constexpr int all = 100'000;
    {
        auto const response = streams.list([&rows](RowStreams::Put const& put) {
            std::string const row(1024, '1');
            for (int i = 0; i < all; ++i) {
                put(row);
                ++rows;
            }
        });
        EXPECT_TRUE(response.stream);
    }
    EXPECT_LT(rows, all);
    // Its place is free again.
    EXPECT_EQ(whole(streams.list([](RowStreams::Put const& put) { put("1"); })), "[1]");
}

TEST(RowStreams, IsNeverFarAheadOfItsClient) {
    RowStreams streams;
    std::atomic<std::size_t> bytes = 0;
    auto response = streams.list([&bytes](RowStreams::Put const& put) {
        std::string const row(1024, '1');
        for (int i = 0; i < 20'000; ++i) {
            put(row);
            bytes += row.size();
        }
    });
    std::size_t taken = response.body.size();
    for (auto part = response.stream(); !part.empty(); part = response.stream()) {
        taken += part.size();
        EXPECT_LT(bytes.load(), taken + 1024 * 1024);
    }
    EXPECT_GT(taken, 20'000U * 1024);
}

TEST(RowStreams, TellsAFailureBeforeTheFirstChunkAsItself) {
    RowStreams streams(1);
    EXPECT_THROW(streams.list([](auto const&) { throw std::runtime_error("the database is gone"); }),
                 std::runtime_error);
    EXPECT_EQ(whole(streams.list([](RowStreams::Put const& put) { put("1"); })), "[1]");
}

TEST(RowStreams, BreaksOffWhenReadingFailsLater) {
    RowStreams streams;
    auto response = streams.list([](RowStreams::Put const& put) {
        for (int i = 0; i < 400; ++i) put(std::string(1024, '1'));
        throw std::runtime_error("the database is gone");
    });
    EXPECT_THROW(whole(std::move(response)), std::runtime_error);
}

TEST(RowStreams, GivesUpOnAClientThatDoesNotRead) {
    RowStreams streams(1, std::chrono::seconds(0));
    auto response = streams.list([](RowStreams::Put const& put) {
        for (int i = 0; i < 4000; ++i) put(std::string(1024, '1'));
    });
    EXPECT_THROW(whole(std::move(response)), std::runtime_error);
}

}  // namespace
}  // namespace mailapp::compat::mailcow
