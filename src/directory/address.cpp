#include "directory/address.hpp"

#include "base/mail_address.hpp"

namespace mailapp::directory {

std::optional<AskedAddress> asked_address(std::string_view key) {
    if (key.starts_with('@')) {
        auto domain = normalize_domain(key.substr(1));
        if (!domain) return std::nullopt;
        return AskedAddress{{}, std::move(*domain)};
    }
    auto address = normalize_address(key);
    if (!address) return std::nullopt;
    return AskedAddress{std::move(address->local_part), std::move(address->domain)};
}

std::optional<Place> place_of(Replica::View const& view, std::string const& domain) {
    if (auto const record = view.domain(domain)) return Place{domain, domain, record->active, false, *record};
    auto const alias = view.alias_domain(domain);
    if (!alias) return std::nullopt;
    Place place{domain, alias->target_domain, false, true, {}};
    if (auto const target = view.domain(alias->target_domain)) {
        place.record = *target;
        place.active = alias->active && target->active;
    }
    return place;
}

std::optional<FoundMailbox> mailbox_at(Replica::View const& view, Place const& place,
                                       std::string const& local_part) {
    auto address = local_part + "@" + place.base;
    auto record = view.mailbox(address);
    if (!record) return std::nullopt;
    return FoundMailbox{std::move(address), std::move(*record)};
}

std::optional<FoundMailbox> mailbox_of(Replica::View const& view, std::string_view address) {
    auto const asked = asked_address(address);
    if (!asked || asked->is_catch_all()) return std::nullopt;
    auto const place = place_of(view, asked->domain);
    if (!place || !place->active) return std::nullopt;
    return mailbox_at(view, *place, untagged(view, *asked));
}

std::optional<FoundMailbox> single_mailbox(Replica::View const& view, Place const& place,
                                           std::string const& local_part) {
    auto const alias = view.alias(local_part + "@" + place.domain);
    if (!alias) return mailbox_at(view, place, local_part);
    if (!alias->active || alias->delivery != Delivery::forward || alias->destinations.size() != 1)
        return std::nullopt;
    return mailbox_of(view, alias->destinations.front());
}

bool is_own_address(Replica::View const& view, std::string_view mailbox, std::string_view address) {
    auto const own = asked_address(mailbox);
    auto const asked = asked_address(address);
    if (!own || !asked || asked->is_catch_all()) return false;
    auto const place = place_of(view, asked->domain);
    if (!place || !place->active) return false;
    auto const local_part = untagged(view, *asked);
    auto found = single_mailbox(view, *place, local_part);
    if (!found && place->is_alias_domain) {
        // An alias of the domain for which this one stands.
        if (auto const base = place_of(view, place->base)) found = single_mailbox(view, *base, local_part);
    }
    return found && found->address == untagged(view, *own) + "@" + own->domain;
}

std::string untagged(Replica::View const& view, AskedAddress const& asked) {
    auto const bare = without_tag(asked.local_part);
    if (bare.size() == asked.local_part.size()) return asked.local_part;
    if (view.mailbox(asked.text()) || view.alias(asked.text())) return asked.local_part;
    return std::string(bare);
}

}  // namespace mailapp::directory
