#include "db/driver.hpp"
#include "db/storage_full.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <list>
#include <unordered_map>

namespace mailapp::db {
namespace {

constexpr int busy_timeout_ms = 10'000;
constexpr std::size_t kept_statements = 128;

struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Handle = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

class SqliteRow : public Row {
public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
    int columns() const override { return sqlite3_column_count(statement_); }
    bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
    double real(int column) const override { return sqlite3_column_double(statement_, column); }
    std::string_view text(int column) const override {
        auto const* bytes = reinterpret_cast<char const*>(sqlite3_column_text(statement_, column));
        if (bytes == nullptr) return {};
        return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }

private:
    sqlite3_stmt* statement_;
};

/// Leaves a cached statement ready for its next use, whatever happened.
class Reset {
public:
    explicit Reset(sqlite3_stmt* statement) : statement_(statement) {}
    Reset(Reset const&) = delete;
    Reset& operator=(Reset const&) = delete;
    ~Reset() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }

private:
    sqlite3_stmt* statement_;
};

class SqliteConnection : public Connection {
public:
    SqliteConnection(std::string const& path, Missing missing) : path_(path) {
        if (missing == Missing::create) keep_private(path);
        sqlite3* raw = nullptr;
        int const create = missing == Missing::create ? SQLITE_OPEN_CREATE : 0;
        int const flags = SQLITE_OPEN_READWRITE | create | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
        int const status = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
        handle_.reset(raw);
        if (status != SQLITE_OK) fail("cannot open " + path);
        file_ = file_at(path);
        sqlite3_extended_result_codes(handle_.get(), 1);
        sqlite3_busy_timeout(handle_.get(), busy_timeout_ms);
        // FULL: what was acknowledged survives a power cut. The page cache is bounded to 8 MiB a connection.
        run_script(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
            "PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;");
    }

    Engine engine() const override { return Engine::sqlite; }
    /// False once another file stands at the path, or none: this connection would go on with the old one for
    /// ever.
    bool healthy() const override { return path_ == ":memory:" || file_at(path_) == file_; }

    std::int64_t run(std::string_view sql, Parameters const& parameters,
                     std::function<void(Row const&)> const& on_row) override {
        sqlite3_stmt* const statement = prepare(sql);
        Reset const reset(statement);
        bind(statement, parameters);
        SqliteRow const row(statement);
        for (;;) {
            int const status = sqlite3_step(statement);
            if (status == SQLITE_DONE) return sqlite3_changes64(handle_.get());
            if (status != SQLITE_ROW) fail("a statement failed");
            if (on_row) on_row(row);
        }
    }

    void run_script(std::string const& sql) override {
        if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            fail("a script failed");
    }

private:
    using FileIdentity = std::pair<dev_t, ino_t>;

    static std::optional<FileIdentity> file_at(std::string const& path) {
        struct stat about {};
        if (::stat(path.c_str(), &about) != 0) return std::nullopt;
        return FileIdentity{about.st_dev, about.st_ino};
    }

    /// A new file is for its owner and group alone, whatever the umask: it holds password hashes. The journal
    /// files take over its mode.
    static void keep_private(std::string const& path) {
        if (path == ":memory:") return;
        int const file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
        if (file >= 0) ::close(file);  // when it cannot be opened, SQLite says why
    }

    [[noreturn]] void fail(std::string const& what) const {
        auto const text = what + ": " + (handle_ ? sqlite3_errmsg(handle_.get()) : "out of memory");
        if (handle_ && (sqlite3_errcode(handle_.get()) & 0xff) == SQLITE_CONSTRAINT)
            throw ConstraintViolation(text);
        if (auto const why = no_room()) throw StorageFull(*why, text);
        throw DatabaseError(text);
    }

    /// Whether it failed because the disk takes no more.
    std::optional<StorageFull::Why> no_room() const {
        if (!handle_) return std::nullopt;
        int const code = sqlite3_errcode(handle_.get()) & 0xff;
        if (code == SQLITE_FULL) return StorageFull::Why::full;
        if (code == SQLITE_READONLY) return StorageFull::Why::read_only;
        if (code != SQLITE_IOERR && code != SQLITE_CANTOPEN) return std::nullopt;
        // Files beside the database, and the last block of a write, fail with the system's own word.
        switch (sqlite3_system_errno(handle_.get())) {
            case ENOSPC:
            case EDQUOT:
            case EFBIG: return StorageFull::Why::full;
            case EROFS: return StorageFull::Why::read_only;
            default: return std::nullopt;
        }
    }

    /// Most recently used statements stay compiled.
    sqlite3_stmt* prepare(std::string_view sql) {
        auto const found = by_text_.find(sql);
        if (found != by_text_.end()) {
            statements_.splice(statements_.begin(), statements_, found->second);
            // A statement that is in use by an outer loop must not be reset: compile a second one for the
            // inner use.
            if (sqlite3_stmt_busy(found->second->statement.get()) == 0) return found->second->statement.get();
            by_text_.erase(found);
        }
        sqlite3_stmt* raw = nullptr;
        if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                               SQLITE_PREPARE_PERSISTENT, &raw, nullptr) != SQLITE_OK) {
            fail("a statement cannot be prepared");
        }
        statements_.push_front({std::string(sql), Statement(raw)});
        by_text_[statements_.front().sql] = statements_.begin();
        trim();
        return raw;
    }

    void trim() {
        auto oldest = statements_.end();
        while (statements_.size() > kept_statements && oldest != statements_.begin()) {
            --oldest;
            if (oldest == statements_.begin() || sqlite3_stmt_busy(oldest->statement.get()) != 0) continue;
            auto const mapped = by_text_.find(oldest->sql);
            if (mapped != by_text_.end() && mapped->second == oldest) by_text_.erase(mapped);
            oldest = statements_.erase(oldest);
        }
    }

    void bind(sqlite3_stmt* statement, Parameters const& parameters) {
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            auto const name = "$" + std::to_string(i + 1);
            int const at = sqlite3_bind_parameter_index(statement, name.c_str());
            if (at == 0) throw DatabaseError("a statement has no parameter " + name);
            if (bind_one(statement, at, parameters[i]) != SQLITE_OK) fail("a parameter cannot be bound");
        }
    }

    static int bind_one(sqlite3_stmt* statement, int at, Value const& value) {
        if (auto const* number = std::get_if<std::int64_t>(&value))
            return sqlite3_bind_int64(statement, at, *number);
        if (auto const* real = std::get_if<double>(&value)) return sqlite3_bind_double(statement, at, *real);
        if (auto const* text = std::get_if<std::string>(&value)) {
            return sqlite3_bind_text64(statement, at, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
        }
        return sqlite3_bind_null(statement, at);
    }

    struct Kept {
        std::string sql;
        Statement statement;
    };
    std::string path_;
    std::optional<FileIdentity> file_;
    Handle handle_;
    std::list<Kept> statements_;  // after handle_: finalized before it closes
    std::unordered_map<std::string_view, std::list<Kept>::iterator> by_text_;
};

}  // namespace

std::unique_ptr<Connection> connect_sqlite(std::string const& path, Missing missing) {
    return std::make_unique<SqliteConnection>(path, missing);
}

}  // namespace mailapp::db
