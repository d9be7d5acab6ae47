#pragma once

#include "base/error.hpp"
#include "db/value.hpp"
#include "reflect/members.hpp"

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mailapp::db {

enum class Engine { sqlite, postgresql };

/// What becomes of a SQLite file that is not there. Whoever only follows a database refuses: an empty file in
/// the place of one that somebody moved away would be taken for the truth.
enum class Missing { create, refuse };

/// The database refused or is gone: breakage, thrown (see base/error.hpp for outcomes).
class DatabaseError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A unique or foreign key constraint refused a write: a service turns it into its conflict.
class ConstraintViolation : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

/// One connection, as an engine's driver provides it. Placeholders are $1, $2, ... on both engines.
class Connection {
public:
    virtual ~Connection() = default;
    virtual Engine engine() const = 0;
    /// Calls `on_row` for each row as it arrives; memory stays bounded whatever the size of the result.
    /// Returns the number of rows that a statement changed.
    virtual std::int64_t run(std::string_view sql, Parameters const& parameters,
                             std::function<void(Row const&)> const& on_row) = 0;
    /// Several statements without parameters, as migrations have them.
    virtual void run_script(std::string const& sql) = 0;
    /// False when it broke and must not be used again.
    virtual bool healthy() const = 0;
};

/// What stores work with: a read session or a transaction. Rows become described structs by column order:
/// the select list of a query has as many columns as the struct has members (see reflect/members.hpp).
class Session {
public:
    Session(Session&&) noexcept = default;
    Session& operator=(Session&&) noexcept = default;
    virtual ~Session() = default;

    Engine engine() const { return connection_->engine(); }

    template <class... Args>
    std::int64_t execute(std::string_view sql, Args const&... args) {
        return connection_->run(sql, Parameters{to_value(args)...}, {});
    }

    std::int64_t execute_with(std::string_view sql, Parameters const& parameters) {
        return connection_->run(sql, parameters, {});
    }

    /// All rows; use only where the result is bounded. `for_each` for the rest.
    template <class T, class... Args>
    std::vector<T> query(std::string_view sql, Args const&... args) {
        std::vector<T> rows;
        for_each<T>(sql, Parameters{to_value(args)...}, [&](T row) { rows.push_back(std::move(row)); });
        return rows;
    }

    template <class T>
    std::vector<T> query_with(std::string_view sql, Parameters const& parameters) {
        std::vector<T> rows;
        for_each<T>(sql, parameters, [&](T row) { rows.push_back(std::move(row)); });
        return rows;
    }

    /// The first row, or nothing.
    template <class T, class... Args>
    std::optional<T> first(std::string_view sql, Args const&... args) {
        std::optional<T> found;
        for_each<T>(sql, Parameters{to_value(args)...}, [&](T row) {
            if (!found) found = std::move(row);
        });
        return found;
    }

    /// The only column of the only row, as in "SELECT COUNT(*)". Throws when there is no row.
    template <class T, class... Args>
    T scalar(std::string_view sql, Args const&... args) {
        auto found = first<T>(sql, args...);
        if (!found) throw DatabaseError("a query that always has a row gave none");
        return std::move(*found);
    }

    /// Streams rows.
    template <class T>
    void for_each(std::string_view sql, Parameters const& parameters, std::function<void(T)> const& on_row) {
        connection_->run(sql, parameters, [&](Row const& row) { on_row(from_row<T>(row)); });
    }

    /// Statements without parameters.
    void script(std::string const& sql) { connection_->run_script(sql); }

protected:
    using Lease = std::unique_ptr<Connection, std::function<void(Connection*)>>;
    explicit Session(Lease connection) : connection_(std::move(connection)) {}
    Lease connection_;

private:
    template <class T>
    static T from_row(Row const& row) {
        if constexpr (reflect::is_described<T>) {
            T value{};
            int column = 0;
            reflect::for_each_member<T>([&](auto member) {
                using Field = std::remove_cvref_t<decltype(value.*member.pointer)>;
                if (column >= row.columns())
                    throw DatabaseError("a query has fewer columns than its struct members");
                value.*member.pointer = read_column<Field>(row, column++);
            });
            if (column != row.columns())
                throw DatabaseError("a query has more columns than its struct members");
            return value;
        } else {
            return read_column<T>(row, 0);
        }
    }
};

/// A consistent snapshot for reading.
class ReadSession : public Session {
    friend class Database;
    using Session::Session;

public:
    ReadSession(ReadSession&&) noexcept = default;
    ~ReadSession() override;
};

/// All or nothing. Rolled back when it goes out of scope without commit.
/// Writers run one after another (SQLite by nature, PostgreSQL by an advisory lock), so that the change feed
/// and the audit chain have one order.
class Transaction : public Session {
    friend class Database;
    using Session::Session;

public:
    Transaction(Transaction&&) noexcept = default;
    ~Transaction() override;
    void commit();
    /// For append_change alone: the commit tells the database's observer about this entry of the change feed.
    void note_change(std::int64_t seq) { newest_change_ = seq; }
    /// Called on the committing thread when others can see what was written; not when it is taken back, also
    /// with a part of the transaction. Must not throw.
    void after_commit(std::function<void()> then) { after_commit_.push_back(std::move(then)); }

private:
    friend class Savepoint;
    bool open_ = true;
    bool spoilt_ = false;  ///< a part that failed could not be taken back
    std::int64_t newest_change_ = 0;
    std::vector<std::function<void()>> after_commit_;
    std::function<void(std::int64_t)> const* observer_ = nullptr;
};

/// A part of a transaction that can fail alone. Taken back when it goes out of scope without keep. One at a
/// time; it must not outlive its transaction.
class Savepoint {
public:
    explicit Savepoint(Transaction& transaction);
    Savepoint(Savepoint const&) = delete;
    Savepoint& operator=(Savepoint const&) = delete;
    ~Savepoint();
    void keep();

private:
    Transaction& transaction_;
    std::int64_t newest_change_;  ///< of before: the numbers of entries that are taken back are used again
    std::size_t told_before_;     ///< how many are to be told of what was written before
    bool open_ = true;
};

/// A database by its URL: "sqlite:/path/file.db", "sqlite::memory:" or "postgresql://...". Thread-safe; opens
/// connections when they are needed, `max_connections` at most, and waits 10 s for a free one, then throws.
class Database {
public:
    explicit Database(std::string const& url, int max_connections = 8, Missing missing = Missing::create);
    ~Database();
    Database(Database const&) = delete;
    Database& operator=(Database const&) = delete;

    Engine engine() const;
    /// Called on the committing thread after each commit that appended to the change feed, with the newest
    /// number; what follows changes (the directory, the appliers) is woken here, so that no service can
    /// forget it. Set once, before the first transaction; must not throw.
    void observe_changes(std::function<void(std::int64_t)> observer);

    ReadSession read();
    Transaction begin();

    struct Pool;

private:
    std::unique_ptr<Pool> pool_;
};

}  // namespace mailapp::db
