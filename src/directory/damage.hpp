#pragma once

#include "base/file.hpp"
#include "directory/lmdb.hpp"
#include "reflect/members.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::directory {

/// Reads a whole environment in a process of its own, which a damaged page may end or hold up: every page
/// that leads to a record, every record by its checksum (`is_raw` names those that have none), the list of
/// free pages. Gives what is wrong; nothing when all is well, when it has other databases than these, or when
/// it cannot be looked at (that is logged).
std::optional<std::string> find_damage(
    fs::path const& environment, std::vector<std::string> const& databases,
    std::function<bool(std::size_t database, std::string_view key)> is_raw);

/// A damaged replica that was set aside.
struct Damage {
    std::string noticed;  ///< RFC 3339
    std::string problem;
    std::string file = {};  ///< the directory in which it lies now
};
BOOST_DESCRIBE_STRUCT(Damage, (), (noticed, problem, file))

/// Moves a damaged environment away within `directory`, notes why, and removes all but the newest of those
/// that lie there. What cannot be moved is removed.
Damage set_aside(fs::path const& directory, fs::path const& environment, std::string const& problem);

/// What was set aside there, newest first.
std::vector<Damage> damages(fs::path const& directory);

/// Whether a replica is in use there.
bool has_replica(fs::path const& directory);

}  // namespace mailapp::directory
