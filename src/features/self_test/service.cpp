#include "features/self_test/service.hpp"

#include "base/log.hpp"
#include "base/random.hpp"

#include <algorithm>

namespace mailapp::self_test {
namespace {

constexpr std::size_t kept = 10;

}  // namespace

Result<SelfTest> Runner::start(Principal const& who) {
    std::lock_guard const lock(thread_mutex_);
    if (stopping_ || running_.exchange(true))
        return conflict("self_test.running", "A self-test is running; wait until it is done.");
    if (thread_.joinable()) thread_.join();
    SelfTest test;
    test.id = random_hex(8);
    test.started = system_now();
    test.hops = hops_to_come();
    try {
        auto tx = database_.begin();
        audit_.record(tx, who, "self_test.started", test.id);
        tx.commit();
    } catch (...) {
        running_ = false;
        throw;
    }
    {
        auto tests = tests_.access();
        tests->push_front(test);
        if (tests->size() > kept) tests->pop_back();
    }
    thread_ = std::thread([this, id = test.id] { run(id); });
    return test;
}

void Runner::note(std::string const& id, std::function<void(SelfTest&)> const& change) {
    std::optional<SelfTest> changed;
    {
        auto tests = tests_.access();
        for (auto& test : *tests) {
            if (test.id != id) continue;
            change(test);
            changed = test;
        }
    }
    if (changed && on_change_) on_change_(*changed);
}

void Runner::run(std::string const& id) {
    std::vector<SelfTestHop> hops;
    std::string problem;
    try {
        TemporaryKey const key(keys_);
        hops = run_hops(instance_, key.text(), stopping_, [&](std::vector<SelfTestHop> const& so_far) {
            note(id, [&](SelfTest& test) { test.hops = so_far; });
        });
    } catch (std::exception const& broken) {
        // The border of a worker: the test failed, and the log has why.
        log::error("self_test.broke", {{"problem", broken.what()}});
        problem = "The test itself broke; the log of the API says why.";
    }
    note(id, [&](SelfTest& test) {
        if (problem.empty()) test.hops = hops;
        for (auto& hop : test.hops) {
            if (problem.empty() || hop.state == HopState::passed) continue;
            hop.state = HopState::failed;
            hop.detail = problem;
        }
        bool const passed = std::all_of(test.hops.begin(), test.hops.end(),
                                        [](SelfTestHop const& hop) { return hop.state == HopState::passed; });
        test.state = passed ? SelfTestState::passed : SelfTestState::failed;
        test.finished = system_now();
    });
    running_ = false;
}

Result<SelfTest> Runner::get(std::string const& id) {
    auto tests = tests_.access();
    for (auto const& test : *tests) {
        if (test.id == id) return test;
    }
    return not_found("self_test.not_found", "There is no such self-test; the last ten are kept.");
}

SelfTestList Runner::list() {
    auto tests = tests_.access();
    return {{tests->begin(), tests->end()}};
}

void Runner::stop() {
    stopping_ = true;
    std::lock_guard const lock(thread_mutex_);
    if (thread_.joinable()) thread_.join();
}

}  // namespace mailapp::self_test
