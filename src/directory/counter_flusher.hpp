#pragma once

#include "base/clock.hpp"
#include "db/database.hpp"
#include "directory/counters.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace mailapp::directory {

/// Writes what Dovecot reported into mailbox_usage and mailbox_login, in batches, and tries again while SQL
/// is down. What belongs to a mailbox that SQL does not know is dropped. A last sign-in from the future was
/// noted under a clock that was ahead: the next sign-in takes its place.
class CounterFlusher {
public:
    CounterFlusher(db::Database& database, Counters& counters, Clock clock = system_now);
    ~CounterFlusher();

    void start(std::chrono::milliseconds every);
    /// Writes what is left, if SQL is there, and ends. Idempotent.
    void stop();

    /// Writes all that is pending. Throws db::DatabaseError when SQL is not there; it stays pending then.
    void flush();
    /// Takes usage over from SQL when the counters want it. Throws db::DatabaseError.
    void learn();

private:
    void run(std::chrono::milliseconds every);
    void flush_or_log();
    void read_usage();

    db::Database& database_;
    Counters& counters_;
    Clock clock_;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool stopping_ = false;
    bool failing_ = false;
    std::thread thread_;
};

}  // namespace mailapp::directory
