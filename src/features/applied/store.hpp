#pragma once

#include "base/clock.hpp"
#include "db/database.hpp"

namespace mailapp::applied::store {

/// The newest entry of the feed about an object; nothing when none is kept.
std::optional<std::int64_t> newest_of(db::Session& session, std::string const& kind,
                                      std::string const& object);
/// When the first entry behind a number was made.
std::optional<Seconds> oldest_after(db::Session& session, std::int64_t seq);

}  // namespace mailapp::applied::store
