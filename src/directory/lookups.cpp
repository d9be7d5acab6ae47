#include "directory/lookups.hpp"

#include "base/log.hpp"
#include "base/mail_address.hpp"
#include "directory/address.hpp"
#include "directory/alias_parts.hpp"
#include "directory/system_mail.hpp"

#include <algorithm>
#include <set>

namespace mailapp::directory {
namespace lookups {
namespace {

// The aliases that do not forward: the stack's local transport knows these (see stack/postfix).
constexpr std::string_view discard_address = "null@localhost";
constexpr std::string_view learn_spam_address = "spam@localhost";
constexpr std::string_view learn_ham_address = "ham@localhost";

constexpr std::string_view refuse_plain_text = "reject_plaintext_session";
constexpr std::string_view encrypted_transport = "smtp_enforced_tls:";

/// A list of owners must fit into a socketmap's answer. No address has this many owners on purpose; the first
/// ones in the order of their names stay.
constexpr std::size_t longest_owner_list = 90'000;
constexpr std::size_t most_grants = 5000;

/// Whether mail for a destination would come back as "unknown", because it is an address of this server that
/// nobody has. Aliases are taken for somebody.
bool is_nobody(Replica::View const& view, std::string_view destination) {
    auto const asked = asked_address(destination);
    if (!asked || asked->is_catch_all()) return false;
    auto const place = place_of(view, asked->domain);
    if (!place || !place->is_home()) return false;
    auto const local_part = untagged(view, *asked);
    if (local_part == "postmaster" || local_part == "abuse") return false;
    if (auto const alias = view.alias(local_part + "@" + asked->domain)) return !alias->active;
    if (auto const mailbox = mailbox_at(view, *place, local_part)) return !mailbox->record.accepts_mail();
    auto const catch_all = view.alias(asked->catch_all());
    return !catch_all || !catch_all->active;
}

/// Without the destinations that nobody has, unless that would leave none: who writes to a list is not told
/// about each of its members who is gone, and the others get the message all the same.
AliasRecord with_live_destinations(Replica::View const& view, AliasRecord alias) {
    auto const dead = [&](std::string const& destination) { return is_nobody(view, destination); };
    if (!std::all_of(alias.destinations.begin(), alias.destinations.end(), dead))
        std::erase_if(alias.destinations, dead);
    return alias;
}

std::string answer_of(Replica::View const& view, std::string_view address, AliasRecord const& alias,
                      std::string_view tag) {
    switch (alias.delivery) {
        case Delivery::forward:
            return alias_destinations({std::string(address), 0, std::string(tag)},
                                      with_live_destinations(view, alias));
        case Delivery::discard: return std::string(discard_address);
        case Delivery::learn_spam: return std::string(learn_spam_address);
        case Delivery::learn_ham: return std::string(learn_ham_address);
    }
    throw CorruptRecord("an alias has an unknown delivery");
}

/// The question's address and its place, when that is in use. Postfix puts a question to a socketmap once,
/// with the whole address: whatever it would try with other tables (without the tag, "@domain") is done here.
struct Asked {
    AskedAddress address;
    Place place;
    std::string local_part;  ///< without the tag
    std::string tag;         ///< with its delimiter; "" when there is none

    std::string own() const { return local_part + "@" + place.domain; }
};
std::optional<Asked> asked_in_use(Replica::View const& view, std::string_view key) {
    auto address = asked_address(key);
    if (!address) return std::nullopt;
    auto place = place_of(view, address->domain);
    if (!place || !place->active) return std::nullopt;
    auto local_part = untagged(view, *address);
    auto tag = address->local_part.substr(local_part.size());
    return Asked{std::move(*address), std::move(*place), std::move(local_part), std::move(tag)};
}

class Owners {
public:
    Owners(Replica::View const& view, Writer writer) : view_(view), writer_(writer) {}

    /// A mailbox by any of its addresses; only one that may sign in counts, or whose script may run.
    void add(std::string_view address) {
        if (auto const mailbox = mailbox_of(view_, address)) add(*mailbox);
    }

    void add(FoundMailbox const& mailbox) {
        bool const counts =
            writer_ == Writer::script ? mailbox.record.accepts_mail() : mailbox.record.may_sign_in();
        if (counts) names_.insert(mailbox.address);
    }

    void add_destinations(AliasRecord const& alias) {
        if (!alias.active || !alias.sender_allowed || alias.delivery != Delivery::forward) return;
        for (auto const& destination : alias.destinations) add(destination);
    }

    void add_granted(std::string const& sender) {
        for (auto const& mailbox : view_.granted_to(sender, most_grants)) add(mailbox);
    }

    bool contain(std::string const& mailbox) const { return names_.contains(mailbox); }

    std::optional<std::string> list() const {
        std::string text;
        for (auto const& name : names_) {
            if (text.size() + name.size() + 1 > longest_owner_list) {
                log::warn("directory.owners_cut", {{"owners", names_.size()}});
                break;
            }
            if (!text.empty()) text += ',';
            text += name;
        }
        if (text.empty()) return std::nullopt;
        return text;
    }

private:
    Replica::View const& view_;
    Writer writer_;
    std::set<std::string> names_;
};

/// All who may use a sender address.
void find_owners(Replica::View const& view, std::string_view sender, Owners& owners) {
    auto const asked = asked_address(sender);
    if (!asked || asked->is_catch_all()) return;
    auto const place = place_of(view, asked->domain);
    if (place && !place->active) return;
    auto const local_part = untagged(view, *asked);
    auto const address = local_part + "@" + asked->domain;
    if (place) {
        if (auto const alias = view.alias(address)) {
            owners.add_destinations(*alias);
        } else if (auto const mailbox = mailbox_at(view, *place, local_part)) {
            owners.add(*mailbox);
        } else if (auto const catch_all = view.alias(asked->catch_all())) {
            owners.add_destinations(*catch_all);
        }
        if (place->is_alias_domain) {
            owners.add_granted(local_part + "@" + place->base);
            owners.add_granted("@" + place->base);
        }
    }
    owners.add_granted(address);
    owners.add_granted(asked->catch_all());
    owners.add_granted("*");
}

}  // namespace

std::optional<std::string> virtual_domains(Replica::View const& view, std::string_view key,
                                           LookupSettings const& settings) {
    auto const name = normalize_domain(key);
    if (!name) return std::nullopt;
    auto const place = place_of(view, *name);
    if (!place) return *name == settings.hostname ? name : std::nullopt;
    if (!place->is_home()) return std::nullopt;
    return *name;
}

std::optional<std::string> virtual_mailboxes(Replica::View const& view, std::string_view key) {
    auto const asked = asked_in_use(view, key);
    if (!asked || asked->address.is_catch_all() || !asked->place.is_home()) return std::nullopt;
    // Mail for an alias domain has been led to the mailbox before this question.
    if (asked->place.is_alias_domain) return std::nullopt;
    auto const mailbox = view.mailbox(asked->own());
    if (!mailbox || !mailbox->accepts_mail()) return std::nullopt;
    return mailbox->store + "/";
}

namespace {

/// What the address has of its own, the catch-all of its domain included.
std::optional<std::string> own_aliases(Replica::View const& view, Asked const& asked) {
    // What is switched off is unknown: it does not fall to the catch-all either.
    if (!asked.address.is_catch_all()) {
        if (auto const alias = view.alias(asked.own())) {
            if (!alias->active) return std::nullopt;
            return answer_of(view, asked.own(), *alias, asked.tag);
        }
        if (auto const mailbox = mailbox_at(view, asked.place, asked.local_part)) {
            if (!mailbox->record.accepts_mail()) return std::nullopt;
            return with_tag(mailbox->address, asked.tag);
        }
    }
    auto const catch_all = asked.address.catch_all();
    if (auto const alias = view.alias(catch_all); alias && alias->active)
        return answer_of(view, catch_all, *alias, "");
    return std::nullopt;
}

}  // namespace

std::optional<std::string> virtual_aliases(Replica::View const& view, std::string_view key,
                                           LookupSettings const& settings) {
    if (auto const part = parse_alias_part(key)) {
        auto alias = view.alias(part->address);
        if (alias) alias = with_live_destinations(view, std::move(*alias));
        return alias_part_destinations(*part, alias);
    }
    if (auto const asked = asked_in_use(view, key)) {
        if (auto own = own_aliases(view, *asked)) return own;
        // All of another server's are its own matter.
        if (!asked->place.is_home() && asked->place.record.relay_all_recipients) return std::nullopt;
        if (is_role(asked->local_part, asked->address.domain, settings)) return system_mail(view, settings);
        return std::nullopt;
    }
    auto const asked = asked_address(key);
    if (!asked || asked->domain != settings.hostname || place_of(view, asked->domain)) return std::nullopt;
    if (!is_role(without_tag(asked->local_part), asked->domain, settings)) return std::nullopt;
    return system_mail(view, settings);
}

std::optional<std::string> system_aliases(Replica::View const& view, std::string_view key,
                                          LookupSettings const& settings) {
    if (key == discard_address || key == learn_spam_address || key == learn_ham_address) return std::nullopt;
    if (auto found = virtual_aliases(view, key, settings)) return found;
    auto const asked = asked_address(key);
    if (!asked || asked->is_catch_all() || !is_own_name(asked->domain, settings)) return std::nullopt;
    if (auto found = system_mail(view, settings)) return found;
    throw NoSystemMail();
}

std::optional<std::string> relay_domains(Replica::View const& view, std::string_view key) {
    auto const name = normalize_domain(key);
    if (!name) return std::nullopt;
    auto const place = place_of(view, *name);
    if (!place || !place->active || place->is_home()) return std::nullopt;
    return *name;
}

std::optional<std::string> relay_recipients(Replica::View const& view, std::string_view key) {
    auto const asked = asked_in_use(view, key);
    if (!asked || asked->place.is_home()) return std::nullopt;
    auto const& domain = asked->place.record;
    auto const alias = view.alias(asked->own());
    auto const mailbox = mailbox_at(view, asked->place, asked->local_part);
    bool const is_known = alias || mailbox;
    bool const is_on = alias ? alias->active : mailbox && mailbox->record.accepts_mail();
    // Known addresses of such a domain stay here, so their state counts; otherwise the other server knows
    // better.
    bool const state_counts = !domain.relay_all_recipients || domain.relay_unknown_only;
    if (is_known && (is_on || state_counts)) return is_on ? std::optional(asked->own()) : std::nullopt;
    // The other server may take these for a route to a third one, and trust this server.
    if (domain.relay_all_recipients && asked->local_part.find_first_of("%!") == std::string::npos)
        return asked->address.text();
    auto const catch_all = view.alias(asked->address.catch_all());
    if (catch_all && catch_all->active) return asked->address.text();
    return std::nullopt;
}

std::optional<std::string> transports(Replica::View const& view, std::string_view key,
                                      LookupSettings const& settings) {
    auto const asked = asked_in_use(view, key);
    if (!asked || asked->address.is_catch_all()) return std::nullopt;
    auto const& domain = asked->place.record;
    if (!domain.backup_mx || !domain.relay_all_recipients || !domain.relay_unknown_only) return std::nullopt;
    // Known here, in use or not: it must not leave for the other server.
    if (!mailbox_at(view, asked->place, asked->local_part) && !view.alias(asked->own())) return std::nullopt;
    return "lmtp:unix:" + settings.lmtp_socket;
}

std::optional<std::string> sender_logins(Replica::View const& view, std::string_view key) {
    Owners owners(view, Writer::signed_in);
    find_owners(view, key, owners);
    return owners.list();
}

bool may_write_as(Replica::View const& view, std::string_view mailbox, std::string_view sender,
                  Writer writer) {
    auto const asked = asked_address(mailbox);
    if (!asked || asked->is_catch_all()) return false;
    Owners owners(view, writer);
    find_owners(view, sender, owners);
    return owners.contain(asked->text());
}

std::optional<std::string> recipient_access(Replica::View const& view, std::string_view key) {
    auto const asked = asked_in_use(view, key);
    if (!asked || asked->address.is_catch_all()) return std::nullopt;
    auto const mailbox = single_mailbox(view, asked->place, asked->local_part);
    if (!mailbox || !mailbox->record.tls_enforce_in) return std::nullopt;
    return std::string(refuse_plain_text);
}

std::optional<std::string> sender_transports(Replica::View const& view, std::string_view key) {
    auto const asked = asked_in_use(view, key);
    if (!asked || asked->address.is_catch_all()) return std::nullopt;
    auto const mailbox = single_mailbox(view, asked->place, asked->local_part);
    if (!mailbox || !mailbox->record.tls_enforce_out) return std::nullopt;
    return std::string(encrypted_transport);
}

}  // namespace lookups

Result<std::optional<std::string>> look_up(Replica::View const& view, std::string_view map,
                                           std::string_view key, LookupSettings const& settings) {
    if (map == "virtual-domains") return lookups::virtual_domains(view, key, settings);
    if (map == "virtual-mailboxes") return lookups::virtual_mailboxes(view, key);
    if (map == "virtual-aliases") return lookups::virtual_aliases(view, key, settings);
    if (map == "system-aliases") return lookups::system_aliases(view, key, settings);
    if (map == "relay-domains") return lookups::relay_domains(view, key);
    if (map == "relay-recipients") return lookups::relay_recipients(view, key);
    if (map == "transports") return lookups::transports(view, key, settings);
    if (map == "sender-logins") return lookups::sender_logins(view, key);
    if (map == "recipient-access") return lookups::recipient_access(view, key);
    if (map == "sender-transports") return lookups::sender_transports(view, key);
    return not_found("directory.unknown_map", "There is no map of this name.");
}

}  // namespace mailapp::directory
