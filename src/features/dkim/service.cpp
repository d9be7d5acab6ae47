#include "features/dkim/service.hpp"

#include "base/mail_address.hpp"
#include "db/changes.hpp"
#include "features/dkim/store.hpp"

#include <algorithm>
#include <set>

namespace mailapp::dkim {
namespace {

/// A key of 4096 bits can take a second; a request must end.
constexpr std::size_t most_domains = 100;
/// RFC 1035, section 2.3.4, as text without the root's dot.
constexpr std::size_t longest_name = 253;

Error invalid_domain(std::string field) {
    return invalid("domain.name_invalid", "This is not a domain name.", std::move(field));
}

Error no_key(std::string const& domain) {
    return not_found("dkim.not_found", "There is no DKIM key of " + domain + ".");
}

/// Normalized, each once.
Result<std::vector<std::string>> domain_list(std::vector<std::string> const& names) {
    if (names.empty() || names.size() > most_domains) {
        return invalid("dkim.domains_invalid", "Name from 1 to " + std::to_string(most_domains) + " domains.",
                       "/domains");
    }
    std::vector<std::string> list;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto const domain = normalize_domain(names[i]);
        if (!domain) return invalid_domain("/domains/" + std::to_string(i));
        if (seen.insert(*domain).second) list.push_back(*domain);
    }
    return list;
}

Result<std::string> normal_domain(std::string const& name) {
    auto const domain = normalize_domain(name);
    if (!domain) return invalid_domain("/domain");
    return *domain;
}

Result<std::string> normal_selector(std::optional<std::string> const& wanted, Algorithm algorithm) {
    if (!wanted) return std::string(default_selector(algorithm));
    auto const selector = normalize_selector(*wanted);
    if (!selector) {
        return invalid(
            "dkim.selector_invalid",
            "A selector has letters, digits, - and _, in parts divided by dots, at most 63 in all.",
            "/selector");
    }
    return *selector;
}

KeyState state_of(DomainKind kind, bool has_keys) {
    if (kind == DomainKind::foreign) return KeyState::unused;
    return has_keys ? KeyState::valid : KeyState::missing;
}

std::string details_of(DkimKey const& key) {
    return "{\"selector\":" + json_string(key.selector) +
           ",\"algorithm\":" + json_string(reflect::enum_name(key.algorithm)) +
           ",\"bits\":" + std::to_string(key.bits) + ",\"public_key\":" + json_string(key.public_key) + "}";
}

}  // namespace

Service::Service(db::Database& database, audit::Log& log, Vault const& vault)
    : database_(database), log_(log), vault_(vault) {}

Result<DkimKey> Service::put(db::Transaction& tx, Principal const& who, std::string_view action,
                             std::string const& domain, std::string const& selector, KeyPair const& pair) {
    DkimKey key;
    key.domain = domain;
    key.selector = selector;
    key.algorithm = pair.algorithm;
    key.bits = pair.bits;
    key.public_key = pair.public_key;
    key.record_name = record_name(selector, domain);
    key.record_text = record_text(pair.algorithm, pair.public_key);
    key.record_parts = record_parts(key.record_text);
    key.created = system_now();
    if (key.record_name.size() > longest_name) {
        return invalid("dkim.selector_invalid", "The selector is too long for this domain.", "/selector");
    }
    for (auto const& other : store::keys_of(tx, domain)) {
        if (other.algorithm == pair.algorithm) {
            return conflict(
                "dkim.key_exists",
                domain + " has a key of this kind already, with the selector " + other.selector + ".",
                "/domain");
        }
    }
    if (store::is_taken(tx, domain, selector)) {
        return conflict("dkim.selector_taken", "Another key has this selector.", "/selector");
    }
    key.id =
        store::insert(tx, key, vault_.seal(pair.private_key, store::seal_purpose(domain, pair.algorithm)));
    log_.record(tx, who, action, domain, details_of(key));
    db::append_change(tx, db::topic::dkim, domain);
    return key;
}

Result<DkimKey> Service::add(db::Transaction& tx, Principal const& who, std::string const& domain,
                             std::string const& selector, KeyPair const& pair) {
    auto const name = normal_domain(domain);
    if (!name) return name.error();
    auto const label = normal_selector(selector, pair.algorithm);
    if (!label) return label.error();
    return put(tx, who, "dkim.created", *name, *label, pair);
}

Result<std::vector<NewKey>> make_first_keys(std::int64_t bits, std::string selector, bool ed25519) {
    std::vector<NewKey> keys;
    if (bits != 0) {
        auto pair = generate(Algorithm::rsa, bits);
        if (!pair) return pair.error();
        keys.push_back({std::move(selector), std::move(*pair)});
    }
    if (ed25519) {
        auto pair = generate(Algorithm::ed25519, 0);
        if (!pair) return pair.error();
        keys.push_back({std::string(default_selector(Algorithm::ed25519)), std::move(*pair)});
    }
    return keys;
}

Result<FirstKeys> Service::add_first(db::Transaction& tx, Principal const& who, std::string const& domain,
                                     std::vector<NewKey> const& keys) {
    FirstKeys first;
    first.kept = store::keys_of(tx, domain);
    for (auto const& key : keys) {
        bool const is_there = std::any_of(first.kept.begin(), first.kept.end(), [&](DkimKey const& kept) {
            return kept.algorithm == key.pair.algorithm;
        });
        if (is_there) continue;
        auto const added = add(tx, who, domain, key.selector, key.pair);
        if (!added) return added.error();
        first.added = true;
    }
    return first;
}

Result<DkimKeys> Service::create(Principal const& who, NewDkimKeys const& wanted) {
    auto const domains = domain_list(wanted.domains);
    if (!domains) return domains.error();
    auto const selector = normal_selector(wanted.selector, wanted.algorithm);
    if (!selector) return selector.error();

    // Keys take long to make: before the transaction, so that no other writer waits for them.
    std::vector<KeyPair> pairs;
    for (std::size_t i = 0; i < domains->size(); ++i) {
        auto pair = generate(wanted.algorithm, wanted.bits);
        if (!pair) return pair.error();
        pairs.push_back(std::move(*pair));
    }
    DkimKeys made;
    auto tx = database_.begin();
    for (std::size_t i = 0; i < domains->size(); ++i) {
        auto const& domain = (*domains)[i];
        if (!who.visibility().sees(domain) || store::kind_of(tx, domain) == DomainKind::foreign) {
            return not_found("dkim.domain_unknown",
                             domain + " is neither a domain nor an alias domain of this server.");
        }
        auto key = put(tx, who, "dkim.created", domain, *selector, pairs[i]);
        if (!key) return key.error();
        made.keys.push_back(std::move(*key));
    }
    tx.commit();
    return made;
}

Result<DkimKey> Service::import(Principal const& who, ImportedDkimKey const& wanted) {
    auto const domain = normal_domain(wanted.domain);
    if (!domain) return domain.error();
    auto const pair = import_private_key(wanted.private_key);
    if (!pair) return pair.error();
    auto const selector = normal_selector(wanted.selector, pair->algorithm);
    if (!selector) return selector.error();

    auto tx = database_.begin();
    if (wanted.overwrite) {
        store::remove_of_algorithm(tx, *domain, pair->algorithm);
        store::remove_one(tx, *domain, *selector);
    }
    auto key = put(tx, who, "dkim.imported", *domain, *selector, *pair);
    if (!key) return key.error();
    tx.commit();
    return key;
}

Result<DkimKeys> Service::duplicate(Principal const& who, std::string const& from,
                                    DuplicateDkimKeys const& to) {
    auto const source = normal_domain(from);
    if (!source) return source.error();
    auto const domains = domain_list(to.domains);
    if (!domains) return domains.error();

    auto tx = database_.begin();
    auto const keys = store::keys_of(tx, *source);
    if (keys.empty()) return no_key(*source);
    std::vector<KeyPair> pairs;
    for (auto const& sealed : store::sealed_keys_of(tx, *source)) {
        auto opened = vault_.open(sealed.private_key, store::seal_purpose(*source, sealed.algorithm));
        if (!opened) return opened.error();
        auto const& key = keys.at(pairs.size());
        pairs.push_back({key.algorithm, key.bits, key.public_key, std::move(*opened)});
    }
    DkimKeys made;
    for (auto const& domain : *domains) {
        if (domain == *source) {
            return invalid("dkim.domains_invalid", "A domain's keys cannot be duplicated to itself.",
                           "/domains");
        }
        store::remove_all(tx, domain);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            auto key = put(tx, who, "dkim.duplicated", domain, keys[i].selector, pairs[i]);
            if (!key) return key.error();
            made.keys.push_back(std::move(*key));
        }
    }
    tx.commit();
    return made;
}

Result<> Service::remove(Principal const& who, std::string const& domain) {
    auto const name = normalize_domain(domain);
    auto tx = database_.begin();
    if (!name || store::remove_all(tx, *name) == 0) return no_key(domain);
    log_.record(tx, who, "dkim.removed", *name);
    db::append_change(tx, db::topic::dkim, *name);
    tx.commit();
    return {};
}

Result<> Service::remove_key(Principal const& who, std::string const& domain, std::string const& selector) {
    auto const name = normalize_domain(domain);
    auto const label = normalize_selector(selector);
    auto tx = database_.begin();
    auto const key = name && label ? store::key_of(tx, *name, *label) : std::nullopt;
    if (!key) return no_key(domain);
    store::remove_one(tx, *name, *label);
    log_.record(tx, who, "dkim.removed", *name, details_of(*key));
    db::append_change(tx, db::topic::dkim, *name);
    tx.commit();
    return {};
}

Result<http::Page<DkimDomain>> Service::list(Principal const& who, DkimFilter const& filter) {
    auto session = database_.read();
    return store::list(session, who.visibility(), filter);
}

Result<DkimDomain> Service::get(Principal const& who, std::string const& domain) {
    auto const name = normalize_domain(domain);
    if (!name || !who.visibility().sees(*name)) return no_key(domain);
    auto session = database_.read();
    DkimDomain found;
    found.domain = *name;
    found.kind = store::kind_of(session, *name);
    found.keys = store::keys_of(session, *name);
    found.state = state_of(found.kind, !found.keys.empty());
    if (found.kind == DomainKind::foreign && found.keys.empty()) return no_key(domain);
    return found;
}

Result<DkimPrivateKey> Service::private_key(Principal const& who, std::string const& domain,
                                            std::string const& selector) {
    auto const name = normalize_domain(domain);
    auto const label = normalize_selector(selector);
    if (!name || !label) return no_key(domain);
    auto tx = database_.begin();
    for (auto const& sealed : store::sealed_keys_of(tx, *name)) {
        if (sealed.selector != *label) continue;
        auto const opened = vault_.open(sealed.private_key, store::seal_purpose(*name, sealed.algorithm));
        if (!opened) return opened.error();
        log_.record(tx, who, "dkim.private_key_shown", *name, "{\"selector\":" + json_string(*label) + "}");
        tx.commit();
        return DkimPrivateKey{std::string(opened->reveal())};
    }
    return no_key(domain);
}

}  // namespace mailapp::dkim
