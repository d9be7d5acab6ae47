#include "features/events/service.hpp"

namespace mailapp::events {

void add_routes(http::Routes& routes, Hub& hub, StillGood still_good) {
    routes.on<EventsQuery, http::None, LiveEvents>(
        {.method = http::Method::get,
         .path = "/api/v2/events",
         .scope = Scope::system_read,
         .id = "followEvents",
         .summary = "Live data as server-sent events; each event is named by its topic and typed by a member "
                    "of LiveEvents",
         .errors = {"events.no_topics", "events.unknown_topic", "events.too_many_streams"}},
        [&hub, still_good = std::move(still_good)](
            http::Request<EventsQuery, http::None> request) -> Result<http::EventStream> {
            auto subscription = parse_topics(request.query.topics);
            if (!subscription) return subscription.error();
            // The header is newer than the address when a browser connects again by itself.
            auto const header = request.raw->header("last-event-id");
            subscription->resume(header.empty() ? request.query.last_event_id.value_or("") : header);
            auto const body = hub.open(request.caller, std::move(*subscription),
                                       [still_good, raw = *request.raw] { return still_good(raw); });
            if (!body) return body.error();
            return http::EventStream{*body};
        });
}

}  // namespace mailapp::events
