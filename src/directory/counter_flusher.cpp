#include "directory/counter_flusher.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <utility>

namespace mailapp::directory {
namespace {

/// Rows of one transaction: it holds up other writers for milliseconds.
constexpr std::size_t rows_at_once = 500;

struct UsageRow : UsageRecord {
    std::string address;
};
BOOST_DESCRIBE_STRUCT(UsageRow, (UsageRecord), (address))

constexpr std::string_view select_usage = "SELECT bytes, messages, address FROM mailbox_usage";
// From the mailbox itself, so that nothing is written for one that is gone.
constexpr std::string_view upsert_usage =
    "INSERT INTO mailbox_usage (address, domain, bytes, messages, quota) "
    "SELECT address, domain, CAST($2 AS BIGINT), CAST($3 AS BIGINT), quota FROM directory_mailbox "
    "WHERE address = $1 "
    "ON CONFLICT (address) DO UPDATE SET domain = excluded.domain, bytes = excluded.bytes, "
    "messages = excluded.messages";
// Before the row itself is other: by what it will differ.
constexpr std::string_view add_to_domain =
    "UPDATE domain SET "
    "bytes_used = bytes_used + CAST($2 AS BIGINT) - "
    "COALESCE((SELECT u.bytes FROM mailbox_usage u WHERE u.address = $1), 0), "
    "message_count = message_count + CAST($3 AS BIGINT) - "
    "COALESCE((SELECT u.messages FROM mailbox_usage u WHERE u.address = $1), 0) "
    "WHERE name = (SELECT m.domain FROM directory_mailbox m WHERE m.address = $1)";
constexpr std::string_view upsert_login =
    "INSERT INTO mailbox_login (address, service, at, remote) "
    "SELECT address, CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS TEXT) FROM directory_mailbox WHERE "
    "address = $1 "
    "ON CONFLICT (address, service) DO UPDATE SET at = excluded.at, remote = excluded.remote";
constexpr std::string_view note_last_login =
    "UPDATE mailbox_usage SET last_login = $2 WHERE address = $1 AND (last_login < $2 OR last_login > $3)";

}  // namespace

CounterFlusher::CounterFlusher(db::Database& database, Counters& counters, Clock clock)
    : database_(database), counters_(counters), clock_(std::move(clock)) {}

CounterFlusher::~CounterFlusher() {
    stop();
}

void CounterFlusher::start(std::chrono::milliseconds every) {
    thread_ = std::thread([this, every] { run(every); });
}

void CounterFlusher::stop() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    ended_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void CounterFlusher::run(std::chrono::milliseconds every) {
    flush_or_log();
    for (;;) {
        bool last = false;
        {
            std::unique_lock lock(mutex_);
            last = ended_.wait_for(lock, every, [&] { return stopping_; });
        }
        flush_or_log();
        if (last) return;
    }
}

void CounterFlusher::flush_or_log() {
    try {
        learn();
        flush();
        failing_ = false;
    } catch (std::exception const& problem) {
        // Said once; what is pending waits.
        if (!std::exchange(failing_, true))
            log::error("directory.counters_not_written", {{"problem", problem.what()}});
    }
}

void CounterFlusher::learn() {
    if (!counters_.take_wish_for_usage()) return;
    try {
        read_usage();
    } catch (...) {
        counters_.wish_for_usage();
        throw;
    }
}

void CounterFlusher::read_usage() {
    std::vector<std::pair<std::string, UsageRecord>> rows;
    auto const hand_over = [&] {
        counters_.learn_usage(rows);
        rows.clear();
    };
    auto session = database_.read();
    session.for_each<UsageRow>(select_usage, {}, [&](UsageRow const& row) {
        rows.emplace_back(row.address, row);
        if (rows.size() >= rows_at_once) hand_over();
    });
    hand_over();
}

void CounterFlusher::flush() {
    for (;;) {
        auto const batch = counters_.pending(rows_at_once);
        if (batch.empty()) return;
        auto const now = clock_().time_since_epoch().count();
        auto tx = database_.begin();
        // Usage first: the last sign-in is noted in its row.
        for (auto const& entry : batch) {
            if (!entry.usage) continue;
            tx.execute(add_to_domain, entry.address, entry.usage->bytes, entry.usage->messages);
            tx.execute(upsert_usage, entry.address, entry.usage->bytes, entry.usage->messages);
        }
        for (auto const& entry : batch) {
            if (!entry.service) continue;
            // The clock may have been set back since: it was not later than now.
            auto const at = std::min(entry.login.at, now);
            tx.execute(upsert_login, entry.address, *entry.service, at, entry.login.remote);
            tx.execute(note_last_login, entry.address, at, now);
        }
        tx.commit();
        counters_.written(batch);
        if (batch.size() < rows_at_once) return;
    }
}

}  // namespace mailapp::directory
