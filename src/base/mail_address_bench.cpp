#include "base/mail_address.hpp"

#include <benchmark/benchmark.h>

namespace mailapp {
namespace {

void normalize(benchmark::State& state, std::string_view address) {
    for (auto _ : state) benchmark::DoNotOptimize(normalize_address(address));
}
BENCHMARK_CAPTURE(normalize, ascii, "Anna.Example@Example.org");
BENCHMARK_CAPTURE(normalize, idn, "anna@b\u00fccher.example");

}  // namespace
}  // namespace mailapp
