#include "features/administrators/service.hpp"

#include "base/random.hpp"
#include "identity/password.hpp"
#include "identity/password_policy.hpp"

#include <array>

namespace mailapp::administrators {
namespace {

constexpr std::array sort_keys{db::SortKey{"username", "username"}, db::SortKey{"created", "created", false}};

/// What the trail shows of a change; of the password only that it is another.
std::string details(Administrator const& before, Administrator const& after, bool new_password) {
    auto text = audit::difference(before, after);
    if (!new_password) return text;
    text.pop_back();
    return text + (text.size() > 1 ? "," : "") + "\"password\":\"changed\"}";
}

bool is_caller(Principal const& who, store::Row const& row) {
    return who.role == Role::administrator && who.account_id == row.id;
}

void apply(AdministratorPatch const& patch, store::Row& row) {
    if (patch.active) row.active = *patch.active;
    if (patch.force_second_factor) row.force_second_factor = *patch.force_second_factor;
    if (patch.force_password_change) row.force_password_change = *patch.force_password_change;
}

}  // namespace

Error server_busy() {
    return too_many_requests("server.busy",
                             "Many passwords are being checked right now; try again in a moment.", 1);
}

Result<http::Page<Administrator>> Administrators::list(AdministratorFilter const& filter) {
    auto listing = db::Listing::create(sort_keys, filter.sort, "username", filter.cursor, filter.limit);
    if (!listing) return listing.error();
    if (filter.search) listing->where_contains("username", *filter.search);
    if (filter.active) listing->where("active = ?", {db::to_value(*filter.active)});
    auto session = database_.read();
    http::Page<Administrator> page;
    page.total = store::count(session, *listing);
    page.items = store::page(session, *listing);
    if (listing->has_more(page.items.size())) {
        page.items.pop_back();
        auto const& last = page.items.back();
        auto const key = listing->key().name == "created" ? db::to_value(last.created) : last.username;
        page.next_cursor = listing->cursor_after(key, last.username);
    }
    return page;
}

Result<Administrator> Administrators::get(std::string const& username) {
    auto session = database_.read();
    auto row = find(session, username);
    if (!row) return administrator_not_found();
    return Administrator(std::move(*row));
}

Result<Administrator> Administrators::create(Principal const& who, NewAdministrator const& wanted) {
    auto const username = normalize_username(wanted.username);
    if (!username) return username_invalid();
    auto hash = hash_new_password(wanted.password, "/password");
    if (!hash) return hash.error();

    store::Row row;
    row.username = *username;
    row.password_hash = std::move(*hash);
    row.active = wanted.active;
    row.force_second_factor = wanted.force_second_factor;
    row.force_password_change = wanted.force_password_change;
    row.created = sessions_.clock()();
    auto tx = database_.begin();
    if (find(tx, *username)) return username_taken();
    store::insert(tx, row);
    log_.record(tx, who, "administrator.created", row.username,
                details(Administrator{}, Administrator(row), true));
    tx.commit();
    return Administrator(std::move(row));
}

Result<Administrator> Administrators::update(Principal const& who, std::string const& username,
                                             AdministratorPatch const& patch,
                                             std::optional<std::int64_t> expected_version) {
    std::optional<std::string> renamed;
    if (patch.username) {
        renamed = normalize_username(*patch.username);
        if (!renamed) return username_invalid();
    }
    std::optional<std::string> hash;
    if (patch.password) {
        // Before any work for a name that does not exist.
        if (auto const known = get(username); !known) return known.error();
        auto made = hash_new_password(*patch.password, "/password");
        if (!made) return made.error();
        hash = std::move(*made);
    }

    auto tx = database_.begin();
    auto const before = find(tx, username);
    if (!before) return administrator_not_found();
    if (auto changed = http::check_version(before->version, expected_version)) return *changed;
    if (hash && is_caller(who, *before)) return own_password();
    auto after = *before;
    apply(patch, after);
    if (renamed) after.username = *renamed;
    if (hash) after.password_hash = *hash;
    if (after.username != before->username && find(tx, after.username)) return username_taken();
    bool const deactivated = before->active && !after.active;
    if (deactivated && store::other_active(tx, before->id) == 0) return last_active();
    auto const what = details(*before, after, hash.has_value());
    if (what == "{}") return Administrator(*before);

    after.modified = sessions_.clock()();
    after.version = before->version + 1;
    store::update(tx, after);
    log_.record(tx, who, "administrator.changed", before->username, what);
    if (hash || deactivated) sessions_.end_all(tx, who, after.id, before->username);
    tx.commit();
    return Administrator(std::move(after));
}

Result<void> Administrators::remove(Principal const& who, std::string const& username,
                                    std::optional<std::int64_t> expected_version) {
    auto tx = database_.begin();
    auto const row = find(tx, username);
    if (!row) return administrator_not_found();
    if (auto changed = http::check_version(row->version, expected_version)) return *changed;
    if (is_caller(who, *row)) return self_removal();
    if (row->active && store::other_active(tx, row->id) == 0) return last_active();
    sessions_.end_all(tx, who, row->id, row->username);
    store::remove(tx, row->id);
    log_.record(tx, who, "administrator.deleted", row->username);
    tx.commit();
    return {};
}

Result<sessions::EndedSessions> Administrators::end_sessions(Principal const& who,
                                                             std::string const& username) {
    auto tx = database_.begin();
    auto const row = find(tx, username);
    if (!row) return administrator_not_found();
    sessions::EndedSessions const ended{sessions_.end_all(tx, who, row->id, row->username)};
    tx.commit();
    return ended;
}

bool Administrators::create_first(db::Transaction& tx, Principal const& who, std::string const& username,
                                  std::string const& password) {
    if (!store::none(tx)) return false;
    store::Row row;
    row.username = username;
    row.password_hash = identity::hash_password(Secret(std::string(password)));
    row.created = sessions_.clock()();
    store::insert(tx, row);
    log_.record(tx, who, "administrator.created", username, details(Administrator{}, row, true));
    return true;
}

Result<std::string> Administrators::reset_password(Principal const& who, std::string const& username) {
    auto const password = random_password();
    auto const hash = identity::hash_password(Secret(std::string(password)));
    auto tx = database_.begin();
    auto const before = find(tx, username);
    if (!before) return administrator_not_found();
    auto after = *before;
    after.password_hash = hash;
    after.active = true;
    after.force_password_change = false;
    after.modified = sessions_.clock()();
    ++after.version;
    store::update(tx, after);
    log_.record(tx, who, "administrator.password_reset", after.username, details(*before, after, true));
    sessions_.end_all(tx, who, after.id, after.username);
    tx.commit();
    return password;
}

std::optional<store::Row> Administrators::find(db::Session& session, std::string const& username) {
    auto const normalized = normalize_username(username);
    if (!normalized) return std::nullopt;
    return store::find(session, *normalized);
}

void Administrators::rehash(db::Transaction& tx, store::Row account, std::string hash) {
    account.password_hash = std::move(hash);
    store::update(tx, account);
}

void Administrators::change_password(db::Transaction& tx, Principal const& who, store::Row account,
                                     std::string hash) {
    account.password_hash = std::move(hash);
    account.force_password_change = false;
    account.modified = sessions_.clock()();
    ++account.version;
    store::update(tx, account);
    log_.record(tx, who, "administrator.password_changed", account.username);
    sessions_.end_all(tx, who, account.id, account.username);
}

Result<std::string> Administrators::hash_new_password(std::string const& password, std::string const& field) {
    auto const policy = identity::password_policy(identity::PasswordOwner::administrator);
    if (auto problem = identity::check_new_password(password, policy, field)) return *problem;
    std::string hash;
    bool const done = gate_.run(identity::Standing::familiar,
                                [&] { hash = identity::hash_password(Secret(std::string(password))); });
    if (!done) return server_busy();
    return hash;
}

}  // namespace mailapp::administrators
