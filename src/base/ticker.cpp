#include "base/ticker.hpp"

#include "base/log.hpp"

#include <exception>

namespace mailapp {

Ticker::Ticker(std::string name, std::function<std::chrono::milliseconds()> pause, std::function<void()> turn)
    : name_(std::move(name)), pause_(std::move(pause)), turn_(std::move(turn)), thread_([this] { run(); }) {}

Ticker::~Ticker() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Ticker::wake() {
    {
        std::lock_guard const lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

void Ticker::run() {
    bool failing = false;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        woken_ = false;
        lock.unlock();
        try {
            turn_();
            failing = false;
        } catch (std::exception const& problem) {
            // The border of a worker: what fails now may work the next time.
            if (!failing) log::warn("ticker.failed", {{"ticker", name_}, {"problem", problem.what()}});
            failing = true;
        }
        auto const pause = pause_();
        lock.lock();
        changed_.wait_for(lock, pause, [this] { return stopping_ || woken_; });
    }
}

}  // namespace mailapp
