#pragma once

#include "apply/follower.hpp"
#include "db/database.hpp"
#include "features/applied/types.hpp"
#include "http/routes.hpp"

#include <functional>

namespace mailapp::applied {

/// How far the directory and the followers are with the change feed.
class Service {
public:
    /// The directory's position; nothing when it does not answer.
    using DirectoryPosition = std::function<std::optional<std::int64_t>()>;
    using Followers = std::function<std::vector<apply::FollowerState>()>;

    Service(db::Database& database, DirectoryPosition directory)
        : database_(database), directory_(std::move(directory)) {}

    /// Before the first request; without it there are none.
    void set_followers(Followers followers) { followers_ = std::move(followers); }

    /// Error: applied.query_incomplete.
    Result<AppliedState> state(AppliedQuery const& query);
    AppliedState state();

private:
    db::Database& database_;
    DirectoryPosition directory_;
    Followers followers_;
};

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::applied
