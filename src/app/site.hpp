#pragma once

#include "db/database.hpp"
#include "http/pipeline.hpp"
#include "instance/instance.hpp"

namespace mailapp::app {

/// Where the built pages lie: "share/ui" beside the program.
fs::path page_directory();

/// What stands at the addresses outside the two APIs: the front page, /healthz, /api/swagger with its files.
/// The order is the order of matching.
std::vector<http::Mount> site_mounts(db::Database& database);

/// /metrics, in Prometheus' format: for loopback peers, and others with a key.
http::Mount metrics_mount(std::function<std::string()> metrics, http::Authenticate authenticate);

}  // namespace mailapp::app
