#pragma once

#include "http/idempotency.hpp"
#include "http/routes.hpp"

#include <memory>

namespace mailapp::http {

/// Who a request comes from.
struct Authenticated {
    Principal principal;
    /// A cookie session wrote without its CSRF header: only open operations may go on.
    bool csrf_missing = false;
    /// Why only open operations and those of the own account may go on: a password that must be changed
    /// first.
    std::optional<Error> restricted;
};

/// Anonymous when no credentials were sent; an Error for wrong ones.
using Authenticate = std::function<Result<Authenticated>(RawRequest const&)>;

/// Something below a path prefix that answers raw requests itself: the compatible API, static files.
struct Mount {
    std::string prefix;
    std::function<RawResponse(RawRequest const&)> handle;
};

/// What every request passes, in this order: id, access log and metrics, error border, route, authenticate,
/// authorize, idempotency, the operation. The order is the reason that nothing is forgotten.
class Pipeline {
public:
    Pipeline(Routes const& routes, Authenticate authenticate, Idempotency& idempotency,
             std::vector<Mount> mounts);
    ~Pipeline();

    /// Never throws.
    RawResponse handle(RawRequest request);

    /// Metrics of all requests so far, in Prometheus' text format.
    std::string metrics() const;

private:
    RawResponse answer(RawRequest const& request, std::string& operation);
    RawResponse run_operation(RawRequest const& request, std::string& operation);
    RawResponse run_for(Authenticated const& who, RawRequest const& request, Routes::Match const& match);

    struct Metrics;
    Routes const& routes_;
    Authenticate authenticate_;
    Idempotency& idempotency_;
    std::vector<Mount> mounts_;
    std::unique_ptr<Metrics> metrics_;
};

}  // namespace mailapp::http
