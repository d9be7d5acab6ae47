#pragma once

#include "base/guarded.hpp"
#include "features/metrics/history.hpp"
#include "features/metrics/mail_counter.hpp"
#include "features/services/service.hpp"
#include "features/system/service.hpp"
#include "http/routes.hpp"

namespace mailapp::metrics {

/// Keeps the history. `record` is called every ten seconds by one thread; reading is safe from all.
class Keeper {
public:
    /// `file`: where the history survives. The others outlive it.
    Keeper(fs::path file, system::Service& system, services::Control& control, Clock clock = system_now);

    /// Takes a sample, counts the mail of the log lines that came since, and saves.
    void record();
    MetricsSeries series(MetricsRange range);

private:
    /// Reads on from a place in a log; gives the new place.
    std::string read_log(services::ServiceName service, std::string place,
                         std::function<void(services::LogLine const&)> const& take);

    system::Service& system_;
    services::Control& control_;
    Clock clock_;
    Guarded<History> history_;
    system::ProcessorTime sampled_;
    MailCounter counter_;
};

void add_routes(http::Routes& routes, Keeper& keeper);

}  // namespace mailapp::metrics
