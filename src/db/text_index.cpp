#include "db/text_index.hpp"

#include "base/search_text.hpp"
#include "base/text.hpp"
#include "db/listing.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <set>
#include <tuple>

namespace mailapp::db {
namespace {

constexpr int changes_at_once = 1000;
/// Behind by more than this, reading everything anew is the shorter way.
constexpr std::int64_t longest_way = 20'000;
constexpr std::size_t fewest_gone_to_rebuild = 1000;

std::size_t hash_of(std::string_view key) {
    return std::hash<std::string_view>{}(key);
}

bool is_word_start(std::string_view buffer, std::size_t at, std::size_t begin) {
    if (at == begin) return true;
    auto const before = static_cast<unsigned char>(buffer[at - 1]);
    return before < 0x80 && std::isalnum(before) == 0;
}

}  // namespace

std::string_view TextIndex::key_of(Entry const& entry) const {
    return std::string_view(buffer_).substr(entry.begin, entry.key_length);
}

bool TextIndex::is_key(Entry const& entry, std::string_view key) const {
    return !entry.gone && key_of(entry) == key;
}

void TextIndex::take(Row const& row) {
    auto const key = to_lower(row.key);
    auto const stored = to_lower(row.text);
    auto const begin = buffer_.size();
    entries_.push_back({row.id, begin, begin + stored.size() + 1, key.size(), false});
    by_key_.emplace(hash_of(key), entries_.size() - 1);
    buffer_ += stored;
    buffer_ += '\n';
    auto const shown = fold_for_search(domains_for_display(row.text));
    if (shown == stored) return;
    buffer_ += shown;
    buffer_ += '\n';
}

void TextIndex::drop(std::string_view key) {
    auto const [first, last] = by_key_.equal_range(hash_of(key));
    for (auto found = first; found != last; ++found) {
        auto& entry = entries_[found->second];
        if (!is_key(entry, key)) continue;
        entry.gone = true;
        ++gone_;
        by_key_.erase(found);
        return;
    }
}

void TextIndex::rebuild(Session& session, std::int64_t newest) {
    buffer_.clear();
    entries_.clear();
    by_key_.clear();
    gone_ = 0;
    session.for_each<Row>(source_.select, {}, [&](Row row) { take(row); });
    position_ = newest;
    built_ = true;
}

void TextIndex::catch_up(Session& session) {
    {
        std::shared_lock const lock(mutex_);
        auto const newest = newest_change(session);
        if (built_ && position_ == newest) return;
    }
    std::unique_lock const lock(mutex_);
    auto const newest = newest_change(session);
    // Ahead: another session, which sees more, was here. Far ahead or with a gap: another database's feed.
    bool const behind = built_ && position_ < newest;
    if (built_ && !behind && position_ - newest < longest_way) return;
    bool const reachable =
        behind && newest - position_ < longest_way && oldest_change(session) <= position_ + 1;
    if (!reachable || (gone_ > fewest_gone_to_rebuild && gone_ * 2 > entries_.size())) {
        rebuild(session, newest);
        return;
    }
    while (position_ < newest) {
        auto const changes = changes_after(session, position_, changes_at_once);
        if (changes.empty()) break;
        std::set<std::string> keys;
        for (auto const& change : changes) {
            if (change.topic == source_.topic) keys.insert(change.key);
        }
        position_ = changes.back().seq;
        if (keys.empty()) continue;
        for (auto const& key : keys) drop(to_lower(key));
        auto const statement =
            in_list(source_.select + " WHERE " + source_.key_column + " IN ", {keys.begin(), keys.end()});
        session.for_each<Row>(statement.sql, statement.parameters, [&](Row row) { take(row); });
    }
}

void TextIndex::scan(std::string_view text,
                     std::function<void(Entry const& entry, std::size_t at)> const& on_match) const {
    std::size_t from = 0;
    std::size_t number = 0;
    while (from < buffer_.size()) {
        void const* const found =
            ::memmem(buffer_.data() + from, buffer_.size() - from, text.data(), text.size());
        if (found == nullptr) return;
        auto const at = static_cast<std::size_t>(static_cast<char const*>(found) - buffer_.data());
        // Mostly the next entry or one near it; far ones by halving.
        if (number + 8 < entries_.size() && entries_[number + 8].begin <= at) {
            number = static_cast<std::size_t>(
                std::upper_bound(entries_.begin() + static_cast<std::ptrdiff_t>(number), entries_.end(), at,
                                 [](std::size_t place, Entry const& entry) { return place < entry.begin; }) -
                entries_.begin() - 1);
        }
        while (number + 1 < entries_.size() && entries_[number + 1].begin <= at) ++number;
        if (!entries_[number].gone) on_match(entries_[number], at);
        if (number + 1 == entries_.size()) return;
        from = entries_[number + 1].begin;
    }
}

TextMatches TextIndex::containing(Session& session, std::string_view text, std::size_t at_most) {
    TextMatches matches;
    if (text.empty() || has_control_characters(text)) return matches;
    catch_up(session);
    std::shared_lock const lock(mutex_);
    scan(fold_for_search(text), [&](Entry const& entry, std::size_t at) {
        if (matches.ids.size() < at_most) matches.ids.push_back(entry.id);
        if (at >= entry.shown) matches.beyond_sql.push_back(entry.id);
        ++matches.total;
    });
    return matches;
}

std::vector<std::int64_t> TextIndex::suggest(Session& session, std::string_view text, std::size_t at_most,
                                             std::function<bool(std::string_view key)> const& takes) {
    if (text.empty() || at_most == 0 || has_control_characters(text)) return {};
    catch_up(session);
    std::shared_lock const lock(mutex_);
    using Candidate = std::tuple<int, std::string_view, std::int64_t>;
    std::set<Candidate> best;
    scan(fold_for_search(text), [&](Entry const& entry, std::size_t at) {
        bool const is_first = at == entry.begin || at == entry.shown;
        int const rank = is_first ? 0 : is_word_start(buffer_, at, entry.begin) ? 1 : 2;
        Candidate candidate{rank, key_of(entry), entry.id};
        if (best.size() == at_most && !(candidate < *best.rbegin())) return;
        if (!takes(key_of(entry))) return;
        best.insert(candidate);
        if (best.size() > at_most) best.erase(std::prev(best.end()));
    });
    std::vector<std::int64_t> ids;
    for (auto const& candidate : best) ids.push_back(std::get<2>(candidate));
    return ids;
}

std::string one_of_ids(Engine engine, std::string_view expression) {
    // One statement for any number of ids, so that it is prepared once.
    return std::string(expression) + (engine == Engine::sqlite ? " IN (SELECT j.value FROM json_each(?) j)"
                                                               : " = ANY(CAST(? AS BIGINT[]))");
}

Value ids_value(Engine engine, std::vector<std::int64_t> const& ids) {
    std::string text(1, engine == Engine::sqlite ? '[' : '{');
    for (auto const id : ids) {
        if (text.size() > 1) text += ',';
        text += std::to_string(id);
    }
    return text + (engine == Engine::sqlite ? ']' : '}');
}

}  // namespace mailapp::db
