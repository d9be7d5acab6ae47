#include "http/worker_pool.hpp"

#include <gtest/gtest.h>

#include <future>

namespace mailapp::http {
namespace {

using Admission = WorkerPool::Admission;

LaneSizes one_thread_each(std::size_t waiting) {
    LaneSizes sizes;
    for (auto& size : sizes) size = {1, waiting};
    return sizes;
}

/// A job that holds its thread until it is let go.
struct Hold {
    std::promise<void> begun;
    std::promise<void> end;

    WorkerPool::Job job() {
        return [this] {
            begun.set_value();
            end.get_future().wait();
        };
    }
};

TEST(WorkerPool, LanesDoNotWaitForEachOther) {
    WorkerPool pool(one_thread_each(4));
    Hold hold;
    ASSERT_TRUE(pool.submit(Lane::usual, "a", hold.job(), Admission::when_there_is_room));
    hold.begun.get_future().wait();
    for (auto const lane : {Lane::vital, Lane::sign_in, Lane::panel, Lane::slow, Lane::parts}) {
        std::promise<void> done;
        ASSERT_TRUE(pool.submit(
            lane, "a", [&] { done.set_value(); }, Admission::when_there_is_room));
        done.get_future().wait();
    }
    hold.end.set_value();
}

TEST(WorkerPool, ClientsTakeTurns) {
    WorkerPool pool(one_thread_each(100));
    Hold hold;
    ASSERT_TRUE(pool.submit(Lane::usual, "greedy", hold.job(), Admission::when_there_is_room));
    hold.begun.get_future().wait();
    std::string order;
    std::promise<void> last;
    for (int i = 0; i < 20; ++i)
        ASSERT_TRUE(pool.submit(
            Lane::usual, "greedy", [&] { order += 'g'; }, Admission::when_there_is_room));
    ASSERT_TRUE(pool.submit(
        Lane::usual, "b", [&] { order += 'b'; }, Admission::when_there_is_room));
    ASSERT_TRUE(pool.submit(
        Lane::usual, "c", [&] { order += 'c'; }, Admission::when_there_is_room));
    ASSERT_TRUE(pool.submit(
        Lane::usual, "greedy", [&] { last.set_value(); }, Admission::when_there_is_room));
    hold.end.set_value();
    last.get_future().wait();
    EXPECT_EQ(order, "gbc" + std::string(19, 'g'));
}

TEST(WorkerPool, OneClientLeavesPlacesToOthers) {
    WorkerPool pool(one_thread_each(8));
    Hold hold;
    ASSERT_TRUE(pool.submit(Lane::usual, "greedy", hold.job(), Admission::when_there_is_room));
    hold.begun.get_future().wait();
    std::size_t taken = 0;
    while (pool.submit(
        Lane::usual, "greedy", [] {}, Admission::when_there_is_room))
        ++taken;
    EXPECT_EQ(taken, 2U);
    EXPECT_TRUE(pool.submit(
        Lane::usual, "b", [] {}, Admission::when_there_is_room));
    // What has begun goes on.
    EXPECT_TRUE(pool.submit(
        Lane::usual, "greedy", [] {}, Admission::always));
    hold.end.set_value();
}

TEST(WorkerPool, TakesBackWhatStillWaits) {
    WorkerPool pool(one_thread_each(4));
    Hold hold;
    auto const running = pool.submit(Lane::usual, "a", hold.job(), Admission::when_there_is_room);
    hold.begun.get_future().wait();
    bool ran = false;
    auto const token = std::make_shared<int>(0);
    auto const waits = pool.submit(
        Lane::usual, "a", [&ran, token] { ran = true; }, Admission::when_there_is_room);
    EXPECT_TRUE(running->ran_at_once());
    EXPECT_FALSE(waits->ran_at_once());
    EXPECT_FALSE(pool.take_back(*running));
    EXPECT_TRUE(pool.take_back(*waits));
    EXPECT_FALSE(pool.take_back(*waits));
    // What it held is let go at once, and its place is free again.
    EXPECT_EQ(token.use_count(), 1);
    EXPECT_TRUE(pool.submit(
        Lane::usual, "a", [] {}, Admission::when_there_is_room));
    hold.end.set_value();
    pool.stop();
    EXPECT_FALSE(ran);
    EXPECT_FALSE(pool.submit(
        Lane::usual, "a", [] {}, Admission::always));
}

}  // namespace
}  // namespace mailapp::http
