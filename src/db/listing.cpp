#include "db/listing.hpp"

#include "base/search_text.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace mailapp::db {
namespace {

constexpr std::int64_t largest_page = 500;

/// "name:descending:key:tie" in hex parts: opaque to callers, and refused when it belongs to another order.
std::string encode(std::string_view name, bool descending, Value const& key, std::string const& tie) {
    std::string text(name);
    text += descending ? "-" : "~";
    if (auto const* number = std::get_if<std::int64_t>(&key)) {
        text += "." + std::to_string(*number);
    } else if (auto const* word = std::get_if<std::string>(&key)) {
        text += "." + to_hex(*word);
    }
    return text + "." + to_hex(tie);
}

Error bad_cursor() {
    return invalid("list.cursor_invalid",
                   "The cursor does not belong to this list and order; start without one.", "/cursor");
}

}  // namespace

Result<Listing> Listing::create(std::span<SortKey const> keys, std::string_view sort, std::string_view tie,
                                std::optional<std::string> const& cursor, std::int64_t limit) {
    if (limit < 1 || limit > largest_page) {
        return invalid("list.limit_invalid",
                       "The limit must be from 1 to " + std::to_string(largest_page) + ".", "/limit");
    }
    Listing listing;
    listing.descending_ = sort.starts_with('-');
    listing.tie_ = tie;
    listing.limit_ = limit;
    if (listing.descending_) sort.remove_prefix(1);
    std::string known;
    for (auto const& key : keys) {
        if (key.name == sort) listing.key_ = key;
        known += (known.empty() ? "" : ", ") + std::string(key.name);
    }
    if (listing.key_.name.empty()) {
        return invalid("list.sort_unknown",
                       "This list can be sorted by " + known + ", with - before it for descending.", "/sort");
    }
    if (!cursor || cursor->empty()) return listing;
    if (cursor->starts_with('@')) {
        auto const rows = parse_int(std::string_view(*cursor).substr(1));
        if (!rows || *rows < 0) return bad_cursor();
        listing.offset_ = *rows;
        return listing;
    }

    auto const parts = split(*cursor, '.');
    auto const prefix = std::string(sort) + (listing.descending_ ? "-" : "~");
    if (parts.size() != 3 || parts[0] != prefix) return bad_cursor();
    auto const last_tie = from_hex(parts[2]);
    if (!last_tie || !is_clean_utf8(*last_tie)) return bad_cursor();
    listing.cursor_tie_ = *last_tie;
    if (listing.key_.is_text) {
        auto const key = from_hex(parts[1]);
        if (!key || !is_clean_utf8(*key)) return bad_cursor();
        listing.cursor_key_ = *key;
    } else {
        auto const key = parse_int(parts[1]);
        if (!key) return bad_cursor();
        listing.cursor_key_ = *key;
    }
    listing.has_cursor_ = true;
    return listing;
}

std::string Listing::next_placeholder(Value value) {
    filter_parameters_.push_back(std::move(value));
    return "$" + std::to_string(filter_parameters_.size());
}

Listing& Listing::where(std::string_view condition, Parameters values) {
    std::string sql;
    std::size_t used = 0;
    for (char const c : condition) {
        if (c == '?') {
            sql += next_placeholder(values.at(used++));
        } else {
            sql += c;
        }
    }
    conditions_.push_back(std::move(sql));
    return *this;
}

Listing& Listing::where_contains(std::string_view expression, std::string_view text) {
    return where("LOWER(" + std::string(expression) + ") LIKE ? ESCAPE '\\'", {contains_pattern(text)});
}

Listing& Listing::where_in(std::string_view expression, std::vector<std::string> const& values) {
    if (values.empty()) {
        conditions_.emplace_back("1 = 0");
        return *this;
    }
    std::string sql(expression);
    sql += " IN (";
    for (std::size_t i = 0; i < values.size(); ++i) sql += (i != 0 ? ", " : "") + next_placeholder(values[i]);
    conditions_.push_back(sql + ")");
    return *this;
}

Listing& Listing::where_in_select(std::string_view column, std::string_view select,
                                  std::vector<std::string> const& values) {
    std::string list;
    for (auto const& value : values) list += (list.empty() ? "" : ", ") + next_placeholder(value);
    conditions_.push_back(std::string(column) + " IN (" + std::string(select) + " IN (" +
                          (list.empty() ? "NULL" : list) + "))");
    return *this;
}

Listing& Listing::where_found(Engine engine, TextMatches const& found, std::string_view id_column,
                              std::string_view contains, std::string_view text) {
    if (found.complete()) return where(one_of_ids(engine, id_column), {ids_value(engine, found.ids)});
    found_ = found.total;
    auto const patterns = static_cast<std::size_t>(std::count(contains.begin(), contains.end(), '?'));
    Parameters values(patterns, contains_pattern(fold_for_search(text)));
    if (found.beyond_sql.empty()) return where(contains, std::move(values));
    values.push_back(ids_value(engine, found.beyond_sql));
    return where("(" + std::string(contains) + " OR " + one_of_ids(engine, id_column) + ")",
                 std::move(values));
}

std::int64_t Listing::total(Session& session, FixedSql from, std::size_t on_page, bool is_last) const {
    if (!is_counted_) return 0;
    // A list that ends on its first page is as long as that page.
    if (is_last && is_first_page()) return static_cast<std::int64_t>(on_page);
    if (found_ && conditions_.size() == 1) return *found_;
    return session
        .query_with<std::int64_t>("SELECT COUNT(*)" + std::string(from.text) + filter(), filter_parameters_)
        .at(0);
}

std::int64_t Listing::total_up_to(Session& session, FixedSql from, std::int64_t at_most) const {
    return session
        .query_with<std::int64_t>("SELECT COUNT(*) FROM (SELECT 1" + std::string(from.text) + filter() +
                                      " LIMIT " + std::to_string(at_most) + ") counted",
                                  filter_parameters_)
        .at(0);
}

bool Listing::names(std::string_view table) const {
    auto const conditions = filter();
    return conditions.find(" " + std::string(table)) != std::string::npos ||
           conditions.find("(" + std::string(table)) != std::string::npos;
}

std::string Listing::filter() const {
    return conditions_.empty() ? "" : " WHERE " + join(conditions_, " AND ");
}

std::string Listing::page() const {
    auto conditions = conditions_;
    auto const used = filter_parameters_.size();
    bool const one_column = key_.expression == tie_;
    if (has_cursor_) {
        std::string const compare = descending_ ? " < " : " > ";
        conditions.push_back(one_column ? std::string(tie_) + compare + "$" + std::to_string(used + 1)
                                        : "(" + std::string(key_.expression) + ", " + std::string(tie_) +
                                              ")" + compare + "($" + std::to_string(used + 1) + ", $" +
                                              std::to_string(used + 2) + ")");
    }
    std::string const direction = descending_ ? " DESC" : "";
    std::string sql = conditions.empty() ? "" : " WHERE " + join(conditions, " AND ");
    sql += " ORDER BY " + std::string(key_.expression) + direction;
    if (!one_column) sql += ", " + std::string(tie_) + direction;
    sql += " LIMIT " + std::to_string(limit_ + 1);
    return offset_ == 0 ? sql : sql + " OFFSET " + std::to_string(offset_);
}

Parameters Listing::page_parameters() const {
    auto parameters = filter_parameters_;
    if (has_cursor_) {
        bool const one_column = key_.expression == tie_;
        if (!one_column) parameters.push_back(cursor_key_);
        parameters.emplace_back(cursor_tie_);
    }
    return parameters;
}

std::string Listing::cursor_after(Value const& key, std::string const& tie) const {
    return encode(key_.name, descending_, key, tie);
}

std::string contains_pattern(std::string_view text) {
    std::string pattern = "%";
    for (char const c : to_lower(text)) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

std::string joined_lines(Engine engine, std::string_view expression) {
    std::string const text(expression);
    return engine == Engine::sqlite ? "GROUP_CONCAT(" + text + ", CHAR(10))"
                                    : "STRING_AGG(" + text + ", CHR(10))";
}

Statement in_list(std::string_view before, std::vector<std::string> const& values, std::string_view after) {
    Statement statement;
    statement.sql = std::string(before) + "(";
    for (auto const& value : values) {
        if (!statement.parameters.empty()) statement.sql += ", ";
        statement.parameters.emplace_back(value);
        statement.sql += "$" + std::to_string(statement.parameters.size());
    }
    statement.sql += ")" + std::string(after);
    return statement;
}

}  // namespace mailapp::db
