#pragma once

#include "base/error.hpp"
#include "db/text_index.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailapp::db {

/// A column that a list can be sorted by. `expression` is SQL of ours, never text of a caller, and never
/// NULL.
struct SortKey {
    std::string_view name;
    std::string_view expression;
    bool is_text = true;
};

/// SQL that stands in the source: nothing that came from outside is in it, the compiler sees to that.
struct FixedSql {
    consteval FixedSql(char const* sql) : text(sql) {}
    consteval FixedSql(std::string_view sql) : text(sql) {}
    std::string_view text;
};

/// Whether a page says how many match in all: counting reads all of them, which who goes through the pages
/// does not want each time.
enum class Total { counted, left_out };

/// The WHERE, ORDER BY and LIMIT of one page of a list: keyset paging, so that the last page costs as much as
/// the first. Conditions are SQL of ours with "?" for each value, which becomes the next placeholder.
class Listing {
public:
    /// `tie` is the unique column that ends every order. Sort is the name of a key, with "-" before it for
    /// descending. The cursor "@1200" starts behind the first 1,200 rows: for a reader who jumps, as a scroll
    /// bar does; its cost grows with the distance. Errors: list.sort_unknown, list.cursor_invalid,
    /// list.limit_invalid.
    static Result<Listing> create(std::span<SortKey const> keys, std::string_view sort, std::string_view tie,
                                  std::optional<std::string> const& cursor, std::int64_t limit);

    Listing& where(std::string_view condition, Parameters values = {});
    /// `expression` contains the text literally, whatever "%" and "_" are in it. ASCII case is folded.
    Listing& where_contains(std::string_view expression, std::string_view text);
    /// `expression` is one of the values; nothing matches an empty list.
    Listing& where_in(std::string_view expression, std::vector<std::string> const& values);
    /// `column` is one of the values of a column of another table: `select` is "SELECT t.x FROM t WHERE t.y".
    Listing& where_in_select(std::string_view column, std::string_view select,
                             std::vector<std::string> const& values);
    /// What an index found: by the ids when they are few. When they are many, rows are read in the list's
    /// order until a page is full: `contains` is a condition with "?" for the pattern of the text.
    Listing& where_found(Engine engine, TextMatches const& found, std::string_view id_column,
                         std::string_view contains, std::string_view text);

    /// Pages say 0 for how many match.
    Listing& with(Total total) {
        is_counted_ = total == Total::counted;
        return *this;
    }

    /// " WHERE ..." of the filter alone, for counting.
    std::string filter() const;
    Parameters const& filter_parameters() const { return filter_parameters_; }
    /// " WHERE ... ORDER BY ... LIMIT ..." of this page; one row more than the limit, to know if there is a
    /// next.
    std::string page() const;
    Parameters page_parameters() const;

    /// How many match the filter. `from`: " FROM ...". `on_page`: rows that this page has.
    std::int64_t total(Session& session, FixedSql from, std::size_t on_page, bool is_last) const;
    /// As total, but no more than `at_most` are counted: for a filter that may match very many.
    std::int64_t total_up_to(Session& session, FixedSql from, std::int64_t at_most) const;
    /// Whether a condition or the order names a column of that table, as in "u.".
    bool names(std::string_view table) const;

    std::int64_t limit() const { return limit_; }
    bool is_first_page() const { return !has_cursor_ && offset_ == 0; }
    /// How many rows a cursor like "@100" leaves out; 0 for any other.
    std::int64_t offset() const { return offset_; }
    /// Whether the page goes on after `fetched` rows (one more than the limit was asked for).
    bool has_more(std::size_t fetched) const { return fetched > static_cast<std::size_t>(limit_); }
    /// The cursor behind a row with these values of the sort expression and the tie.
    std::string cursor_after(Value const& key, std::string const& tie) const;
    SortKey const& key() const { return key_; }
    std::string_view tie() const { return tie_; }

private:
    Listing() = default;
    std::string next_placeholder(Value value);

    SortKey key_;
    std::string_view tie_;
    bool descending_ = false;
    bool has_cursor_ = false;
    Value cursor_key_;
    std::string cursor_tie_;
    std::int64_t limit_ = 50;
    std::int64_t offset_ = 0;
    std::vector<std::string> conditions_;
    Parameters filter_parameters_;
    bool is_counted_ = true;
    std::optional<std::int64_t> found_;  ///< by an index; the total while that is the only condition
};

/// The pattern, for LIKE with the escape character "\", of what contains the text literally; in lower case.
std::string contains_pattern(std::string_view text);

/// The texts of a group joined by line ends, as SQL of the engine: one row instead of a query for each.
std::string joined_lines(Engine engine, std::string_view expression);

/// A statement with a list of values in it: `before` + "($1, $2, ...)" + `after`. `values` is not empty.
struct Statement {
    std::string sql;
    Parameters parameters;
};
Statement in_list(std::string_view before, std::vector<std::string> const& values,
                  std::string_view after = {});

}  // namespace mailapp::db
