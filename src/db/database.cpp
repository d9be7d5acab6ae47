#include "db/database.hpp"

#include "base/log.hpp"
#include "db/driver.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace mailapp::db {
namespace {

constexpr std::chrono::seconds wait_for_connection{10};
/// The advisory lock that puts PostgreSQL's writers in one row; any constant that is ours alone.
constexpr std::string_view lock_writers = "SELECT pg_advisory_xact_lock(5046273891)";

}  // namespace

ReadSession::~ReadSession() {
    if (!connection_) return;
    try {
        connection_->run("COMMIT", {}, {});
    } catch (DatabaseError const& problem) {
        // The pool drops the connection when it is broken; nothing was written.
        log::warn("db.read_session_end", {{"problem", problem.what()}});
    }
}

Transaction::~Transaction() {
    if (!connection_ || !open_) return;
    try {
        connection_->run("ROLLBACK", {}, {});
    } catch (DatabaseError const& problem) {
        log::warn("db.rollback", {{"problem", problem.what()}});
    }
}

void Transaction::commit() {
    if (spoilt_) throw DatabaseError("a part of the transaction that failed could not be taken back");
    connection_->run("COMMIT", {}, {});
    open_ = false;
    // Gives the connection back before anybody is told: what follows may want one.
    connection_ = Lease();
    for (auto const& then : after_commit_) then();
    if (newest_change_ != 0 && observer_ != nullptr && *observer_) (*observer_)(newest_change_);
}

Savepoint::Savepoint(Transaction& transaction)
    : transaction_(transaction),
      newest_change_(transaction.newest_change_),
      told_before_(transaction.after_commit_.size()) {
    transaction_.execute("SAVEPOINT part");
}

Savepoint::~Savepoint() {
    if (!open_) return;
    transaction_.newest_change_ = newest_change_;
    transaction_.after_commit_.resize(told_before_);
    try {
        transaction_.script("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part");
    } catch (DatabaseError const& problem) {
        transaction_.spoilt_ = true;
        log::warn("db.rollback_to_savepoint", {{"problem", problem.what()}});
    }
}

void Savepoint::keep() {
    transaction_.execute("RELEASE SAVEPOINT part");
    open_ = false;
}

struct Database::Pool {
    std::function<std::unique_ptr<Connection>()> connect;
    Engine engine = Engine::sqlite;
    std::function<void(std::int64_t)> observer;
    int max_connections = 8;
    bool in_memory = false;

    std::mutex mutex;
    std::condition_variable freed;
    std::vector<std::unique_ptr<Connection>> idle;
    int open = 0;
    std::timed_mutex writer;  // SQLite has one writer: wait here in order instead of polling its lock

    std::unique_ptr<Connection> take() {
        std::unique_lock lock(mutex);
        bool const ready = freed.wait_for(lock, wait_for_connection,
                                          [&] { return !idle.empty() || open < max_connections; });
        if (!ready) throw DatabaseError("no database connection became free in time");
        while (!idle.empty()) {
            auto connection = std::move(idle.back());
            idle.pop_back();
            if (connection->healthy()) return connection;
            --open;  // its file was replaced, or its server is gone
        }
        ++open;
        lock.unlock();
        try {
            return connect();
        } catch (...) {
            lock.lock();
            --open;
            freed.notify_one();
            throw;
        }
    }

    void give_back(Connection* raw) {
        std::unique_ptr<Connection> connection(raw);
        std::lock_guard const lock(mutex);
        if (connection->healthy()) {
            idle.push_back(std::move(connection));
        } else {
            --open;
        }
        freed.notify_one();
    }
};

Database::Database(std::string const& url, int max_connections, Missing missing)
    : pool_(std::make_unique<Pool>()) {
    static constexpr std::string_view sqlite_prefix = "sqlite:";
    if (url.starts_with(sqlite_prefix)) {
        auto const path = url.substr(sqlite_prefix.size());
        pool_->in_memory = path == ":memory:";
        // A database in memory is one connection's own.
        pool_->max_connections = pool_->in_memory ? 1 : max_connections;
        pool_->connect = [path, missing] { return connect_sqlite(path, missing); };
    } else if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
        pool_->engine = Engine::postgresql;
        pool_->max_connections = max_connections;
        pool_->connect = [url] { return connect_postgresql(url); };
    } else {
        throw DatabaseError("the database URL must begin with sqlite: or postgresql://");
    }
}

Database::~Database() = default;

Engine Database::engine() const {
    return pool_->engine;
}

void Database::observe_changes(std::function<void(std::int64_t)> observer) {
    pool_->observer = std::move(observer);
}

ReadSession Database::read() {
    auto* const pool = pool_.get();
    Session::Lease lease(pool->take().release(), [pool](Connection* c) { pool->give_back(c); });
    auto const begin = pool->engine == Engine::sqlite ? "BEGIN" : "BEGIN READ ONLY";
    try {
        lease->run(begin, {}, {});
    } catch (DatabaseError const&) {
        // The server may have been restarted since this connection was used: one fresh try.
        if (lease->healthy()) throw;
        lease.reset();
        lease = Session::Lease(pool->take().release(), [pool](Connection* c) { pool->give_back(c); });
        lease->run(begin, {}, {});
    }
    return ReadSession(std::move(lease));
}

Transaction Database::begin() {
    auto* const pool = pool_.get();
    bool const one_writer = pool->engine == Engine::sqlite && !pool->in_memory;
    std::shared_ptr<std::unique_lock<std::timed_mutex>> turn;
    if (one_writer) {
        turn = std::make_shared<std::unique_lock<std::timed_mutex>>(pool->writer, wait_for_connection);
        if (!turn->owns_lock()) throw DatabaseError("the database is busy writing");
    }
    auto const lend = [&] {
        return Session::Lease(pool->take().release(), [pool, turn](Connection* c) { pool->give_back(c); });
    };
    auto const start = [&](Session::Lease& lease) {
        if (pool->engine == Engine::sqlite) {
            lease->run("BEGIN IMMEDIATE", {}, {});
        } else {
            // Read committed: the snapshot must be newer than the moment in which the lock was granted.
            lease->run("BEGIN ISOLATION LEVEL READ COMMITTED", {}, {});
            lease->run(lock_writers, {}, {});
        }
    };
    auto lease = lend();
    try {
        start(lease);
    } catch (DatabaseError const&) {
        if (lease->healthy()) throw;
        lease.reset();
        lease = lend();
        start(lease);
    }
    Transaction transaction(std::move(lease));
    transaction.observer_ = &pool->observer;
    return transaction;
}

}  // namespace mailapp::db
