#pragma once

namespace mailapp {

/// Makes the allocator of this process able to give memory back: few arenas, and large blocks of their own
/// from the system for ever, not only until the first of them is freed. Call it before the first thread.
void keep_memory_returnable();

/// Gives back to the system what is free. Takes some milliseconds: not for an event loop.
void give_memory_back();

}  // namespace mailapp
