#include "features/metrics/service.hpp"

namespace mailapp::metrics {
namespace {

constexpr std::int64_t lines_at_once = 1000;
/// For each look: 2,000 lines a second; more wait in the log for the next one.
constexpr int most_pages = 20;

}  // namespace

Keeper::Keeper(fs::path file, system::Service& system, services::Control& control, Clock clock)
    : system_(system),
      control_(control),
      clock_(std::move(clock)),
      history_(History(std::move(file))),
      counter_([this](Seconds when, std::int64_t MailCounts::*what) {
          history_.access()->count(when, what, clock_());
      }) {}

std::string Keeper::read_log(services::ServiceName service, std::string place,
                             std::function<void(services::LogLine const&)> const& take) {
    std::string const name(reflect::enum_name(service));
    for (int page = 0; page < most_pages; ++page) {
        services::LogQuery query;
        // Without a place, counting begins with what comes from now on.
        query.lines = place.empty() ? 1 : lines_at_once;
        if (!place.empty()) query.after = place;
        auto const lines = control_.logs(name, query);
        if (!lines) return lines.error().code == "logs.invalid_cursor" ? "" : place;
        bool const is_new = place.empty();
        place = lines->after;
        if (is_new) return place;
        for (auto const& line : lines->items) take(line);
        if (lines->items.size() < static_cast<std::size_t>(lines_at_once)) break;
    }
    return place;
}

void Keeper::record() {
    auto const sample = system_.sample(sampled_);
    auto places = history_.access()->places();
    // Without the lock, which counting takes for itself: the agent may be slow.
    places.postfix = read_log(services::ServiceName::postfix, std::move(places.postfix),
                              [this](services::LogLine const& line) { counter_.take_postfix(line); });
    places.dovecot = read_log(services::ServiceName::dovecot, std::move(places.dovecot),
                              [this](services::LogLine const& line) { counter_.take_dovecot(line); });
    auto history = history_.access();
    history->add_sample(clock_(), sample.processor_percent, sample.memory_percent);
    history->set_places(std::move(places));
    history->save();
}

MetricsSeries Keeper::series(MetricsRange range) {
    return history_.access()->series(range, clock_());
}

}  // namespace mailapp::metrics
