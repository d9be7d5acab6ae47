#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

namespace mailapp::http {

/// What a request is worked on with. Each lane has threads of its own, so that none can take another's.
enum class Lane {
    vital,    ///< whether the server lives
    sign_in,  ///< slow by intent: password hashes
    panel,    ///< people in front of the panel, and whoever shows no key
    usual,    ///< programs with a key
    slow,     ///< what waits for other programs or servers
    parts,    ///< the next parts of long replies
};
inline constexpr std::size_t lane_count = 6;

/// The size of a lane.
struct LaneSize {
    int threads = 1;            ///< started when they are needed
    std::size_t waiting = 256;  ///< jobs beyond those that run
};
using LaneSizes = std::array<LaneSize, lane_count>;

/// Threads that run jobs, by lane. Within a lane clients take turns: who has many jobs waiting delays nobody
/// else by more than one job.
class WorkerPool {
public:
    using Job = std::function<void()>;

    /// Whether a job may be turned away: a new request may, the next part of a begun reply may not.
    enum class Admission { when_there_is_room, always };

    /// A job that was taken.
    class Ticket {
    public:
        /// Whether it did not have to wait for a thread when it came.
        bool ran_at_once() const { return ran_at_once_; }

    private:
        friend class WorkerPool;
        Lane lane_ = Lane::usual;
        std::string client_;
        Job job_;
        bool ran_at_once_ = false;
        bool waits_ = true;  ///< under the lane's lock
    };

    explicit WorkerPool(LaneSizes const& sizes);
    ~WorkerPool();
    WorkerPool(WorkerPool const&) = delete;
    WorkerPool& operator=(WorkerPool const&) = delete;

    /// Nothing when there is no room, or after stop(). A job must not throw. `client` is whose turn it takes:
    /// one client may fill a quarter of the places to wait.
    std::shared_ptr<Ticket> submit(Lane lane, std::string_view client, Job job, Admission admission);
    /// Drops a job that still waits, and gives its place back. False when it runs, or ran.
    bool take_back(Ticket& ticket);
    /// Drops the jobs that wait, lets those that run finish, joins the threads. Idempotent.
    void stop();

private:
    struct Client {
        std::string name;
        std::deque<std::shared_ptr<Ticket>> jobs;
    };
    using Clients = std::list<Client>;
    struct Line {
        LaneSize size;
        std::mutex mutex;
        std::condition_variable wake;
        Clients clients;  ///< with jobs that wait; the next turn is the first one's
        std::unordered_map<std::string_view, Clients::iterator> by_name;
        std::size_t waiting = 0;
        std::size_t running = 0;
        bool stopped = false;
        std::vector<std::thread> threads;
    };

    Line& line(Lane lane) { return lines_[static_cast<std::size_t>(lane)]; }
    static void run(Line& line);
    static std::shared_ptr<Ticket> next(Line& line);
    static void forget_if_done(Line& line, Clients::iterator client);

    std::array<Line, lane_count> lines_;
};

}  // namespace mailapp::http
