#include "features/mailboxes/session_ender.hpp"

#include "base/log.hpp"

#include <algorithm>

namespace mailapp::mailboxes {
namespace {

/// Placeholders of one statement.
constexpr std::size_t addresses_at_once = 500;

/// IMAP 1, POP3 2, Sieve 4. Not SMTP: its sessions are short, and each message is checked again.
constexpr std::string_view rights_now =
    "(CASE WHEN m.active = 1 AND d.active = 1"
    " THEN m.imap_access + 2 * m.pop3_access + 4 * m.sieve_access ELSE 0 END)";

/// What is left of the rights in a row; nothing for who signed in to another mailbox of this name, or with
/// another password.
std::string kept() {
    return "COALESCE((SELECT " + std::string(rights_now) +
           " FROM mailbox m JOIN domain d ON d.name = m.domain"
           " WHERE m.address = mailbox_session_right.address AND m.id = mailbox_session_right.mailbox"
           " AND m.password_version = mailbox_session_right.password_version), 0)";
}

/// Which mailboxes are looked at. Its conditions are made of what stands here and of placeholders.
class Scope {
public:
    static Scope all() { return {nullptr, {}}; }
    static Scope of_domain(std::string const& domain) { return {"domain", {domain}}; }
    /// Those from number `from` on that one statement takes.
    static Scope of_addresses(std::vector<std::string> const& addresses, std::size_t from) {
        auto const first = addresses.begin() + static_cast<std::ptrdiff_t>(from);
        auto const count = std::min(addresses_at_once, addresses.size() - from);
        return {"address", {first, first + static_cast<std::ptrdiff_t>(count)}};
    }

    std::string on_right() const { return condition(""); }
    std::string on_mailbox() const { return condition("m."); }
    db::Parameters parameters() const { return {values_.begin(), values_.end()}; }

private:
    Scope(char const* column, std::vector<std::string> values)
        : column_(column), values_(std::move(values)) {}

    std::string condition(char const* table) const {
        if (column_ == nullptr) return "1 = 1";
        std::string list;
        for (std::size_t i = 1; i <= values_.size(); ++i) list += (i > 1 ? ", $" : "$") + std::to_string(i);
        return std::string(table) + column_ + " IN (" + list + ")";
    }

    char const* column_;  ///< of this file; nullptr: all
    std::vector<std::string> values_;
};

std::string mark_shrunk(Scope const& scope) {
    return "UPDATE mailbox_session_right SET pending = pending | (rights & ~" + kept() + ") WHERE " +
           scope.on_right() + " AND (rights & ~" + kept() + ") <> 0";
}

/// Rows that have nothing to end and no mailbox.
std::string forget_gone(Scope const& scope) {
    return "DELETE FROM mailbox_session_right WHERE " + scope.on_right() +
           " AND pending = 0 AND NOT EXISTS"
           " (SELECT 1 FROM mailbox m WHERE m.address = mailbox_session_right.address)";
}

/// The present rights.
std::string note_present(Scope const& scope) {
    return "INSERT INTO mailbox_session_right"
           " (address, domain, rights, mailbox, password_version, pending)"
           " SELECT m.address, m.domain, " +
           std::string(rights_now) +
           ", m.id, m.password_version, 0 FROM mailbox m JOIN domain d ON d.name = m.domain WHERE " +
           scope.on_mailbox() +
           " ON CONFLICT (address) DO UPDATE SET domain = excluded.domain, rights = excluded.rights,"
           " mailbox = excluded.mailbox, password_version = excluded.password_version"
           " WHERE mailbox_session_right.rights <> excluded.rights"
           " OR mailbox_session_right.mailbox <> excluded.mailbox"
           " OR mailbox_session_right.password_version <> excluded.password_version";
}

/// Compares, marks and notes in the caller's transaction, so that nothing changes in between.
void look_at(db::Transaction& tx, Scope const& scope) {
    auto const parameters = scope.parameters();
    for (auto const& sql : {mark_shrunk(scope), forget_gone(scope), note_present(scope)})
        tx.execute_with(sql, parameters);
}

struct PendingRow {
    std::string address;
    std::int64_t pending = 0;
};
BOOST_DESCRIBE_STRUCT(PendingRow, (), (address, pending))

std::vector<std::string> services_of(std::int64_t rights) {
    std::vector<std::string> services;
    if ((rights & 1) != 0) services.emplace_back("imap");
    if ((rights & 2) != 0) services.emplace_back("pop3");
    if ((rights & 4) != 0) services.emplace_back("sieve");
    return services;
}

bool is_final(Error const& error) {
    return error.kind != ErrorKind::upstream;
}

}  // namespace

SessionEnder::SessionEnder(db::Database& database, AgentCalls agent,
                           std::function<bool(std::int64_t)> directory_has)
    : database_(database), agent_(std::move(agent)), directory_has_(std::move(directory_has)) {}

apply::Effect SessionEnder::effect() {
    apply::Effect effect;
    effect.name = "sessions";
    effect.topics = {db::topic::mailbox, db::topic::domain, db::topic::mailbox_store};
    effect.apply = [this](std::vector<db::Change> const& changes) { return apply(changes); };
    effect.rebuild = [this](std::int64_t position) { return rebuild(position); };
    return effect;
}

Result<> SessionEnder::wait_for_directory(std::int64_t seq) const {
    if (directory_has_(seq)) return {};
    return upstream("directory.behind", "The directory has not applied the change yet, or does not run.");
}

Result<> SessionEnder::apply(std::vector<db::Change> const& changes) {
    if (auto ready = wait_for_directory(changes.back().seq); !ready) return ready.error();
    std::vector<std::string> addresses;
    std::vector<std::string> domains;
    std::vector<std::string> stores;
    for (auto const& change : changes) {
        auto& list = change.topic == db::topic::mailbox  ? addresses
                     : change.topic == db::topic::domain ? domains
                                                         : stores;
        list.push_back(change.key);
    }
    {
        auto tx = database_.begin();
        for (std::size_t from = 0; from < addresses.size(); from += addresses_at_once) {
            look_at(tx, Scope::of_addresses(addresses, from));
        }
        for (auto const& domain : domains) look_at(tx, Scope::of_domain(domain));
        tx.commit();
    }
    if (auto done = kick_pending(); !done) return done.error();
    if (auto done = discard_stores(stores); !done) return done.error();
    return discard_domains(domains);
}

Result<> SessionEnder::rebuild(std::int64_t position) {
    if (auto ready = wait_for_directory(position); !ready) return ready.error();
    {
        auto tx = database_.begin();
        look_at(tx, Scope::all());
        tx.commit();
    }
    if (auto done = kick_pending(); !done) return done.error();
    std::vector<std::string> stores;
    {
        auto session = database_.read();
        stores = session.query<std::string>("SELECT DISTINCT key FROM change WHERE topic = $1 AND seq <= $2",
                                            db::topic::mailbox_store, position);
    }
    return discard_stores(stores);
}

Result<> SessionEnder::kick_pending() {
    std::vector<PendingRow> pending;
    {
        auto session = database_.read();
        pending = session.query<PendingRow>(
            "SELECT address, pending FROM mailbox_session_right WHERE pending <> 0");
    }
    if (pending.empty()) return {};
    std::optional<Error> problem;
    std::vector<std::string> kicked;
    for (auto const& row : pending) {
        auto const done = agent_.kick(row.address, services_of(row.pending));
        if (!done && !is_final(done.error())) {
            problem = done.error();
            break;
        }
        if (!done) log::error("sessions.not_ended", {{"address", row.address}, {"code", done.error().code}});
        kicked.push_back(row.address);
    }
    auto tx = database_.begin();
    for (std::size_t from = 0; from < kicked.size(); from += addresses_at_once) {
        auto const scope = Scope::of_addresses(kicked, from);
        auto const parameters = scope.parameters();
        tx.execute_with("UPDATE mailbox_session_right SET pending = 0 WHERE " + scope.on_right(), parameters);
        tx.execute_with(forget_gone(scope), parameters);
    }
    tx.commit();
    if (problem) return *problem;
    return {};
}

Result<> SessionEnder::discard_stores(std::vector<std::string> const& stores) {
    for (auto const& store : stores) {
        {
            // A store is never used twice; mail that somebody still owns is not taken away whatever the feed
            // says.
            auto session = database_.read();
            if (session.first<std::int64_t>("SELECT id FROM mailbox WHERE store = $1", store)) {
                log::error("mailstore.in_use", {{"store", store}});
                continue;
            }
        }
        auto const done = agent_.discard_store(store);
        if (done) continue;
        if (!is_final(done.error())) return done.error();
        log::error("mailstore.not_discarded", {{"store", store}, {"code", done.error().code}});
    }
    return {};
}

Result<> SessionEnder::discard_domains(std::vector<std::string> const& domains) {
    for (auto const& domain : domains) {
        {
            auto session = database_.read();
            if (session.first<std::int64_t>("SELECT id FROM domain WHERE name = $1", domain)) continue;
        }
        auto const done = agent_.discard_domain(domain);
        if (done) continue;
        if (!is_final(done.error())) return done.error();
        log::error("mailstore.domain_not_discarded", {{"domain", domain}, {"code", done.error().code}});
    }
    return {};
}

}  // namespace mailapp::mailboxes
