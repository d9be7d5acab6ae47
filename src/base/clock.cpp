#include "base/clock.hpp"

#include <array>
#include <ctime>
#include <utility>

namespace mailapp {
namespace {

std::string in_utc(Seconds time, char const* format) {
    std::time_t const raw = time.time_since_epoch().count();
    std::tm parts{};
    gmtime_r(&raw, &parts);
    std::array<char, 64> text{};
    auto const length = std::strftime(text.data(), text.size(), format, &parts);
    return {text.data(), length};
}

}  // namespace

Seconds system_now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Moment steady_now() {
    return std::chrono::steady_clock::now();
}

Moment awake_or_not_now() {
    std::timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return Moment(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

UnbrokenClock::UnbrokenClock(Clock const& wall, SteadyClock passed)
    : passed_(std::move(passed)), start_(passed_()), at_start_(wall()) {}

Seconds UnbrokenClock::operator()() const {
    return at_start_ + std::chrono::floor<std::chrono::seconds>(passed_() - start_);
}

Seconds unbroken_now() {
    static UnbrokenClock const clock;
    return clock();
}

std::string to_rfc3339(Seconds time) {
    return in_utc(time, "%Y-%m-%dT%H:%M:%SZ");
}

std::string to_sql_text(Seconds time) {
    return in_utc(time, "%Y-%m-%d %H:%M:%S");
}

std::string to_http_date(Seconds time) {
    return in_utc(time, "%a, %d %b %Y %H:%M:%S GMT");
}

}  // namespace mailapp
