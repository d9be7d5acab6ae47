#pragma once

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "db/changes.hpp"
#include "db/database.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace mailapp::apply {

/// Something that follows from the desired state: keys in Redis, a file, ended sessions. Both ways to bring
/// it about are idempotent, read the present state themselves, and answer with an Error (or throw) when it is
/// not done; they are called again then. One thread calls them.
struct Effect {
    std::string name;                      ///< in table change_follower, in metrics and logs
    std::vector<std::string_view> topics;  ///< what it follows
    /// What changed, in order, each thing once (its last entry).
    std::function<Result<>(std::vector<db::Change> const& changes)> apply;
    /// Brings everything about from the whole state, which holds the changes up to `position`.
    std::function<Result<>(std::int64_t position)> rebuild;
    /// Whether what was brought about is still there. Asked at the start and from time to time; rebuilt when
    /// not. May be empty.
    std::function<Result<bool>()> intact;
};

struct FollowerState {
    std::string name;
    std::int64_t position = 0;  ///< all changes up to here are in force
    std::int64_t lag = 0;       ///< entries of the feed behind the position when it was last looked at
    std::string last_error;     ///< empty while all is well
    std::optional<Seconds> failing_since;
    std::int64_t attempts = 0;  ///< without success since then
    std::int64_t rebuilds = 0;  ///< since the program started
};

struct FollowerTimes {
    std::chrono::milliseconds poll{5000};  ///< looks at the feed at least so often, whoever wakes it
    std::chrono::milliseconds gather{50};  ///< between being woken and looking: many changes, one batch
    std::chrono::milliseconds first_retry{1000};  ///< doubles with each failure
    std::chrono::milliseconds last_retry{60'000};
};

/// Keeps one effect equal to the database: reads the change feed in batches, folds doubles, applies, notes
/// its position. A batch that fails is tried again, with growing pauses, and nothing behind it goes first.
/// Rebuilds at the start of a new follower, when entries that it has not seen are gone from the feed, when
/// the database is an older one, and when the effect is not intact.
class Follower {
public:
    Follower(db::Database& database, Effect effect, FollowerTimes times = {});
    ~Follower();
    Follower(Follower const&) = delete;
    Follower& operator=(Follower const&) = delete;

    void start();
    /// Returns when what is being applied is done; the next start goes on from there.
    void stop();
    /// Something changed: look soon. Never blocks; may be called from any thread, also before start.
    void wake();

    /// One look, as the thread does it, on the caller's thread: applies at most one batch. Gives whether more
    /// is waiting. For tests and commands, while the thread does not run.
    Result<bool> follow();

    FollowerState state() const;

private:
    void run();
    Result<bool> step();
    Result<> rebuild(std::int64_t newest);
    void load_position();
    void save_position();
    void note(Result<bool> const& outcome);

    db::Database& database_;
    Effect effect_;
    FollowerTimes times_;

    // Of the following thread alone.
    std::optional<std::int64_t> position_;
    std::int64_t saved_position_ = 0;
    std::chrono::steady_clock::time_point saved_at_;
    bool is_loaded_ = false;
    std::optional<std::chrono::steady_clock::time_point> seen_intact_at_;

    mutable Guarded<FollowerState> state_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

/// Deletes entries of the feed that every follower has passed and that are older than a day, some thousands
/// in each transaction. Followers that have not moved for a week are gone, and rebuild if they come back.
/// Gives the number of deleted entries.
std::int64_t prune_changes(db::Database& database, Seconds now);

}  // namespace mailapp::apply
