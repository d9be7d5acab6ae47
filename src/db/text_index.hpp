#pragma once

#include "db/changes.hpp"

#include <functional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mailapp::db {

/// Where an index's texts come from: SQL that gives the columns id, key, text. `key` is the key of the change
/// feed's entries of `topic`; the text begins with it.
struct TextSource {
    std::string_view topic;
    std::string select;      ///< without WHERE
    std::string key_column;  ///< in that statement
};

/// What contains a text: all ids when they are few, else their number.
struct TextMatches {
    std::vector<std::int64_t> ids;
    /// All that the database would not find: by a domain as people know it, or by a letter that it does not
    /// fold.
    std::vector<std::int64_t> beyond_sql;
    std::int64_t total = 0;
    bool complete() const { return static_cast<std::int64_t>(ids.size()) == total; }
};

/// An index in memory over the short texts of one table's rows: what contains a text, of whatever length, is
/// found in about a millisecond among 100,000, on either engine. It is made with the first question and kept
/// by the change feed: each question first takes in what changed, so that the answer is never behind the
/// session that it is asked in. Case is folded, of every script, marks on letters are left out, and
/// domains are found by the name that people know as well as by the one in the DNS. Thread-safe.
class TextIndex {
public:
    explicit TextIndex(TextSource source) : source_(std::move(source)) {}

    /// `at_most`: of ids; the total is always exact.
    TextMatches containing(Session& session, std::string_view text, std::size_t at_most = 1000);

    /// The best `at_most` for who types the beginning of something: where the key begins with the text, then
    /// where a word does, then the rest; by key in each. `takes` says whether a key may be among them.
    std::vector<std::int64_t> suggest(Session& session, std::string_view text, std::size_t at_most,
                                      std::function<bool(std::string_view key)> const& takes);

private:
    /// A row's text lies in buffer_ from `begin` on, up to the next entry's, first as the database has it and
    /// from `shown` on as people know it, where that differs; "\n" ends both.
    struct Entry {
        std::int64_t id = 0;
        std::size_t begin = 0;
        std::size_t shown = 0;
        std::size_t key_length = 0;
        bool gone = false;
    };
    struct Row {
        std::int64_t id = 0;
        std::string key;
        std::string text;
        BOOST_DESCRIBE_CLASS(Row, (), (id, key, text), (), ())
    };

    void catch_up(Session& session);
    void rebuild(Session& session, std::int64_t newest);
    void take(Row const& row);
    void drop(std::string_view key);
    bool is_key(Entry const& entry, std::string_view key) const;
    std::string_view key_of(Entry const& entry) const;
    /// Calls `on_match` with each living entry that contains the text, and where.
    void scan(std::string_view text,
              std::function<void(Entry const& entry, std::size_t at)> const& on_match) const;

    TextSource source_;
    std::shared_mutex mutex_;
    bool built_ = false;
    std::int64_t position_ = 0;
    std::string buffer_;
    std::vector<Entry> entries_;
    std::unordered_multimap<std::size_t, std::size_t> by_key_;  ///< hash of the key -> entry
    std::size_t gone_ = 0;
};

/// The condition that `expression` is one of the ids, with one "?"; and the value for it.
std::string one_of_ids(Engine engine, std::string_view expression);
Value ids_value(Engine engine, std::vector<std::int64_t> const& ids);

}  // namespace mailapp::db
