#pragma once

#include "base/clock.hpp"
#include "reflect/members.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::applied {

struct AppliedQuery {
    static constexpr bool is_request = true;
    std::optional<std::string> kind;  ///< "domain", "alias_domain", "mailbox", "alias", "sender_acl", "dkim"
    std::optional<std::string> object;  ///< an address or a domain
};
BOOST_DESCRIBE_STRUCT(AppliedQuery, (), (kind, object))

/// One of those that bring changes into force: the directory, or a follower by name.
struct AppliedPart {
    std::string name;
    std::optional<std::int64_t> position;  ///< all changes up to here are in force; null: it does not tell
    std::int64_t behind = 0;               ///< changes that wait for it
    std::optional<Seconds> waiting_since;  ///< when the oldest of them was made
    std::string problem;                   ///< what keeps it from going on; "" while nothing does
    std::optional<Seconds> failing_since;
};
BOOST_DESCRIBE_STRUCT(AppliedPart, (), (name, position, behind, waiting_since, problem, failing_since))

struct AppliedObject {
    std::string kind;
    std::string object;
    std::optional<std::int64_t> change;  ///< its newest entry in the feed; null: none within the last day
    bool applied = true;
    std::vector<std::string> waiting_for;  ///< names of the parts that have it still before them
};
BOOST_DESCRIBE_STRUCT(AppliedObject, (), (kind, object, change, applied, waiting_for))

struct AppliedState {
    std::int64_t newest = 0;  ///< of the change feed
    bool applied = true;      ///< every part has everything
    std::vector<AppliedPart> parts;
    std::optional<AppliedObject> object;  ///< when one was asked for
};
BOOST_DESCRIBE_STRUCT(AppliedState, (), (newest, applied, parts, object))

}  // namespace mailapp::applied
