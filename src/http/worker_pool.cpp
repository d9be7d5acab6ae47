#include "http/worker_pool.hpp"

#include <utility>

namespace mailapp::http {

WorkerPool::WorkerPool(int threads, std::size_t bound) : most_(static_cast<std::size_t>(threads) + bound) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool() {
    stop();
}

bool WorkerPool::submit(Job job, Admission admission) {
    {
        std::lock_guard lock(mutex_);
        if (stopped_) return false;
        if (admission == Admission::when_there_is_room && waiting_.size() + running_ >= most_) return false;
        waiting_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

void WorkerPool::stop() {
    std::deque<Job> dropped;
    {
        std::lock_guard lock(mutex_);
        stopped_ = true;
        dropped.swap(waiting_);
    }
    wake_.notify_all();
    for (auto& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void WorkerPool::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
        if (stopped_) return;
        auto job = std::move(waiting_.front());
        waiting_.pop_front();
        ++running_;
        lock.unlock();
        job();
        job = nullptr;  // what it holds is released before the next wait
        lock.lock();
        --running_;
    }
}

}  // namespace mailapp::http
