#include "base/ticker.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace mailapp {
namespace {

using namespace std::chrono_literals;

/// Lets the test wait for a number of turns.
class Turns {
public:
    void count() {
        ++done_;
        done_.notify_all();
    }
    void await(int wanted) {
        for (int now = done_; now < wanted; now = done_) done_.wait(now);
    }

private:
    std::atomic<int> done_ = 0;
};

TEST(Ticker, TakesTurnsAlsoAfterOneThatFailed) {
    Turns turns;
    Ticker const ticker(
        "test", [] { return 1ms; },
        [&] {
            turns.count();
            throw std::runtime_error("broken");
        });
    turns.await(3);
}

TEST(Ticker, TakesATurnWhenItIsWokenAndNoneAfterItsEnd) {
    Turns turns;
    {
        Ticker ticker(
            "test", [] { return 1h; }, [&] { turns.count(); });
        turns.await(1);
        ticker.wake();
        turns.await(2);
    }
    SUCCEED() << "its end does not wait for the pause";
}

}  // namespace
}  // namespace mailapp
