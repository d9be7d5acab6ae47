#include "directory/lmdb.hpp"

#include "directory/crash_mark.hpp"

#include <lmdb.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

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

/// LMDB ends the program after this.
void note_assertion(MDB_env* environment, char const* words) {
    char const* path = nullptr;
    if (mdb_env_get_path(environment, &path) == MDB_SUCCESS)
        leave_crash_mark(path, std::string("a page of it cannot be right: ") + words);
}

[[noreturn]] void damaged(char const* what) {
    throw LmdbError(what, MDB_CORRUPTED);
}

struct AbortRead {
    void operator()(MDB_txn* txn) const { mdb_txn_abort(txn); }
};
struct CloseCursor {
    void operator()(MDB_cursor* cursor) const { mdb_cursor_close(cursor); }
};
using CursorHandle = std::unique_ptr<MDB_cursor, CloseCursor>;

CursorHandle cursor_of(MDB_txn* txn, unsigned int database) {
    MDB_cursor* raw = nullptr;
    check(mdb_cursor_open(txn, database, &raw), "no cursor can be opened");
    return CursorHandle(raw);
}

/// The number that a page begins with; keys lie in the pages themselves.
std::size_t page_of(MDB_val const& key, std::size_t page_size) {
    auto const address = reinterpret_cast<std::uintptr_t>(key.mv_data) / page_size * page_size;
    std::size_t number = 0;
    std::memcpy(&number, reinterpret_cast<void const*>(address), sizeof number);
    return number;
}

/// Free pages: a count, then page numbers from high to low, for each transaction that freed some.
void verify_free_pages(MDB_txn* txn, std::size_t last_page, std::set<std::size_t> const& used) {
    static constexpr unsigned int free_pages = 0;
    static constexpr std::size_t first_page = 2;  // after the two that describe the environment
    auto const cursor = cursor_of(txn, free_pages);
    std::set<std::size_t> seen;
    MDB_val key{};
    MDB_val value{};
    auto status = mdb_cursor_get(cursor.get(), &key, &value, MDB_FIRST);
    for (; status == MDB_SUCCESS; status = mdb_cursor_get(cursor.get(), &key, &value, MDB_NEXT)) {
        auto const* numbers = static_cast<std::size_t const*>(value.mv_data);
        if (value.mv_size < sizeof(std::size_t) || (numbers[0] + 1) * sizeof(std::size_t) > value.mv_size)
            damaged("the list of free pages is cut off");
        for (std::size_t i = 1; i <= numbers[0]; ++i) {
            if (numbers[i] < first_page || numbers[i] > last_page || !seen.insert(numbers[i]).second)
                damaged("the list of free pages names pages that are none");
            if (used.contains(numbers[i])) damaged("a page in use is listed as free");
        }
    }
    if (status != MDB_NOTFOUND) check(status, "the list of free pages cannot be read");
}

}  // namespace

LmdbError::LmdbError(std::string const& what, int code)
    : std::runtime_error(what + ": " + mdb_strerror(code)), code_(code) {}

bool is_damage(LmdbError const& problem) {
    // One program alone opens the environment, with the same settings each time: the last ones cannot be
    // either, unless a page says so that somebody else wrote.
    static constexpr std::array codes{MDB_CORRUPTED,    MDB_PAGE_NOTFOUND, MDB_INVALID, MDB_VERSION_MISMATCH,
                                      MDB_PANIC,        MDB_MAP_RESIZED,   MDB_BAD_DBI, MDB_CURSOR_FULL,
                                      MDB_INCOMPATIBLE, MDB_BAD_VALSIZE};
    return std::find(codes.begin(), codes.end(), problem.code()) != codes.end();
}

void Lmdb::Close::operator()(MDB_env* environment) const {
    mdb_env_close(environment);
}

Lmdb::Lmdb(std::filesystem::path const& directory, std::vector<std::string> const& databases,
           Purpose purpose) {
    bool const is_check = purpose == Purpose::check;
    MDB_env* raw = nullptr;
    check(mdb_env_create(&raw), "no environment can be made");
    environment_.reset(raw);
    check(mdb_env_set_mapsize(raw, map_size), "the map size cannot be set");
    check(mdb_env_set_maxdbs(raw, static_cast<MDB_dbi>(databases.size())), "the databases cannot be set");
    check(mdb_env_set_maxreaders(raw, most_readers), "the readers cannot be set");
    check(mdb_env_set_assert(raw, note_assertion), "an assertion cannot be noted");
    // NOTLS: a snapshot belongs to an object, not to a thread. NOMETASYNC: a power cut may undo the last
    // change, never damage the file; the feed is then read again from there.
    auto const access = is_check ? MDB_RDONLY | MDB_NOLOCK : MDB_NOMETASYNC;
    check(mdb_env_open(raw, directory.c_str(), MDB_NOTLS | access, 0600), "the environment cannot be opened");
    check_length(raw, directory);
    if (!is_check) {
        map_ = std::make_unique<MappedRange>(directory, directory / "data.mdb");
        int dead = 0;
        check(mdb_reader_check(raw, &dead), "the readers cannot be checked");
    }
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(raw, nullptr, is_check ? MDB_RDONLY : 0, &txn), "no transaction can be begun");
    for (auto const& name : databases) {
        MDB_dbi database = 0;
        if (auto const status = mdb_dbi_open(txn, name.c_str(), is_check ? 0 : MDB_CREATE, &database);
            status != MDB_SUCCESS) {
            mdb_txn_abort(txn);
            throw LmdbError("a database cannot be opened", status);
        }
        databases_.push_back(database);
    }
    check(mdb_txn_commit(txn), "the databases cannot be made");
}

Lmdb::~Lmdb() = default;

void Lmdb::verify(std::function<void(std::size_t, std::string_view, std::string_view)> const& each) const {
    MDB_txn* raw = nullptr;
    check(mdb_txn_begin(environment_.get(), nullptr, MDB_RDONLY, &raw), "no snapshot can be taken");
    std::unique_ptr<MDB_txn, AbortRead> const txn(raw);
    MDB_envinfo info{};
    check(mdb_env_info(environment_.get(), &info), "the environment's state cannot be read");
    std::set<std::size_t> used;
    for (std::size_t i = 0; i < databases_.size(); ++i) {
        MDB_stat stat{};
        check(mdb_stat(raw, databases_[i], &stat), "a database cannot be counted");
        auto const cursor = cursor_of(raw, databases_[i]);
        std::size_t count = 0;
        std::string before;
        std::size_t page = 0;
        MDB_val key{};
        MDB_val value{};
        auto status = mdb_cursor_get(cursor.get(), &key, &value, MDB_FIRST);
        for (; status == MDB_SUCCESS; status = mdb_cursor_get(cursor.get(), &key, &value, MDB_NEXT)) {
            if (++count > stat.ms_entries) damaged("a database has more records than it counts");
            if (count > 1 && to_view(key) <= before) damaged("records are out of order");
            before = to_view(key);
            if (auto const here = page_of(key, stat.ms_psize); here != page) {
                page = here;
                if (page > info.me_last_pgno || !used.insert(page).second)
                    damaged("a page is used twice or lies behind the end");
            }
            auto wanted = key;
            MDB_val found{};
            check(mdb_get(raw, databases_[i], &wanted, &found), "a record cannot be found by its key");
            if (found.mv_data != value.mv_data) damaged("a key leads to another record");
            each(i, to_view(key), to_view(value));
        }
        if (status != MDB_NOTFOUND) check(status, "records cannot be read");
        if (count != stat.ms_entries) damaged("a database has fewer records than it counts");
    }
    verify_free_pages(raw, info.me_last_pgno, used);
}

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
    auto const cursor = cursor_of(txn_, lmdb_.databases_.at(database));
    auto* const raw = cursor.get();
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
