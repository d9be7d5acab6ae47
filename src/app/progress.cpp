#include "app/progress.hpp"

#include <unistd.h>

#include <cstdio>

namespace mailapp::app {

Progress::Progress() : live_(::isatty(STDERR_FILENO) == 1) {}

std::string Progress::elapsed() const {
    auto const passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", passed);
    return text;
}

void Progress::begin(std::string step) {
    step_ = std::move(step);
    started_ = std::chrono::steady_clock::now();
    shown_ = {};
    tick();
}

void Progress::tick() {
    auto const now = std::chrono::steady_clock::now();
    if (!live_ || now - shown_ < std::chrono::milliseconds(100)) return;
    shown_ = now;
    std::fprintf(stderr, "\r\033[K  ... %s  %s", step_.c_str(), elapsed().c_str());
    std::fflush(stderr);
}

void Progress::done(std::string const& remark) {
    std::fprintf(stderr, "%s  ok  %s%s%s  %s\n", live_ ? "\r\033[K" : "", step_.c_str(),
                 remark.empty() ? "" : ": ", remark.c_str(), elapsed().c_str());
    step_.clear();
}

void Progress::failed() {
    if (step_.empty()) return;  // between two steps
    std::fprintf(stderr, "%s  --  %s  %s\n", live_ ? "\r\033[K" : "", step_.c_str(), elapsed().c_str());
}

void Progress::note(std::string const& line) {
    std::fprintf(stderr, "%s%s\n", live_ ? "\r\033[K" : "", line.c_str());
}

}  // namespace mailapp::app
