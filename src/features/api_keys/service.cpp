#include "features/api_keys/service.hpp"

#include "features/api_keys/rules.hpp"
#include "features/api_keys/store.hpp"

#include <array>

namespace mailapp::api_keys {
namespace {

constexpr std::array sort_keys{db::SortKey{"id", "id", false}};

/// What the trail calls a key.
std::string object_of(ApiKey const& key) {
    return "api:" + key.hint;
}

}  // namespace

void ApiKeys::forget_after(db::Transaction& tx) {
    tx.after_commit([this] { ring_.changed(); });
}

Result<http::Page<ApiKey>> ApiKeys::list(ApiKeyFilter const& filter) {
    auto listing = db::Listing::create(sort_keys, "id", "id", filter.cursor, filter.limit);
    if (!listing) return listing.error();
    auto session = database_.read();
    http::Page<ApiKey> page;
    page.total = store::count(session, *listing);
    page.items = store::page(session, *listing);
    if (listing->has_more(page.items.size())) {
        page.items.pop_back();
        auto const last = page.items.back().id;
        page.next_cursor = listing->cursor_after(last, std::to_string(last));
    }
    return page;
}

Result<ApiKey> ApiKeys::get(std::int64_t id) {
    auto session = database_.read();
    auto key = store::find(session, id);
    if (!key) return key_not_found();
    return std::move(*key);
}

Result<IssuedApiKey> ApiKeys::create(db::Transaction& tx, Principal const& who, NewApiKey const& wanted,
                                     std::string given) {
    IssuedApiKey issued;
    auto& key = issued.details;
    key.access = wanted.access;
    key.description = wanted.description;
    key.allow_from = wanted.allow_from;
    key.skip_ip_check = wanted.skip_ip_check;
    key.active = wanted.active;
    key.created = clock_();
    if (auto problem = normalize(key)) return *problem;
    issued.key = std::move(given);
    key.hint = hint_of_key(issued.key);
    key.id = store::insert(tx, key, hash_of_key(issued.key));
    forget_after(tx);
    log_.record(tx, who, "api_key.created", object_of(key), audit::difference(ApiKey{}, key));
    return issued;
}

Result<IssuedApiKey> ApiKeys::create(Principal const& who, NewApiKey const& wanted) {
    auto tx = database_.begin();
    auto issued = create(tx, who, wanted, generate_key());
    if (issued) tx.commit();
    return issued;
}

bool ApiKeys::exists(db::Session& session, std::string_view key) {
    return store::exists(session, hash_of_key(key));
}

Result<ApiKey> ApiKeys::update(Principal const& who, std::int64_t id, ApiKeyPatch const& patch,
                               std::optional<std::int64_t> expected_version) {
    auto tx = database_.begin();
    auto const before = store::find(tx, id);
    if (!before) return key_not_found();
    if (auto changed = http::check_version(before->version, expected_version)) return *changed;
    auto after = *before;
    if (patch.access) after.access = *patch.access;
    if (patch.description) after.description = *patch.description;
    if (patch.allow_from) after.allow_from = *patch.allow_from;
    if (patch.skip_ip_check) after.skip_ip_check = *patch.skip_ip_check;
    if (patch.active) after.active = *patch.active;
    if (auto problem = normalize(after)) return *problem;
    auto const difference = audit::difference(*before, after);
    if (difference == "{}") return after;
    after.modified = clock_();
    ++after.version;
    store::update(tx, after);
    forget_after(tx);
    log_.record(tx, who, "api_key.changed", object_of(after), difference);
    tx.commit();
    return after;
}

Result<IssuedApiKey> ApiKeys::regenerate(Principal const& who, std::int64_t id,
                                         std::optional<std::int64_t> expected_version) {
    auto tx = database_.begin();
    auto const before = store::find(tx, id);
    if (!before) return key_not_found();
    if (auto changed = http::check_version(before->version, expected_version)) return *changed;
    IssuedApiKey issued{generate_key(), *before};
    issued.details.hint = hint_of_key(issued.key);
    issued.details.modified = clock_();
    ++issued.details.version;
    store::replace_key(tx, issued.details, hash_of_key(issued.key));
    forget_after(tx);
    log_.record(tx, who, "api_key.regenerated", object_of(issued.details),
                audit::difference(*before, issued.details));
    tx.commit();
    return issued;
}

Result<void> ApiKeys::remove(Principal const& who, std::int64_t id,
                             std::optional<std::int64_t> expected_version) {
    auto tx = database_.begin();
    auto const key = store::find(tx, id);
    if (!key) return key_not_found();
    if (auto changed = http::check_version(key->version, expected_version)) return *changed;
    store::remove(tx, id);
    forget_after(tx);
    log_.record(tx, who, "api_key.deleted", object_of(*key), audit::difference(*key, ApiKey{}));
    tx.commit();
    return {};
}

}  // namespace mailapp::api_keys
