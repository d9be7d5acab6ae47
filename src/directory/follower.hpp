#pragma once

#include "db/database.hpp"
#include "directory/replicas.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace mailapp::directory {

/// What others keep beside the replica goes with it; called on the thread that follows.
struct FollowerListener {
    std::function<void(std::string const& address)> other_store = {};  ///< made, gone, or made again
    std::function<void()> rebuilt = {};
};

/// Keeps the replica equal to the SQL database: reads the change feed, reads what changed from the views,
/// writes it. Rebuilds when the replica is missing, damaged, of another database or of another history of
/// this one (an older copy was put back), or behind the oldest kept change.
class Follower {
public:
    Follower(db::Database& database, Replicas& replicas, FollowerListener listener = {});
    ~Follower();

    /// Starts the thread that polls; the tests call follow() instead.
    void start(std::chrono::milliseconds poll);
    void stop();

    /// One look at the feed: applies all that is new. Throws db::DatabaseError when SQL is not there; the
    /// replica then stays as it is.
    void follow();

    /// The change that the replica holds last; -1 without a replica.
    std::int64_t applied();
    /// Looks at the feed at once and waits until `seq` is applied, at most that long. Gives what is applied.
    std::int64_t catch_up(std::int64_t seq, std::chrono::milliseconds at_most);

private:
    void run(std::chrono::milliseconds poll);
    void rebuild();
    bool apply_next(Replica& replica);

    db::Database& database_;
    Replicas& replicas_;
    FollowerListener listener_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::int64_t applied_ = -1;
    std::int64_t wanted_ = 0;
    bool stopping_ = false;
    bool sql_down_ = false;
    std::thread thread_;
};

}  // namespace mailapp::directory
