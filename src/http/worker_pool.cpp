#include "http/worker_pool.hpp"

#include <algorithm>
#include <utility>

namespace mailapp::http {

WorkerPool::WorkerPool(LaneSizes const& sizes) {
    for (std::size_t i = 0; i < lane_count; ++i) lines_[i].size = sizes[i];
}

WorkerPool::~WorkerPool() {
    stop();
}

std::shared_ptr<WorkerPool::Ticket> WorkerPool::submit(Lane lane, std::string_view client, Job job,
                                                       Admission admission) {
    auto ticket = std::make_shared<Ticket>();
    ticket->lane_ = lane;
    ticket->client_ = client;
    ticket->job_ = std::move(job);
    auto& line = this->line(lane);
    {
        std::lock_guard const lock(line.mutex);
        if (line.stopped) return nullptr;
        auto const threads = static_cast<std::size_t>(line.size.threads);
        auto found = line.by_name.find(ticket->client_);
        if (admission == Admission::when_there_is_room) {
            if (line.running + line.waiting >= threads + line.size.waiting) return nullptr;
            auto const free = threads - std::min(threads, line.running);
            auto const own = found == line.by_name.end() ? 0 : found->second->jobs.size();
            if (own >= free + std::max<std::size_t>(1, line.size.waiting / 4)) return nullptr;
        }
        if (found == line.by_name.end()) {
            line.clients.push_back({ticket->client_, {}});
            auto const added = std::prev(line.clients.end());
            found = line.by_name.emplace(added->name, added).first;
        }
        found->second->jobs.push_back(ticket);
        ++line.waiting;
        ticket->ran_at_once_ = line.running + line.waiting <= threads;
        if (line.threads.size() < std::min(threads, line.running + line.waiting))
            line.threads.emplace_back([&line] { run(line); });
    }
    line.wake.notify_one();
    return ticket;
}

bool WorkerPool::take_back(Ticket& ticket) {
    Job dropped;
    auto& line = this->line(ticket.lane_);
    std::lock_guard const lock(line.mutex);
    auto const found = ticket.waits_ ? line.by_name.find(ticket.client_) : line.by_name.end();
    if (found == line.by_name.end()) return false;
    auto const client = found->second;
    if (std::erase_if(client->jobs, [&](auto const& job) { return job.get() == &ticket; }) == 0) return false;
    --line.waiting;
    ticket.waits_ = false;
    dropped = std::move(ticket.job_);
    forget_if_done(line, client);
    return true;
}

void WorkerPool::forget_if_done(Line& line, Clients::iterator client) {
    if (!client->jobs.empty()) return;
    line.by_name.erase(client->name);
    line.clients.erase(client);
}

void WorkerPool::stop() {
    for (auto& line : lines_) {
        Clients dropped;
        {
            std::lock_guard const lock(line.mutex);
            line.stopped = true;
            line.by_name.clear();
            dropped.swap(line.clients);
            for (auto const& client : dropped)
                for (auto const& ticket : client.jobs) ticket->waits_ = false;
            line.waiting = 0;
        }
        line.wake.notify_all();
    }
    for (auto& line : lines_) {
        for (auto& thread : line.threads) {
            if (thread.joinable()) thread.join();
        }
    }
}

std::shared_ptr<WorkerPool::Ticket> WorkerPool::next(Line& line) {
    auto const client = line.clients.begin();
    auto ticket = std::move(client->jobs.front());
    client->jobs.pop_front();
    --line.waiting;
    ticket->waits_ = false;
    // Behind all others, who come first now.
    line.clients.splice(line.clients.end(), line.clients, client);
    forget_if_done(line, client);
    return ticket;
}

void WorkerPool::run(Line& line) {
    std::unique_lock lock(line.mutex);
    while (true) {
        line.wake.wait(lock, [&line] { return line.stopped || line.waiting > 0; });
        if (line.stopped) return;
        auto ticket = next(line);
        ++line.running;
        lock.unlock();
        ticket->job_();
        ticket->job_ = nullptr;  // what it holds is released before the next wait
        ticket.reset();
        lock.lock();
        --line.running;
    }
}

}  // namespace mailapp::http
