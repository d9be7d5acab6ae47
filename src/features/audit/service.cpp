#include "features/audit/service.hpp"

#include "base/text.hpp"
#include "db/audit_text.hpp"
#include "db/listing.hpp"

#include <algorithm>
#include <array>

namespace mailapp::audit {
namespace {

constexpr std::string_view genesis = "mailapp audit trail";
constexpr std::string_view head_setting = "audit_head";
/// A search for what stands in every entry is not counted to its end: the trail grows for ever, a page's cost
/// must not. One more than that says that there are more.
constexpr std::int64_t most_counted = 1'000 + 1;
/// Bound so that the hash of an entry stays cheap and the table small; longer details are cut to a note.
constexpr std::size_t longest_details = 64 * 1024;

constexpr char const* columns =
    "seq, at, actor_kind, actor, remote, request_id, action, object, details, hash";

/// What an entry is found by.
std::string text_of(AuditEntry const& entry) {
    return entry.actor + ' ' + entry.action + ' ' + entry.object + ' ' + entry.remote + ' ' +
           entry.request_id + ' ' + entry.details.text;
}

/// The row as it is stored: details are text there.
struct Row {
    std::int64_t seq = 0;
    Seconds at;
    std::string actor_kind, actor, remote, request_id, action, object, details, hash;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (seq, at, actor_kind, actor, remote, request_id, action, object, details, hash))

AuditEntry to_entry(Row row) {
    return {row.seq,
            row.at,
            std::move(row.actor_kind),
            std::move(row.actor),
            std::move(row.remote),
            std::move(row.request_id),
            std::move(row.action),
            std::move(row.object),
            {std::move(row.details)},
            std::move(row.hash)};
}

struct Head {
    std::int64_t seq = 0;
    std::string hash;
};
BOOST_DESCRIBE_STRUCT(Head, (), (seq, hash))

constexpr std::array sort_keys{db::SortKey{"seq", "seq", false}};
/// By the number as the index of texts has it, which is read in that order.
constexpr std::array search_sort_keys{db::SortKey{"seq", "x.rowid", false}};

}  // namespace

Log::Log(db::Database& database, std::string_view key)
    : database_(database), key_(hmac_sha256(key, "audit trail")) {}

std::string Log::hash_of(AuditEntry const& entry, std::string const& previous) const {
    auto unhashed = entry;
    unhashed.hash = previous;
    return to_hex(hmac_sha256(key_, reflect::to_json(unhashed)));
}

void Log::record(db::Transaction& tx, Principal const& who, std::string_view action, std::string_view object,
                 std::string const& details) {
    auto const last = tx.first<Head>("SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1");
    AuditEntry entry;
    entry.seq = last ? last->seq + 1 : 1;
    entry.at = system_now();
    entry.actor_kind = reflect::enum_name(who.role);
    entry.actor = who.name;
    entry.remote = who.remote;
    entry.request_id = who.request_id;
    entry.action = action;
    entry.object = object;
    entry.details.text = details.size() <= longest_details ? details : R"({"too_long":true})";
    entry.hash = hash_of(entry, last ? last->hash : std::string(genesis));
    tx.execute(
        "INSERT INTO audit_entry (seq, at, actor_kind, actor, remote, request_id, action, object, details, "
        "hash) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        entry.seq, entry.at, entry.actor_kind, entry.actor, entry.remote, entry.request_id, entry.action,
        entry.object, entry.details.text, entry.hash);
    db::audit_text::add(tx, entry.seq, text_of(entry));
    // The head, hashed too: without it the newest entries could be cut off unseen.
    auto const head = std::to_string(entry.seq) + ":" + to_hex(hmac_sha256(key_, "head " + entry.hash));
    tx.execute(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2",
        head_setting, head);
    tx.after_commit([this, action = entry.action] {
        auto observer = observer_.access();
        if (*observer) (*observer)(action);
    });
}

void Log::observe(std::function<void(std::string_view)> observer) {
    *observer_.access() = std::move(observer);
}

namespace {

/// How many entries there are; numbers have no gaps, so what only numbers bound need not be counted.
std::int64_t count_between(db::Session& session, AuditFilter const& filter) {
    auto const newest = session.scalar<std::int64_t>("SELECT COALESCE(MAX(seq), 0) FROM audit_entry");
    auto const last = std::min(newest, filter.up_to.value_or(newest));
    return std::max<std::int64_t>(0, last - std::max<std::int64_t>(0, filter.after.value_or(0)));
}

http::Page<AuditEntry> list_page(db::Session& session, db::Listing const& listing, db::FixedSql from,
                                 std::optional<std::int64_t> total) {
    http::Page<AuditEntry> page;
    auto const select = std::string("SELECT ") + columns + std::string(from.text) + listing.page();
    auto rows = session.query_with<Row>(select, listing.page_parameters());
    if (listing.has_more(rows.size())) {
        rows.pop_back();
        page.next_cursor = listing.cursor_after(rows.back().seq, std::to_string(rows.back().seq));
    }
    page.total = total ? *total : listing.total(session, from, rows.size(), !page.next_cursor);
    for (auto& row : rows) page.items.push_back(to_entry(std::move(row)));
    return page;
}

}  // namespace

Result<http::Page<AuditEntry>> Log::list(AuditFilter const& filter) {
    bool const searches = filter.search && !filter.search->empty();
    auto listing = searches
                       ? db::Listing::create(search_sort_keys, "-seq", "x.rowid", filter.cursor, filter.limit)
                       : db::Listing::create(sort_keys, "-seq", "seq", filter.cursor, filter.limit);
    if (!listing) return listing.error();
    if (filter.actor) listing->where("actor = ?", {*filter.actor});
    if (filter.object) listing->where("object = ?", {*filter.object});
    if (filter.since) listing->where("at >= ?", {*filter.since});
    if (filter.until) listing->where("at <= ?", {*filter.until});
    if (filter.action && filter.action->ends_with('.')) {
        // "mailbox." is everything from there up to the next character after the dot.
        auto upper = *filter.action;
        upper.back() = '/';
        listing->where("action >= ? AND action < ?", {*filter.action, upper});
    } else if (filter.action) {
        listing->where("action = ?", {*filter.action});
    }
    auto session = database_.read();
    if (searches) {
        db::audit_text::where_contains(*listing, session.engine(), *filter.search);
        if (filter.after) listing->where("x.rowid > ?", {*filter.after});
        if (filter.up_to) listing->where("x.rowid <= ?", {*filter.up_to});
        auto const total =
            listing->total_up_to(session, db::audit_text::from, listing->offset() + most_counted);
        return list_page(session, *listing, db::audit_text::from, total);
    }
    std::optional<std::int64_t> total;
    if (listing->filter().empty()) total = count_between(session, filter);
    if (filter.after) listing->where("seq > ?", {*filter.after});
    if (filter.up_to) listing->where("seq <= ?", {*filter.up_to});
    return list_page(session, *listing, " FROM audit_entry", total);
}

std::int64_t Log::newest() {
    return database_.read().scalar<std::int64_t>("SELECT COALESCE(MAX(seq), 0) FROM audit_entry");
}

std::vector<AuditEntry> Log::entries_after(std::int64_t seq, int at_most) {
    auto session = database_.read();
    std::vector<AuditEntry> entries;
    auto const select =
        std::string("SELECT ") + columns + " FROM audit_entry WHERE seq > $1 ORDER BY seq LIMIT $2";
    for (auto& row : session.query<Row>(select, seq, at_most)) entries.push_back(to_entry(std::move(row)));
    return entries;
}

AuditCheck Log::verify() {
    AuditCheck check;
    std::string previous(genesis);
    auto const fail = [&](std::int64_t at, std::string finding) {
        if (!check.intact) return;
        check.intact = false;
        check.broken_at = at;
        check.finding = std::move(finding);
    };
    auto session = database_.read();
    session.for_each<Row>(
        std::string("SELECT ") + columns + " FROM audit_entry ORDER BY seq", {}, [&](Row row) {
            auto const entry = to_entry(std::move(row));
            ++check.entries;
            if (entry.seq != check.entries) {
                fail(check.entries, "Entry " + std::to_string(check.entries) + " is missing.");
            } else if (hash_of(entry, previous) != entry.hash) {
                fail(entry.seq,
                     "Entry " + std::to_string(entry.seq) + " was altered, or stands in another's place.");
            }
            previous = entry.hash;
        });
    auto const head = session.first<std::string>("SELECT value FROM setting WHERE name = $1", head_setting);
    auto const wanted = std::to_string(check.entries) + ":" + to_hex(hmac_sha256(key_, "head " + previous));
    if (check.entries > 0 ? head != wanted : head.has_value()) {
        fail(check.entries + 1, "The newest entries are missing, or the mark of the newest one was altered.");
    }
    if (check.intact) check.finding = "All entries are as they were written.";
    return check;
}

}  // namespace mailapp::audit
