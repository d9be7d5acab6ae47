#pragma once

#include "base/clock.hpp"
#include "db/database.hpp"

#include <optional>
#include <string>

namespace mailapp::set_up::store {

std::optional<Seconds> closed(db::Session& session);
/// Both tell whether it was not so before.
bool close(db::Transaction& tx, Seconds now);
bool open(db::Transaction& tx);

/// Where the server's own mail goes; nothing when nobody has said so.
std::optional<std::string> system_mail(db::Session& session);
void set_system_mail(db::Transaction& tx, std::string const& address);

}  // namespace mailapp::set_up::store
