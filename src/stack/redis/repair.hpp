#pragma once

#include "base/error.hpp"
#include "base/file.hpp"

#include <cstdint>

namespace mailapp::stack::redis {

enum class Repair : std::uint8_t {
    none,       ///< it was whole, or there is nothing yet
    cut,        ///< cut off where the damage begins
    set_aside,  ///< nothing could be read: Redis begins anew
};

/// Makes what Redis wrote into its data directory loadable: Redis does not start with a damaged file. What
/// was there is kept beside it as appendonlydir.damaged, one at a time. A store that lost something has not
/// the mark of its signing keys any more (keys_are_there), so that they are written anew. Call it while Redis
/// does not run. Error: process.not_started, process.timeout; throws for what the file system refuses.
Result<Repair> repair_store(fs::path const& data);

}  // namespace mailapp::stack::redis
