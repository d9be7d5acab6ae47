#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct MDB_env;
struct MDB_txn;

namespace mailapp::directory {

/// LMDB refused: breakage. The code is LMDB's.
class LmdbError : public std::runtime_error {
public:
    LmdbError(std::string const& what, int code);
    int code() const { return code_; }

private:
    int code_;
};

/// Whether it says that the file is damaged, and not that something else is short.
bool is_damage(LmdbError const& problem);

class MappedRange;

/// An LMDB environment with a fixed list of named databases, which are numbered in that order.
/// One process opens a directory only once. Many threads may read while one writes.
class Lmdb {
public:
    /// check: nothing is written or locked; for find_damage() alone, where nobody else has it open.
    enum class Purpose { serve, check };

    /// Throws LmdbError when it cannot be opened, is damaged, or shorter than its own page count says.
    Lmdb(std::filesystem::path const& directory, std::vector<std::string> const& databases,
         Purpose purpose = Purpose::serve);
    ~Lmdb();
    Lmdb(Lmdb const&) = delete;
    Lmdb& operator=(Lmdb const&) = delete;

    /// A snapshot. Views that it gives out are valid as long as it lives.
    class Read {
    public:
        explicit Read(Lmdb const& lmdb);
        ~Read();
        Read(Read const&) = delete;
        Read& operator=(Read const&) = delete;

        std::optional<std::string_view> get(std::size_t database, std::string_view key) const;
        /// Calls `visit(key, value)` for keys that begin with `prefix`, in order, until it gives false.
        void each(std::size_t database, std::string_view prefix,
                  std::function<bool(std::string_view, std::string_view)> const& visit) const;
        std::size_t count(std::size_t database) const;

    private:
        Lmdb const& lmdb_;
        MDB_txn* txn_ = nullptr;
    };

    /// All or nothing; rolled back without commit. One at a time: the second waits.
    class Write {
    public:
        explicit Write(Lmdb& lmdb);
        ~Write();
        Write(Write const&) = delete;
        Write& operator=(Write const&) = delete;

        std::optional<std::string_view> get(std::size_t database, std::string_view key) const;
        void put(std::size_t database, std::string_view key, std::string_view value);
        void erase(std::size_t database, std::string_view key);
        void commit();

    private:
        Lmdb& lmdb_;
        MDB_txn* txn_ = nullptr;
    };

    /// Reads all: keys are in order, as many as are counted, and found; no page in use is listed as free.
    /// Calls `each(database, key, value)` for every record. Throws LmdbError on damage, or ends the process
    /// at it.
    void verify(std::function<void(std::size_t, std::string_view, std::string_view)> const& each) const;

    /// Whether commits reach the disk before they return; off while a new environment is filled.
    void set_durable(bool durable);
    void sync();

private:
    struct Close {
        void operator()(MDB_env* environment) const;
    };
    std::unique_ptr<MDB_env, Close> environment_;
    std::unique_ptr<MappedRange> map_;
    std::vector<unsigned int> databases_;
};

}  // namespace mailapp::directory
