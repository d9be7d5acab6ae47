#include "db/driver.hpp"
#include "db/storage_full.hpp"

#include "base/text.hpp"

#include <libpq-fe.h>

#include <charconv>
#include <cstring>
#include <unordered_map>

namespace mailapp::db {
namespace {

constexpr std::size_t kept_statements = 128;

struct Free {
    void operator()(PGconn* connection) const { PQfinish(connection); }
    void operator()(PGresult* result) const { PQclear(result); }
};
using Handle = std::unique_ptr<PGconn, Free>;
using ResultSet = std::unique_ptr<PGresult, Free>;

/// A row of a result in text format.
class PostgresRow : public Row {
public:
    explicit PostgresRow(PGresult const* result) : result_(result) {}
    int columns() const override { return PQnfields(result_); }
    bool is_null(int column) const override { return PQgetisnull(result_, 0, column) != 0; }
    std::int64_t integer(int column) const override {
        if (is_null(column)) return 0;
        auto const number = parse_int(text(column));
        if (!number) throw DatabaseError("a column that should be a whole number is not one");
        return *number;
    }
    double real(int column) const override {
        double number = 0;
        auto const digits = text(column);
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
        return number;
    }
    std::string_view text(int column) const override {
        return {PQgetvalue(result_, 0, column), static_cast<std::size_t>(PQgetlength(result_, 0, column))};
    }

private:
    PGresult const* result_;
};

/// Parameters as libpq wants them: text, null pointers for NULL.
struct TextParameters {
    std::vector<std::string> texts;
    std::vector<char const*> pointers;

    explicit TextParameters(Parameters const& parameters) {
        texts.reserve(parameters.size());
        for (auto const& value : parameters) {
            if (auto const* number = std::get_if<std::int64_t>(&value)) {
                texts.push_back(std::to_string(*number));
            } else if (auto const* real = std::get_if<double>(&value)) {
                texts.push_back(std::to_string(*real));
            } else if (auto const* text = std::get_if<std::string>(&value)) {
                if (text->find('\0') != std::string::npos)
                    throw DatabaseError("a text with U+0000 cannot be stored");
                texts.push_back(*text);
            } else {
                texts.emplace_back();
                pointers.push_back(nullptr);
                continue;
            }
            pointers.push_back(texts.back().c_str());
        }
    }
};

class PostgresConnection : public Connection {
public:
    explicit PostgresConnection(std::string const& uri) : handle_(PQconnectdb(uri.c_str())) {
        if (!handle_ || PQstatus(handle_.get()) != CONNECTION_OK) {
            throw DatabaseError("cannot connect to PostgreSQL: " + last_message());
        }
        PQsetNoticeProcessor(
            handle_.get(), [](void*, char const*) {}, nullptr);
        run_script(
            "SET client_encoding = 'UTF8'; SET default_transaction_isolation = 'repeatable read';"
            "SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = '120s'");
    }

    Engine engine() const override { return Engine::postgresql; }
    bool healthy() const override { return PQstatus(handle_.get()) == CONNECTION_OK; }

    std::int64_t run(std::string_view sql, Parameters const& parameters,
                     std::function<void(Row const&)> const& on_row) override {
        auto const& name = prepare(sql);
        TextParameters const texts(parameters);
        if (PQsendQueryPrepared(handle_.get(), name.c_str(), static_cast<int>(texts.pointers.size()),
                                texts.pointers.data(), nullptr, nullptr, 0) != 1) {
            throw DatabaseError("a statement cannot be sent: " + last_message());
        }
        PQsetSingleRowMode(handle_.get());
        return receive(on_row);
    }

    void run_script(std::string const& sql) override {
        ResultSet const result(PQexec(handle_.get(), sql.c_str()));
        auto const status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(result.get());
    }

private:
    std::int64_t receive(std::function<void(Row const&)> const& on_row) {
        std::int64_t changed = 0;
        ResultSet failed;
        std::exception_ptr thrown;
        // Read to the end whatever happens: a connection with results in it cannot be used again.
        while (ResultSet result{PQgetResult(handle_.get())}) {
            auto const status = PQresultStatus(result.get());
            if (status == PGRES_SINGLE_TUPLE && !thrown) {
                try {
                    if (on_row) on_row(PostgresRow(result.get()));
                } catch (...) {
                    thrown = std::current_exception();
                }
            } else if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
                changed = parse_int(PQcmdTuples(result.get())).value_or(0);
            } else if (status != PGRES_SINGLE_TUPLE) {
                failed = std::move(result);
            }
        }
        if (thrown) std::rethrow_exception(thrown);
        if (failed) fail(failed.get());
        return changed;
    }

    std::string last_message() const {
        return std::string(trim(handle_ ? PQerrorMessage(handle_.get()) : "out of memory"));
    }

    [[noreturn]] void fail(PGresult const* result) const {
        auto const* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        auto const* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        std::string const text =
            "PostgreSQL: " + (primary != nullptr ? std::string(primary) : last_message());
        // Class 23: integrity constraint violation.
        if (state != nullptr && std::strncmp(state, "23", 2) == 0) throw ConstraintViolation(text);
        // disk_full, and read_only_sql_transaction: a server that has become a follower of another.
        if (state != nullptr && std::strcmp(state, "53100") == 0)
            throw StorageFull(StorageFull::Why::full, text);
        if (state != nullptr && std::strcmp(state, "25006") == 0)
            throw StorageFull(StorageFull::Why::read_only, text);
        throw DatabaseError(text);
    }

    std::string const& prepare(std::string_view sql) {
        auto const found = names_.find(std::string(sql));
        if (found != names_.end()) return found->second;
        if (names_.size() >= kept_statements) {
            run_script("DEALLOCATE ALL");
            names_.clear();
        }
        auto const name = "s" + std::to_string(++prepared_);
        std::string const text(sql);
        ResultSet const result(PQprepare(handle_.get(), name.c_str(), text.c_str(), 0, nullptr));
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail(result.get());
        return names_.emplace(text, name).first->second;
    }

    Handle handle_;
    std::unordered_map<std::string, std::string> names_;
    std::uint64_t prepared_ = 0;
};

}  // namespace

std::unique_ptr<Connection> connect_postgresql(std::string const& uri) {
    return std::make_unique<PostgresConnection>(uri);
}

}  // namespace mailapp::db
