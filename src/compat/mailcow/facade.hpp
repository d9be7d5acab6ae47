#pragma once

#include "compat/mailcow/services.hpp"
#include "http/pipeline.hpp"

#include <memory>
#include <vector>

namespace mailapp::compat::mailcow {

/// A route as tests of all routes see it.
struct RouteInfo {
    std::string action;
    std::string category;
    Scope scope;
    std::vector<std::string> attributes;  ///< that a write knows
};

/// /api/v1: mailcow's API as its clients know it, over the features' services. Everything that is peculiar to
/// it stays in this folder.
class Facade {
public:
    Facade(Services services, http::Authenticate authenticate);
    ~Facade();

    /// For a mount at /api/v1 of the pipeline.
    http::RawResponse handle(http::RawRequest const& request);

    std::vector<RouteInfo> routes() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace mailapp::compat::mailcow
