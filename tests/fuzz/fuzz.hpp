#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// What libFuzzer calls, and the replay of the corpora.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace mailapp::fuzz {

/// Ends the run: the input is kept as a finding.
inline void require(bool holds) {
    if (!holds) std::abort();
}

/// An input: its first byte picks the parser, the rest is for it.
struct Input {
    unsigned choice = 0;
    std::string_view text;

    Input(std::uint8_t const* data, std::size_t size) {
        if (size == 0) return;
        choice = data[0];
        text = std::string_view(reinterpret_cast<char const*>(data) + 1, size - 1);
    }
};

}  // namespace mailapp::fuzz
