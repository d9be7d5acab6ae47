#pragma once

#include "directory/lookups.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace mailapp::directory {

/// Who would get a message.
enum class Reach {
    nobody,    ///< no mailbox and no other server is behind the address
    full,      ///< nobody but mailboxes that have no room for it
    somebody,  ///< at least one, or it cannot be told
};

/// Bytes that a mailbox holds, by its address; nothing when it is not known.
using Usage = std::function<std::optional<std::int64_t>(std::string const& address)>;

/// Follows an address of this server through aliases, alias domains and catch-alls, until somebody is found
/// who takes a message of so many bytes (0: its size is not known). Of an alias with very many destinations
/// only the first are looked at. Throws what the replica throws.
Reach reach_of(Replica::View const& view, LookupSettings const& settings, Usage const& usage,
               std::string_view address, std::int64_t size);

}  // namespace mailapp::directory
