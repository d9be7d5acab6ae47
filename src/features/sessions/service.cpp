#include "features/sessions/service.hpp"

#include "base/log.hpp"
#include "base/random.hpp"
#include "db/storage_full.hpp"
#include "features/sessions/cookie.hpp"

#include <array>

namespace mailapp::sessions {
namespace {

constexpr std::int64_t most_sessions = 50;  ///< of one account
constexpr std::chrono::seconds noted_each{60};
constexpr std::size_t longest_user_agent = 250;

constexpr std::array sort_keys{db::SortKey{"created", "session.created", false}};

std::string hash_of(std::string const& cookie) {
    return to_hex(sha256(cookie));
}

/// Foreign text, cut to what a list can show.
std::string shown_user_agent(std::string_view text) {
    if (!is_clean_utf8(text) || has_control_characters(text)) return "";
    auto length = std::min(text.size(), longest_user_agent);
    // Not within a character.
    while (length < text.size() && length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80)
        --length;
    return std::string(text.substr(0, length));
}

std::string ended(std::string const& id) {
    return "{\"session\":" + json_string(id) + "}";
}

}  // namespace

Session to_session(store::Row row, std::string const& current_id) {
    Session shown;
    shown.current = row.public_id == current_id;
    shown.id = std::move(row.public_id);
    shown.account = std::move(row.account);
    shown.remote = std::move(row.remote);
    shown.user_agent = std::move(row.user_agent);
    shown.created = row.created;
    shown.last_used = row.last_used;
    shown.expires = row.created + longest_life;
    return shown;
}

Sessions::Started Sessions::start(db::Transaction& tx, std::int64_t administrator_id,
                                  std::string const& account, http::RawRequest const& request) {
    auto const now = life_();
    store::remove_expired(tx, now);
    if (auto const presented = presented_cookie(request)) store::remove(tx, hash_of(*presented));
    store::keep_newest_of(tx, administrator_id, most_sessions - 1);
    Started started;
    started.cookie = random_hex(32);
    store::Row row;
    row.public_id = random_hex(8);
    row.administrator_id = administrator_id;
    row.account = account;
    row.remote = request.remote;
    row.user_agent = shown_user_agent(request.header("user-agent"));
    row.created = now;
    row.last_used = now;
    store::insert(tx, hash_of(started.cookie), row);
    auto const id = row.public_id;
    started.session = to_session(std::move(row), id);
    return started;
}

std::optional<store::Row> Sessions::find(std::string const& cookie) {
    auto const now = life_();
    auto const hash = hash_of(cookie);
    auto found = [&] {
        auto session = database_.read();
        return store::find(session, hash, now);
    }();
    if (found && now - found->last_used >= noted_each) {
        try {
            auto tx = database_.begin();
            store::touch(tx, hash, now);
            tx.commit();
            found->last_used = now;
        } catch (db::StorageFull const& problem) {
            // It lives all the same; only its rest is not noted.
            log::warn("session.use_not_noted", {{"problem", problem.what()}});
        }
    }
    return found;
}

bool Sessions::is_live(std::string const& cookie) {
    auto session = database_.read();
    auto const found = store::find(session, hash_of(cookie), life_());
    return found && !found->force_password_change;
}

Result<http::Page<Session>> Sessions::list(Principal const& who, SessionFilter const& filter) {
    auto listing = db::Listing::create(sort_keys, filter.sort, "public_id", filter.cursor, filter.limit);
    if (!listing) return listing.error();
    store::only_live(*listing, life_());
    if (filter.account) listing->where("username = ?", {to_lower(*filter.account)});
    auto session = database_.read();
    http::Page<Session> page;
    page.total = store::count(session, *listing);
    auto rows = store::page(session, *listing);
    if (listing->has_more(rows.size())) {
        rows.pop_back();
        page.next_cursor = listing->cursor_after(db::to_value(rows.back().created), rows.back().public_id);
    }
    for (auto& row : rows) page.items.push_back(to_session(std::move(row), who.session_id));
    return page;
}

Result<void> Sessions::end(Principal const& who, std::string const& id,
                           std::optional<std::string> const& account) {
    auto tx = database_.begin();
    auto const found = store::find_by_public_id(tx, id, life_());
    if (!found || (account && found->account != *account))
        return not_found("session.not_found", "There is no such session; it may have ended.");
    store::remove_by_public_id(tx, id);
    log_.record(tx, who, "session.ended", found->account, ended(id));
    tx.commit();
    return {};
}

std::int64_t Sessions::end_all(db::Transaction& tx, Principal const& who, std::int64_t administrator_id,
                               std::string const& account) {
    auto const count = store::remove_of(tx, administrator_id);
    if (count > 0) {
        log_.record(tx, who, "session.all_ended", account, "{\"sessions\":" + std::to_string(count) + "}");
    }
    return count;
}

EndedSessions Sessions::end_all(Principal const& who, std::int64_t administrator_id,
                                std::string const& account) {
    auto tx = database_.begin();
    auto const count = end_all(tx, who, administrator_id, account);
    tx.commit();
    return {count};
}

}  // namespace mailapp::sessions
