// What a question of Postfix costs without the way to it: a replica of 100,000 mailboxes.
#include "directory/socketmap.hpp"
#include "directory/test_replica.hpp"

#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <random>

namespace mailapp::directory {
namespace {

constexpr int domains = 100;
constexpr int mailboxes_of_a_domain = 1000;

Replicas& seeded() {
    static TestReplica replica([](Replica::Batch& batch) {
        for (int domain = 0; domain < domains; ++domain) {
            auto const name = fmt::format("d{:03}.example.org", domain);
            batch.set_domain(name, home_domain());
            for (int box = 0; box < mailboxes_of_a_domain; ++box)
                batch.set_mailbox(fmt::format("u{:06}@{}", box, name), mailbox_in(name));
        }
    });
    return replica.replicas;
}

void answer(benchmark::State& state, std::string_view map, int first_box) {
    auto& replicas = seeded();
    LookupSettings const settings;
    std::mt19937 random(1);
    for (auto _ : state) {
        state.PauseTiming();
        auto const question =
            fmt::format("{} u{:06}@d{:03}.example.org", map,
                        first_box + static_cast<int>(random() % mailboxes_of_a_domain), random() % domains);
        state.ResumeTiming();
        benchmark::DoNotOptimize(answer_socketmap(replicas, question, settings));
    }
}
BENCHMARK_CAPTURE(answer, mailbox, "virtual-mailboxes", 0);
BENCHMARK_CAPTURE(answer, unknown_mailbox, "virtual-mailboxes", mailboxes_of_a_domain);
BENCHMARK_CAPTURE(answer, alias, "virtual-aliases", 0);
BENCHMARK_CAPTURE(answer, sender, "sender-logins", 0);

}  // namespace
}  // namespace mailapp::directory
