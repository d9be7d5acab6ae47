#pragma once

#include "base/guarded.hpp"
#include "features/audit/service.hpp"
#include "features/self_test/hops.hpp"
#include "http/routes.hpp"

#include <deque>
#include <thread>

namespace mailapp::self_test {

/// Runs self-tests of the instance that this API belongs to, one at a time, each on a thread of its own.
class Runner {
public:
    using OnChange = std::function<void(SelfTest const&)>;
    /// All outlive it.
    Runner(db::Database& database, audit::Log& audit, api_keys::ApiKeys& keys, Instance const& instance)
        : database_(database), audit_(audit), keys_(keys), instance_(instance) {}
    ~Runner() { stop(); }
    Runner(Runner const&) = delete;
    Runner& operator=(Runner const&) = delete;

    /// Called with each step of each test. Before the first test.
    void on_change(OnChange on_change) { on_change_ = std::move(on_change); }

    /// Returns at once. Error: self_test.running.
    Result<SelfTest> start(Principal const& who);
    /// Error: self_test.not_found.
    Result<SelfTest> get(std::string const& id);
    SelfTestList list();
    /// Starts no more, and waits until the one under way has cleaned up; to be called while the API still
    /// answers.
    void stop();

private:
    void run(std::string const& id);
    void note(std::string const& id, std::function<void(SelfTest&)> const& change);

    db::Database& database_;
    audit::Log& audit_;
    api_keys::ApiKeys& keys_;
    Instance const& instance_;
    OnChange on_change_;
    std::atomic<bool> stopping_ = false;
    std::atomic<bool> running_ = false;
    Guarded<std::deque<SelfTest>> tests_;  ///< newest first
    std::mutex thread_mutex_;
    std::thread thread_;
};

void add_routes(http::Routes& routes, Runner& runner);

}  // namespace mailapp::self_test
