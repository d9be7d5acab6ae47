#include "http/pipeline.hpp"

#include "base/log.hpp"
#include "base/no_room.hpp"
#include "base/random.hpp"
#include "db/storage_full.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace mailapp::http {
namespace {

/// A request id of the caller is taken over when it is harmless, so that a chain of services shares it.
std::string request_id(RawRequest const& request) {
    auto const given = request.header("x-request-id");
    bool const harmless =
        !given.empty() && given.size() <= 64 &&
        given.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
            std::string_view::npos;
    return harmless ? std::string(given) : random_hex(8);
}

bool is_api(std::string_view path) {
    return path.starts_with("/api/v2/");
}

void add_general_headers(RawResponse& response, RawRequest const& request) {
    response.set("X-Request-Id", request.id);
    response.set("X-Content-Type-Options", "nosniff");
    response.set("X-Frame-Options", "DENY");
    response.set("Referrer-Policy", "no-referrer");
    if (request.secure) response.set("Strict-Transport-Security", "max-age=15768000");
    response.set("Cross-Origin-Resource-Policy", "same-origin");
    auto const has = [&response](std::string_view name) {
        return std::any_of(response.headers.begin(), response.headers.end(),
                           [name](auto const& header) { return header.first == name; });
    };
    if (!has("Cache-Control")) response.set("Cache-Control", "no-store");
    // What is no page is inert even when somebody opens it as one: JSON, text, a drawing with a script in it.
    if (!has("Content-Security-Policy"))
        response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
}

/// In words for who looks after the server.
Error storage_error(db::StorageFull::Why why) {
    if (why == db::StorageFull::Why::read_only) {
        return upstream("storage.read_only",
                        "The database can be read, but takes no writes: its disk or its server is read-only. "
                        "Nothing was changed.");
    }
    return upstream(
        "storage.full",
        "The disk that the database lies on is full. Nothing was changed; make room and try again.");
}

}  // namespace

struct Pipeline::Metrics {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                            .Name("mailapp_http_requests_total")
                                                            .Help("Requests by operation and status class")
                                                            .Register(registry);
    prometheus::Family<prometheus::Histogram>& seconds =
        prometheus::BuildHistogram()
            .Name("mailapp_http_request_seconds")
            .Help("Time from the whole request to the whole reply")
            .Register(registry);
    prometheus::Gauge& running = prometheus::BuildGauge()
                                     .Name("mailapp_http_requests_running")
                                     .Help("Requests that are being worked on")
                                     .Register(registry)
                                     .Add({});

    void count(std::string const& operation, int status, double elapsed) {
        static prometheus::Histogram::BucketBoundaries const limits{0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                                    0.025,  0.05,  0.1,    0.5,   2.5};
        requests.Add({{"operation", operation}, {"status", std::to_string(status / 100) + "xx"}}).Increment();
        seconds.Add({{"operation", operation}}, limits).Observe(elapsed);
    }
};

Pipeline::Pipeline(Routes const& routes, Authenticate authenticate, Idempotency& idempotency,
                   std::vector<Mount> mounts)
    : routes_(routes),
      authenticate_(std::move(authenticate)),
      idempotency_(idempotency),
      mounts_(std::move(mounts)),
      metrics_(std::make_unique<Metrics>()) {}

Pipeline::~Pipeline() = default;

RawResponse Pipeline::handle(RawRequest request) {
    auto const started = std::chrono::steady_clock::now();
    request.id = request_id(request);
    metrics_->running.Increment();
    std::string operation = "none";
    RawResponse response;
    try {
        response = answer(request, operation);
    } catch (db::StorageFull const& problem) {
        log::error("http.storage_full",
                   {{"request", request.id}, {"operation", operation}, {"problem", problem.what()}});
        response = problem_response(storage_error(problem.why()), request.id);
    } catch (std::exception const& problem) {
        // The error border: what nobody expected is logged here, and the caller learns only the request id.
        log::error("http.failed",
                   {{"request", request.id}, {"operation", operation}, {"problem", problem.what()}});
        auto const full = no_room(problem);
        response =
            full
                ? problem_response(upstream("storage.full", "A disk of this server is full: " + *full + "."),
                                   request.id)
                : json_response(
                      500,
                      R"({"type":"about:blank","title":"Internal error","status":500,"code":"internal",)"
                      R"("detail":"Something failed inside; the log has it under the request id.","field":null,)"
                      R"("request_id":")" +
                          request.id + "\"}");
        if (!full) response.headers = {{"Content-Type", "application/problem+json"}};
    }
    std::chrono::duration<double> const elapsed = std::chrono::steady_clock::now() - started;
    metrics_->running.Decrement();
    metrics_->count(operation, response.status, elapsed.count());
    log::info("http.request", {{"request", request.id},
                               {"remote", request.remote},
                               {"method", to_string(request.method)},
                               {"path", request.path()},
                               {"operation", operation},
                               {"status", response.status},
                               {"bytes", response.body.size()},
                               {"ms", elapsed.count() * 1000}});
    add_general_headers(response, request);
    return response;
}

RawResponse Pipeline::answer(RawRequest const& request, std::string& operation) {
    auto const path = request.path();
    if (is_api(path)) return run_operation(request, operation);
    for (auto const& mount : mounts_) {
        if (path.starts_with(mount.prefix)) {
            operation = mount.prefix;
            return mount.handle(request);
        }
    }
    return problem_response(not_found("request.not_found", "There is nothing at this address."), request.id);
}

RawResponse Pipeline::run_operation(RawRequest const& request, std::string& operation) {
    auto match = routes_.find(request.method, request.path());
    if (match.operation == nullptr) {
        if (match.allowed.empty()) {
            return problem_response(not_found("request.not_found", "There is nothing at this address."),
                                    request.id);
        }
        auto response = problem_response(
            invalid("request.method_not_allowed", "This address does not take this method."), request.id);
        std::string allowed;
        for (auto const method : match.allowed)
            allowed += (allowed.empty() ? "" : ", ") + std::string(to_string(method));
        response.set("Allow", allowed);
        return response;
    }
    operation = match.operation->id;
    auto const who = authenticate_(request);
    if (!who) return problem_response(who.error(), request.id);
    auto response = run_for(*who, request, match);
    response.caller_is_known = who->principal.role != Role::anonymous;
    return response;
}

RawResponse Pipeline::run_for(Authenticated const& who, RawRequest const& request,
                              Routes::Match const& match) {
    auto const scope = match.operation->scope;
    if (!may(who.principal.role, scope)) {
        return problem_response(who.principal.role == Role::anonymous
                                    ? Error{ErrorKind::unauthenticated,
                                            "session.required",
                                            "Sign in first, or send an API key.",
                                            {}}
                                    : forbidden("access.denied", "This account or key may not do that."),
                                request.id);
    }
    if (who.csrf_missing && scope != Scope::open) {
        return problem_response(forbidden("session.csrf", "A change needs the X-CSRF-Token of this session."),
                                request.id);
    }
    if (who.restricted && scope != Scope::open && scope != Scope::own_account)
        return problem_response(*who.restricted, request.id);
    auto const run = [&] { return match.operation->run(request, who.principal, match.parameters); };
    bool const keepable = request.method == Method::post && !match.operation->answer_is_secret;
    if (keepable && !request.header("idempotency-key").empty()) {
        return idempotency_.once(request, who.principal, run);
    }
    return run();
}

std::string Pipeline::metrics() const {
    return prometheus::TextSerializer().Serialize(metrics_->registry.Collect());
}

}  // namespace mailapp::http
