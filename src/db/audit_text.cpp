#include "db/audit_text.hpp"

#include "base/search_text.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace mailapp::db::audit_text {
namespace {

constexpr std::size_t letters_of_a_term = 3;
/// Each term is looked up; the text itself is compared in the end. A few decide already.
constexpr std::size_t most_terms = 6;
constexpr std::int64_t entries_at_once = 500;

struct Entry {
    std::int64_t seq = 0;
    std::string text;
    BOOST_DESCRIBE_CLASS(Entry, (), (seq, text), (), ())
};

/// Where each letter begins, and the end; a byte that is no UTF-8 counts as a letter.
std::vector<std::size_t> letters_of(std::string_view text) {
    std::vector<std::size_t> begins;
    std::size_t at = 0;
    while (at < text.size()) {
        begins.push_back(at);
        auto const letter = first_code_point(text.substr(at));
        at += letter ? letter->length : 1;
    }
    begins.push_back(at);
    return begins;
}

/// Three letters each, `step` letters apart, the last three among them.
std::vector<std::string> terms_of(std::string_view text, std::size_t step) {
    auto const begins = letters_of(text);
    std::vector<std::string> terms;
    if (begins.size() <= letters_of_a_term) return terms;
    auto const last = begins.size() - 1 - letters_of_a_term;
    auto const take = [&](std::size_t i) {
        terms.emplace_back(text.substr(begins[i], begins[i + letters_of_a_term] - begins[i]));
    };
    for (std::size_t i = 0; i < last; i += step) take(i);
    take(last);
    return terms;
}

std::string quoted(std::string_view term, char quote) {
    std::string text(1, quote);
    for (char const c : term) {
        if (c == quote || (c == '\\' && quote == '\'')) text += c;
        text += c;
    }
    return text + quote;
}

/// A query of the engine's index: all of the terms.
std::string query_of(Engine engine, std::string_view folded) {
    auto terms = terms_of(folded, letters_of_a_term);
    if (terms.size() > most_terms) terms.resize(most_terms);
    for (auto& term : terms) term = quoted(term, engine == Engine::sqlite ? '"' : '\'');
    return join(terms, engine == Engine::sqlite ? " AND " : " & ");
}

/// Once more with the domains as people know them, where that differs.
std::string searched(std::string_view text) {
    auto folded = fold_for_search(text);
    auto const shown = fold_for_search(domains_for_display(text));
    if (shown != folded) folded += "\n" + shown;
    return folded;
}

}  // namespace

void add(Transaction& tx, std::int64_t seq, std::string_view text) {
    auto const folded = searched(text);
    if (tx.engine() == Engine::sqlite) {
        tx.execute("INSERT INTO audit_text (rowid, text) VALUES ($1, $2)", seq, folded);
        return;
    }
    auto const all = terms_of(folded, 1);
    std::string lexemes;
    for (auto const& term : std::set<std::string>(all.begin(), all.end()))
        lexemes += (lexemes.empty() ? "" : " ") + quoted(term, '\'');
    tx.execute("INSERT INTO audit_text (rowid, text, trigrams) VALUES ($1, $2, CAST($3 AS TSVECTOR))", seq,
               folded, lexemes);
}

void where_contains(Listing& listing, Engine engine, std::string_view text) {
    auto const folded = fold_for_search(text);
    listing.where("e.seq = x.rowid");
    if (auto const query = query_of(engine, folded); !query.empty()) {
        listing.where(engine == Engine::sqlite ? "x.audit_text MATCH ?" : "x.trigrams @@ CAST(? AS TSQUERY)",
                      {query});
    }
    // Three letters here and three there are not the text yet.
    listing.where(engine == Engine::sqlite ? "INSTR(x.text, ?) > 0" : "STRPOS(x.text, ?) > 0", {folded});
}

void add_all(Transaction& tx) {
    std::int64_t last = 0;
    while (true) {
        auto const entries = tx.query<Entry>(
            "SELECT seq, actor || ' ' || action || ' ' || object || ' ' || remote || ' ' || request_id || ' "
            "' "
            "|| details FROM audit_entry WHERE seq > $1 ORDER BY seq LIMIT $2",
            last, entries_at_once);
        for (auto const& entry : entries) add(tx, entry.seq, entry.text);
        if (entries.empty()) return;
        last = entries.back().seq;
    }
}

}  // namespace mailapp::db::audit_text
