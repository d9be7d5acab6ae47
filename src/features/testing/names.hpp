#pragma once

#include "db/changes.hpp"
#include "db/testing/databases.hpp"
#include "features/aliases/service.hpp"
#include "identity/vault.hpp"

#include <string>
#include <vector>

namespace mailapp::testing {

/// The services around domains, mailbox rows and aliases on a fresh database, for tests of each of them.
struct Names {
    explicit Names(db::Engine engine) : database(engine) {}

    void add_domain(std::string const& name, std::int64_t max_aliases = 400, bool backup_mx = false) {
        domains::NewDomain wanted;
        wanted.name = name;
        wanted.max_aliases = max_aliases;
        wanted.backup_mx = backup_mx;
        wanted.dkim_bits = 0;
        domains.create(who, std::move(wanted)).value();
    }
    void add_alias_domain(std::string const& name, std::string const& target) {
        alias_domains::NewAliasDomain wanted;
        wanted.name = name;
        wanted.target_domain = target;
        wanted.dkim_bits = 0;
        alias_domains.create(who, std::move(wanted)).value();
    }
    /// The row alone: what other features see of a mailbox.
    void add_mailbox(std::string const& local_part, std::string const& domain) {
        auto tx = database->begin();
        tx.execute(
            "INSERT INTO mailbox (address, local_part, domain, store, name, quota, active, auth_source, "
            "password_hash, password_changed, force_password_change, force_second_factor, tls_enforce_in, "
            "tls_enforce_out, imap_access, pop3_access, smtp_access, sieve_access, eas_access, dav_access, "
            "sogo_access, tagged_mail_handler, quarantine_notification, quarantine_category, relay_host, "
            "recovery_address, rate_limit_value, rate_limit_frame, permissions, custom_attributes, created, "
            "version) VALUES ($1, $2, $3, $4, '', 0, 1, 'local', '', 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, "
            "'none', 'hourly', 'reject', 0, '', 0, 'second', '[]', '{}', 0, 1)",
            local_part + "@" + domain, local_part, domain, domain + "/" + local_part);
        tx.commit();
    }
    void grant_sender(std::string const& mailbox, std::string const& sender) {
        auto tx = database->begin();
        tx.execute("INSERT INTO sender_acl (address, sender) VALUES ($1, $2)", mailbox, sender);
        tx.commit();
    }
    std::int64_t grants() {
        auto session = database->read();
        return session.scalar<std::int64_t>("SELECT COUNT(*) FROM sender_acl");
    }
    std::int64_t alias_count(std::string const& domain) {
        return domains.get(Visibility::all(), domain).value().alias_count;
    }

    /// Keys of the change feed's entries of a topic that are newer than `mark()`.
    std::vector<std::string> changed(std::string_view topic) {
        auto session = database->read();
        return session.query<std::string>("SELECT key FROM change WHERE seq > $1 AND topic = $2 ORDER BY seq",
                                          seen_changes_, topic);
    }
    /// "action object" of the audit entries that are newer than `mark()`.
    std::vector<std::string> audited() {
        auto session = database->read();
        return session.query<std::string>(
            "SELECT action || ' ' || object FROM audit_entry WHERE seq > $1 ORDER BY seq", seen_audit_);
    }
    void mark() {
        auto session = database->read();
        seen_changes_ = db::newest_change(session);
        seen_audit_ = session.scalar<std::int64_t>("SELECT COALESCE(MAX(seq), 0) FROM audit_entry");
    }
    /// A caller who sees these domains only.
    static Principal limited_to(std::vector<std::string> domains) {
        auto limited = Principal::system("limited");
        limited.visible = Visibility::of_domains(std::move(domains));
        return limited;
    }

    Principal who = Principal::system("test");
    db::testing::FreshDatabase database;
    audit::Log audit{*database, "key"};
    Vault vault{"key"};
    templates::Service templates{*database, audit};
    dkim::Service dkim{*database, audit, vault};
    domains::Service domains{*database, audit, templates, dkim, "mail.example.org"};
    alias_domains::Service alias_domains{*database, audit, domains, dkim, "mail.example.org"};
    aliases::Service aliases{*database, audit, domains};

private:
    std::int64_t seen_changes_ = 0;
    std::int64_t seen_audit_ = 0;
};

/// The code of a refusal; "" for success.
template <class T>
std::string code_of(Result<T> const& result) {
    return result ? std::string() : result.error().code;
}

}  // namespace mailapp::testing
