#include "identity/hash_gate.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

namespace mailapp::identity {
namespace {

/// Holds a place of a gate until it is let go.
class Holder {
public:
    Holder(HashGate& gate, Standing standing)
        : thread_([this, &gate, standing] {
              gate.run(standing, [this] {
                  inside_.count_down();
                  go_.wait();
              });
          }) {
        inside_.wait();
    }
    ~Holder() {
        go_.count_down();
        thread_.join();
    }

private:
    std::latch inside_{1};
    std::latch go_{1};
    std::thread thread_;
};

bool runs(HashGate& gate, Standing standing) {
    bool ran = false;
    return gate.run(standing, [&] { ran = true; }) && ran;
}

TEST(HashGate, StrangersLeaveAPlaceForTheFamiliar) {
    HashGate gate(2, 0);
    Holder const stranger(gate, Standing::stranger);
    EXPECT_FALSE(runs(gate, Standing::stranger));
    EXPECT_TRUE(runs(gate, Standing::familiar));
    Holder const familiar(gate, Standing::familiar);
    EXPECT_FALSE(runs(gate, Standing::familiar));
}

TEST(HashGate, GivesThePlaceBackAlsoAfterAFailure) {
    HashGate gate(1, 0);
    EXPECT_THROW(gate.run(Standing::stranger, [] { throw std::runtime_error("no memory"); }),
                 std::runtime_error);
    EXPECT_TRUE(runs(gate, Standing::stranger));
}

TEST(HashGate, NeverRunsMoreThanItsLimitAndRunsEveryoneItTakes) {
    HashGate gate(2, 100);
    std::atomic<int> inside{0}, most{0}, done{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&, i] {
            auto const standing = i % 2 == 0 ? Standing::stranger : Standing::familiar;
            gate.run(standing, [&] {
                int const now = ++inside;
                for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
                }
                std::this_thread::yield();
                --inside;
                ++done;
            });
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(done, 16);
    EXPECT_LE(most, 2);
}

}  // namespace
}  // namespace mailapp::identity
