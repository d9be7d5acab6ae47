#include "directory/lmdb.hpp"

#include <lmdb.h>
#include <sys/stat.h>

namespace mailapp::directory {
namespace {

/// Address space only: the file grows as it fills.
constexpr std::size_t map_size = std::size_t{16} << 30;
/// A reader is one look-up in progress.
constexpr unsigned int most_readers = 512;

void check(int status, char const* what) {
    if (status != MDB_SUCCESS) throw LmdbError(what, status);
}

MDB_val to_val(std::string_view text) {
    return {text.size(), const_cast<char*>(text.data())};
}

std::string_view to_view(MDB_val const& value) {
    return {static_cast<char const*>(value.mv_data), value.mv_size};
}

/// LMDB takes neither empty nor over-long keys; no record has one.
bool is_possible_key(MDB_env* environment, std::string_view key) {
    return !key.empty() && key.size() <= static_cast<std::size_t>(mdb_env_get_maxkeysize(environment));
}

std::optional<std::string_view> get_in(MDB_txn* txn, unsigned int database, std::string_view key) {
    if (!is_possible_key(mdb_txn_env(txn), key)) return std::nullopt;
    auto wanted = to_val(key);
    MDB_val found{};
    auto const status = mdb_get(txn, database, &wanted, &found);
    if (status == MDB_NOTFOUND) return std::nullopt;
    check(status, "a record cannot be read");
    return to_view(found);
}

/// Reading a page behind the end of the file would end the process (SIGBUS).
void check_length(MDB_env* environment, std::filesystem::path const& directory) {
    MDB_envinfo info{};
    MDB_stat stat{};
    check(mdb_env_info(environment, &info), "the environment's state cannot be read");
    check(mdb_env_stat(environment, &stat), "the environment's state cannot be read");
    struct stat file {};
    auto const path = directory / "data.mdb";
    if (::stat(path.c_str(), &file) != 0) throw LmdbError("the environment has no data file", MDB_CORRUPTED);
    auto const needed = (static_cast<std::uint64_t>(info.me_last_pgno) + 1) * stat.ms_psize;
    if (static_cast<std::uint64_t>(file.st_size) < needed)
        throw LmdbError("the data file is shorter than its pages", MDB_CORRUPTED);
}

}  // namespace

LmdbError::LmdbError(std::string const& what, int code)
    : std::runtime_error(what + ": " + mdb_strerror(code)), code_(code) {}

bool is_damage(LmdbError const& problem) {
    return problem.code() == MDB_CORRUPTED || problem.code() == MDB_PAGE_NOTFOUND ||
           problem.code() == MDB_INVALID || problem.code() == MDB_VERSION_MISMATCH ||
           problem.code() == MDB_PANIC;
}

void Lmdb::Close::operator()(MDB_env* environment) const {
    mdb_env_close(environment);
}

Lmdb::Lmdb(std::filesystem::path const& directory, std::vector<std::string> const& databases) {
    MDB_env* raw = nullptr;
    check(mdb_env_create(&raw), "no environment can be made");
    environment_.reset(raw);
    check(mdb_env_set_mapsize(raw, map_size), "the map size cannot be set");
    check(mdb_env_set_maxdbs(raw, static_cast<MDB_dbi>(databases.size())), "the databases cannot be set");
    check(mdb_env_set_maxreaders(raw, most_readers), "the readers cannot be set");
    // NOTLS: a snapshot belongs to an object, not to a thread. NOMETASYNC: a power cut may undo the last
    // change, never damage the file; the feed is then read again from there.
    check(mdb_env_open(raw, directory.c_str(), MDB_NOTLS | MDB_NOMETASYNC, 0600),
          "the environment cannot be opened");
    check_length(raw, directory);
    int dead = 0;
    check(mdb_reader_check(raw, &dead), "the readers cannot be checked");
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(raw, nullptr, 0, &txn), "no transaction can be begun");
    for (auto const& name : databases) {
        MDB_dbi database = 0;
        if (auto const status = mdb_dbi_open(txn, name.c_str(), MDB_CREATE, &database);
            status != MDB_SUCCESS) {
            mdb_txn_abort(txn);
            throw LmdbError("a database cannot be opened", status);
        }
        databases_.push_back(database);
    }
    check(mdb_txn_commit(txn), "the databases cannot be made");
}

Lmdb::~Lmdb() = default;

void Lmdb::set_durable(bool durable) {
    check(mdb_env_set_flags(environment_.get(), MDB_NOSYNC, durable ? 0 : 1), "a flag cannot be set");
}

void Lmdb::sync() {
    check(mdb_env_sync(environment_.get(), 1), "the environment cannot be synced");
}

Lmdb::Read::Read(Lmdb const& lmdb) : lmdb_(lmdb) {
    check(mdb_txn_begin(lmdb.environment_.get(), nullptr, MDB_RDONLY, &txn_), "no snapshot can be taken");
}

Lmdb::Read::~Read() {
    mdb_txn_abort(txn_);
}

std::optional<std::string_view> Lmdb::Read::get(std::size_t database, std::string_view key) const {
    return get_in(txn_, lmdb_.databases_.at(database), key);
}

void Lmdb::Read::each(std::size_t database, std::string_view prefix,
                      std::function<bool(std::string_view, std::string_view)> const& visit) const {
    struct CloseCursor {
        void operator()(MDB_cursor* cursor) const { mdb_cursor_close(cursor); }
    };
    MDB_cursor* raw = nullptr;
    check(mdb_cursor_open(txn_, lmdb_.databases_.at(database), &raw), "no cursor can be opened");
    std::unique_ptr<MDB_cursor, CloseCursor> const cursor(raw);
    auto key = to_val(prefix);
    MDB_val value{};
    auto status = mdb_cursor_get(raw, &key, &value, prefix.empty() ? MDB_FIRST : MDB_SET_RANGE);
    while (status == MDB_SUCCESS && to_view(key).starts_with(prefix)) {
        if (!visit(to_view(key), to_view(value))) return;
        status = mdb_cursor_get(raw, &key, &value, MDB_NEXT);
    }
    if (status != MDB_NOTFOUND) check(status, "records cannot be read");
}

std::size_t Lmdb::Read::count(std::size_t database) const {
    MDB_stat stat{};
    check(mdb_stat(txn_, lmdb_.databases_.at(database), &stat), "a database cannot be counted");
    return stat.ms_entries;
}

Lmdb::Write::Write(Lmdb& lmdb) : lmdb_(lmdb) {
    check(mdb_txn_begin(lmdb.environment_.get(), nullptr, 0, &txn_), "no transaction can be begun");
}

Lmdb::Write::~Write() {
    if (txn_ != nullptr) mdb_txn_abort(txn_);
}

std::optional<std::string_view> Lmdb::Write::get(std::size_t database, std::string_view key) const {
    return get_in(txn_, lmdb_.databases_.at(database), key);
}

void Lmdb::Write::put(std::size_t database, std::string_view key, std::string_view value) {
    auto at = to_val(key);
    auto what = to_val(value);
    check(mdb_put(txn_, lmdb_.databases_.at(database), &at, &what, 0), "a record cannot be written");
}

void Lmdb::Write::erase(std::size_t database, std::string_view key) {
    if (!is_possible_key(lmdb_.environment_.get(), key)) return;
    auto at = to_val(key);
    auto const status = mdb_del(txn_, lmdb_.databases_.at(database), &at, nullptr);
    if (status != MDB_NOTFOUND) check(status, "a record cannot be removed");
}

void Lmdb::Write::commit() {
    auto* const txn = txn_;
    txn_ = nullptr;
    check(mdb_txn_commit(txn), "a transaction cannot be committed");
}

}  // namespace mailapp::directory
