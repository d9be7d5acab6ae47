#include "agent/start_counter.hpp"

#include "agent/log_tail.hpp"
#include "agent/verbs.hpp"

namespace mailapp::agent {
namespace {

/// Pages for each look, so that a very long log is not read at one go; the rest comes with the next look.
constexpr int most_pages = 200;

}  // namespace

void StartCounter::take(std::string_view line) {
    // The supervisor's words since it exists: "2026-01-31 09:05:00,123 INFO spawned: 'api' with pid 123".
    static constexpr std::string_view started = " INFO spawned: '";
    if (line.find(" INFO supervisord started with pid ") != std::string_view::npos) {
        starts_.clear();
        return;
    }
    auto const at = line.find(started);
    if (at == std::string_view::npos) return;
    auto const name = line.substr(at + started.size());
    ++starts_[std::string(name.substr(0, name.find('\'')))];
}

std::map<std::string, std::int64_t> StartCounter::read() {
    std::lock_guard const lock(mutex_);
    if (!cursor_) {
        // The first page from the end tells the file; its beginning is where counting begins.
        auto const end = read_log_page(file_, 1, {});
        if (!end) return starts_;
        cursor_ = end->after.substr(0, end->after.find('-')) + "-0";
    }
    for (int page = 0; page < most_pages; ++page) {
        auto const more = read_log_after(file_, ServicesLogs::most_lines, *cursor_);
        if (!more) return starts_;  // being rotated at this moment
        for (auto const& line : more->lines) take(line);
        cursor_ = more->after;
        if (more->lines.size() < ServicesLogs::most_lines) break;
    }
    return starts_;
}

}  // namespace mailapp::agent
