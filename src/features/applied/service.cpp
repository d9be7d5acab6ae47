#include "features/applied/service.hpp"

#include "db/changes.hpp"
#include "features/applied/store.hpp"

#include <algorithm>

namespace mailapp::applied {
namespace {

AppliedPart part_of(db::Session& session, std::string name, std::optional<std::int64_t> position,
                    std::int64_t newest) {
    AppliedPart part;
    part.name = std::move(name);
    part.position = position;
    part.behind = std::max<std::int64_t>(0, newest - position.value_or(0));
    if (part.behind > 0) part.waiting_since = store::oldest_after(session, position.value_or(0));
    return part;
}

}  // namespace

AppliedState Service::state() {
    // Asked before the feed is read: a position is never ahead of what is compared with it.
    auto const directory = directory_();
    auto const followers = followers_ ? followers_() : std::vector<apply::FollowerState>();
    AppliedState state;
    auto session = database_.read();
    state.newest = db::newest_change(session);
    state.parts.push_back(part_of(session, "directory", directory, state.newest));
    if (!directory) state.parts.back().problem = "The directory does not answer.";
    for (auto const& follower : followers) {
        auto part = part_of(session, follower.name, follower.position, state.newest);
        part.problem = follower.last_error;
        part.failing_since = follower.failing_since;
        state.parts.push_back(std::move(part));
    }
    state.applied = std::all_of(state.parts.begin(), state.parts.end(), [](AppliedPart const& part) {
        return part.behind == 0 && part.problem.empty();
    });
    return state;
}

Result<AppliedState> Service::state(AppliedQuery const& query) {
    if (query.kind.has_value() != query.object.has_value()) {
        return invalid("applied.query_incomplete", "Name both the kind and the object, or neither.",
                       query.kind ? "/object" : "/kind");
    }
    // Its entry first: what is committed meanwhile is a later change.
    std::optional<AppliedObject> object;
    if (query.kind) {
        auto session = database_.read();
        object = AppliedObject{
            *query.kind, *query.object, store::newest_of(session, *query.kind, *query.object), true, {}};
    }
    auto present = state();
    if (object && object->change) {
        for (auto const& part : present.parts) {
            if (part.position.value_or(0) < *object->change) object->waiting_for.push_back(part.name);
        }
        object->applied = object->waiting_for.empty();
    }
    present.object = std::move(object);
    return present;
}

}  // namespace mailapp::applied
