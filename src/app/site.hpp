#pragma once

#include "db/database.hpp"
#include "http/pipeline.hpp"
#include "instance/instance.hpp"

namespace mailapp::app {

/// Where the built pages lie: "share/ui" beside the program.
fs::path page_directory();

/// What stands at the addresses outside the two APIs: /healthz, /api/swagger with its files, and the panel
/// from `pages` (index.html for each of its views; a page of a few words where it was not built). The rest of
/// /api is problems. The order is the order of matching.
std::vector<http::Mount> site_mounts(db::Database& database, fs::path const& pages,
                                     fs::path const& certificate_file);

/// /metrics, in Prometheus' format: for peers on loopback, proxies apart, and for others with a key.
http::Mount metrics_mount(std::function<std::string()> metrics, http::Authenticate authenticate);

}  // namespace mailapp::app
