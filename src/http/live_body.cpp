#include "http/live_body.hpp"

#include <utility>

namespace mailapp::http {

bool LiveBody::write(std::string_view bytes) {
    std::lock_guard const lock(mutex_);
    if (ended_) return false;
    bool const was_empty = waiting_.empty();
    if (waiting_.size() + bytes.size() > options_.most_waiting) {
        waiting_ = {};
        ended_ = dropped_ = true;
    } else {
        waiting_ += bytes;
    }
    // Once for all that comes before the connection looks.
    if (on_news_ && (was_empty || dropped_)) on_news_();
    return !ended_;
}

void LiveBody::end() {
    std::lock_guard const lock(mutex_);
    ended_ = true;
    if (on_news_) on_news_();
}

bool LiveBody::is_ended() const {
    std::lock_guard const lock(mutex_);
    return ended_;
}

std::size_t LiveBody::waiting() const {
    std::lock_guard const lock(mutex_);
    return waiting_.size();
}

void LiveBody::attach(std::function<void()> on_news) {
    std::lock_guard const lock(mutex_);
    on_news_ = std::move(on_news);
}

void LiveBody::detach() {
    std::lock_guard const lock(mutex_);
    on_news_ = nullptr;
    ended_ = true;
    waiting_ = {};
}

LiveBody::Taken LiveBody::take() {
    std::lock_guard const lock(mutex_);
    return {std::exchange(waiting_, {}), ended_};
}

bool LiveBody::is_dropped() const {
    std::lock_guard const lock(mutex_);
    return dropped_;
}

}  // namespace mailapp::http
