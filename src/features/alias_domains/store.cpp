#include "features/alias_domains/store.hpp"

#include "base/mail_address.hpp"
#include "db/rows_by_ids.hpp"
#include "features/alias_domains/service.hpp"

namespace mailapp::alias_domains::store {
namespace {

std::string const& select() {
    static std::string const sql =
        "SELECT " + reflect::columns<AliasDomainRow>("ad.") + " FROM alias_domain ad";
    return sql;
}

AliasDomain to_alias_domain(AliasDomainRow row) {
    AliasDomain alias_domain;
    static_cast<AliasDomainRow&>(alias_domain) = std::move(row);
    alias_domain.display_name = domain_for_display(alias_domain.name);
    return alias_domain;
}

db::Value sort_value(db::SortKey const& key, AliasDomain const& alias_domain) {
    if (key.name == "target") return alias_domain.target_domain;
    if (key.name == "created") return db::to_value(alias_domain.created);
    if (key.name == "active") return db::to_value(alias_domain.active);
    return alias_domain.name;
}

}  // namespace

std::array<db::SortKey, 4> const sort_keys{
    db::SortKey{"name", "ad.name"},
    db::SortKey{"target", "ad.target_domain"},
    db::SortKey{"created", "ad.created", false},
    db::SortKey{"active", "ad.active", false},
};

std::optional<AliasDomain> find(db::Session& session, std::string const& name) {
    auto row = session.first<AliasDomainRow>(select() + " WHERE ad.name = $1", name);
    if (!row) return std::nullopt;
    return to_alias_domain(std::move(*row));
}

std::int64_t alias_count(db::Session& session, std::string const& name) {
    return session.scalar<std::int64_t>("SELECT COUNT(*) FROM alias WHERE domain = $1", name);
}

std::optional<std::string> alias_in_the_way(db::Session& session, std::string const& name,
                                            std::string const& target_domain) {
    return session.first<std::string>(
        "SELECT a.address FROM alias a JOIN mailbox m "
        "ON m.address = SUBSTR(a.address, 1, LENGTH(a.address) - LENGTH(a.domain)) || $2 "
        "WHERE a.domain = $1 ORDER BY a.address LIMIT 1",
        name, target_domain);
}

void insert(db::Transaction& tx, AliasDomainRow const& a) {
    tx.execute(
        "INSERT INTO alias_domain (name, target_domain, active, rate_limit_value, rate_limit_frame, created, "
        "version) VALUES ($1, $2, $3, $4, $5, $6, 1)",
        a.name, a.target_domain, a.active, a.rate_limit_value, a.rate_limit_frame, a.created);
}

void update(db::Transaction& tx, AliasDomainRow const& a) {
    tx.execute(
        "UPDATE alias_domain SET target_domain = $2, active = $3, rate_limit_value = $4, "
        "rate_limit_frame = $5, modified = $6, version = version + 1 WHERE name = $1",
        a.name, a.target_domain, a.active, a.rate_limit_value, a.rate_limit_frame, a.modified);
}

std::vector<std::string> remove(db::Transaction& tx, std::string const& name) {
    auto aliases = tx.query<std::string>("DELETE FROM alias WHERE domain = $1 RETURNING address", name);
    tx.execute("DELETE FROM alias_domain WHERE name = $1", name);
    return aliases;
}

std::vector<AliasDomain> by_ids(db::Session& session, std::vector<std::int64_t> const& ids) {
    std::vector<AliasDomain> found;
    for (auto& row : db::rows_by_ids<AliasDomainRow>(session, select(), "ad.id", ids)) {
        found.push_back(to_alias_domain(std::move(row)));
    }
    return found;
}

http::Page<AliasDomain> page(db::Session& session, db::Listing const& listing) {
    http::Page<AliasDomain> page;
    auto rows = session.query_with<AliasDomainRow>(select() + listing.page(), listing.page_parameters());
    bool const more = listing.has_more(rows.size());
    if (more) rows.pop_back();
    page.total = listing.total(session, " FROM alias_domain ad", rows.size(), !more);
    for (auto& row : rows) page.items.push_back(to_alias_domain(std::move(row)));
    if (more) {
        auto const& last = page.items.back();
        page.next_cursor = listing.cursor_after(sort_value(listing.key(), last), last.name);
    }
    return page;
}

}  // namespace mailapp::alias_domains::store

namespace mailapp::alias_domains {

db::TextSource text_source(db::Engine) {
    return {db::topic::alias_domain,
            "SELECT ad.id, ad.name, ad.name || ' ' || ad.target_domain FROM alias_domain ad", "ad.name"};
}

std::optional<std::string> target_of(db::Session& session, std::string const& name) {
    return session.first<std::string>("SELECT target_domain FROM alias_domain WHERE name = $1", name);
}

std::set<std::string, std::less<>> names_within(db::Session& session,
                                                std::vector<std::string> const& target_domains) {
    if (target_domains.empty()) return {};
    auto const statement =
        db::in_list("SELECT name FROM alias_domain WHERE target_domain IN ", target_domains);
    auto const names = session.query_with<std::string>(statement.sql, statement.parameters);
    return {names.begin(), names.end()};
}

std::vector<std::string> names_of(db::Session& session, std::string const& target_domain) {
    return session.query<std::string>("SELECT name FROM alias_domain WHERE target_domain = $1 ORDER BY name",
                                      target_domain);
}

}  // namespace mailapp::alias_domains
