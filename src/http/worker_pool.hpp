#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace mailapp::http {

/// A fixed number of threads that run jobs in the order in which they came.
class WorkerPool {
public:
    using Job = std::function<void()>;

    /// Whether a job may be turned away: a new request may, the next part of a begun reply may not.
    enum class Admission { when_there_is_room, always };

    /// `bound`: how many jobs may wait beyond those that run.
    WorkerPool(int threads, std::size_t bound);
    ~WorkerPool();
    WorkerPool(WorkerPool const&) = delete;
    WorkerPool& operator=(WorkerPool const&) = delete;

    /// False when there is no room, or after stop(). A job must not throw.
    bool submit(Job job, Admission admission);
    /// Drops the jobs that wait, lets those that run finish, joins the threads. Idempotent.
    void stop();

private:
    void run();

    std::size_t const most_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> waiting_;
    std::size_t running_ = 0;
    bool stopped_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace mailapp::http
