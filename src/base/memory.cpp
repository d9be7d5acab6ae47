#include "base/memory.hpp"

#include <malloc.h>

namespace mailapp {
namespace {

constexpr int arenas = 4;
/// Blocks of this size and more are mapped, and go back when they are freed. Said once, it stays: otherwise
/// the first large block that is freed raises it to its own size.
constexpr int mapped_from = 256 * 1024;
constexpr int trimmed_from = 1024 * 1024;

}  // namespace

void keep_memory_returnable() {
    ::mallopt(M_ARENA_MAX, arenas);
    ::mallopt(M_MMAP_THRESHOLD, mapped_from);
    ::mallopt(M_TRIM_THRESHOLD, trimmed_from);
}

void give_memory_back() {
    ::malloc_trim(0);
}

}  // namespace mailapp
