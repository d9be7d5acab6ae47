#include "features/metrics/service.hpp"

namespace mailapp::metrics {

void add_routes(http::Routes& routes, Keeper& keeper) {
    routes.on<MetricsQuery, http::None, MetricsSeries>(
        {.method = http::Method::get,
         .path = "/api/v2/metrics",
         .scope = Scope::system_read,
         .id = "getMetrics",
         .summary = "Processor, memory and mail over the last hour, day or week",
         .errors = {}},
        [&keeper](http::Request<MetricsQuery, http::None> request) -> Result<MetricsSeries> {
            return keeper.series(request.query.range);
        });
}

}  // namespace mailapp::metrics
