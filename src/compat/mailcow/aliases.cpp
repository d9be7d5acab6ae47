#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "compat/mailcow/alias_json.hpp"
#include "compat/mailcow/categories.hpp"
#include "compat/mailcow/common.hpp"
#include "compat/mailcow/members.hpp"
#include "features/aliases/service.hpp"

#include <algorithm>

namespace mailapp::compat::mailcow {
namespace {

using aliases::Alias;
using aliases::Delivery;

constexpr LogWords log_words{"mailbox", "alias", "id"};

/// Rows of one part of the list; those with many destinations come in smaller ones.
constexpr std::int64_t largest_part = 500;

constexpr std::array add_attributes{
    Attribute{"address", Holds::list},      Attribute{"goto", Holds::list},
    Attribute{"goto_null", Holds::flag},    Attribute{"goto_spam", Holds::flag},
    Attribute{"goto_ham", Holds::flag},     Attribute{"active", Holds::state},
    Attribute{"internal", Holds::flag},     Attribute{"sender_allowed", Holds::flag},
    Attribute{"sogo_visible", Holds::flag}, Attribute{"public_comment"},
    Attribute{"private_comment"},
};

constexpr std::array edit_attributes{
    Attribute{"address"},
    Attribute{"goto", Holds::list},
    Attribute{"goto_null", Holds::flag},
    Attribute{"goto_spam", Holds::flag},
    Attribute{"goto_ham", Holds::flag},
    Attribute{"active", Holds::state},
    Attribute{"internal", Holds::flag},
    Attribute{"sender_allowed", Holds::flag},
    Attribute{"sogo_visible", Holds::flag},
    Attribute{"public_comment"},
    Attribute{"private_comment"},
    Attribute{"expand_alias", Holds::flag},
    Attribute{"id", Holds::shown},
    Attribute{"domain", Holds::shown},
    Attribute{"in_primary_domain", Holds::shown},
    Attribute{"is_catch_all", Holds::shown},
    Attribute{"active_int", Holds::shown},
    Attribute{"sogo_visible_int", Holds::shown},
    Attribute{"created", Holds::shown},
    Attribute{"modified", Holds::figure},
};

/// What stands for a delivery without an address.
std::string_view special_goto(Delivery delivery) {
    switch (delivery) {
        case Delivery::forward: break;
        case Delivery::discard: return "null@localhost";
        case Delivery::learn_spam: return "spam@localhost";
        case Delivery::learn_ham: return "ham@localhost";
    }
    return {};
}

std::string optional_text(std::optional<std::string> const& text) {
    return text ? json_string(*text) : "null";
}

}  // namespace

std::string goto_text(Alias const& alias) {
    if (alias.delivery == Delivery::forward) return join(alias.destinations, ",");
    return std::string(special_goto(alias.delivery));
}

void append_alias(std::string& out, Alias const& alias) {
    Members(out)
        .add("in_primary_domain", alias.primary_domain.value_or(""))
        .add("id", alias.id)
        .add("domain", alias.domain)
        .json("public_comment", optional_text(alias.public_comment))
        .json("private_comment", optional_text(alias.private_comment))
        .add("goto", goto_text(alias))
        .add("address", alias.address)
        .flag("is_catch_all", alias.is_catch_all)
        .flag("internal", alias.internal)
        .flag("active", alias.active)
        .flag("active_int", alias.active)
        .flag("sogo_visible", alias.sogo_visible)
        .flag("sogo_visible_int", alias.sogo_visible)
        .flag("sender_allowed", alias.sender_allowed)
        .json("created", time_json(alias.created))
        .json("modified", time_json(alias.modified));
}

namespace {

/// By id or address.
Result<Alias> find(Services const& services, Call const& call, std::string const& item) {
    auto const visibility = call.caller.visibility();
    if (auto const id = parse_int(item)) return services.aliases.get(visibility, *id);
    return services.aliases.find_by_address(visibility, item);
}

std::string shown(Services const& services, Call const& call, std::string const& item) {
    auto const found = find(services, call, item);
    std::string out;
    if (found) append_alias(out, *found);
    return out;
}

http::RawResponse get(Services const& services, RowStreams& streams, Call const& call) {
    auto const& wanted = call.segment(0);
    if (wanted.empty()) return object_response("");
    if (wanted == "all") {
        aliases::AliasFilter filter;
        filter.sort = "id";
        filter.limit = largest_part;
        auto const rows = [&] {
            return rows_by_cursor([&service = services.aliases, visibility = call.caller.visibility(),
                                   filter](auto const& cursor, PutRow const& put) {
                auto part = filter;
                part.cursor = cursor;
                auto const page = service.part(visibility, part).value();
                std::string row;
                for (auto const& alias : page.items) {
                    row.clear();
                    append_alias(row, alias);
                    put(row);
                }
                return page.next_cursor;
            });
        };
        auto const domains = split_list(call.segment(1));
        if (domains.empty()) return streams.list(call.caller, rows());
        // In the order in which an index has them: each part costs the same.
        filter.sort = "address";
        std::vector<NextRows> lists;
        for (auto const& domain : domains) {
            filter.domain = domain;
            lists.push_back(rows());
        }
        return streams.list(call.caller, rows_in_turn(std::move(lists)));
    }
    return object_response(shown(services, call, wanted));
}

/// One of the deliveries without an address; the first of them counts. They have attributes of their own, and
/// are the one address that get shows for them.
std::optional<Delivery> special_delivery(loose::Attributes const& attributes) {
    if (attributes.flag("goto_null").value_or(false)) return Delivery::discard;
    if (attributes.flag("goto_spam").value_or(false)) return Delivery::learn_spam;
    if (attributes.flag("goto_ham").value_or(false)) return Delivery::learn_ham;
    auto const words = attributes.list("goto");
    if (!words || words->size() != 1) return std::nullopt;
    for (auto const delivery : {Delivery::discard, Delivery::learn_spam, Delivery::learn_ham}) {
        if (to_lower(words->front()) == special_goto(delivery)) return delivery;
    }
    return std::nullopt;
}

/// The destinations that are mail addresses, each once; each other one is reported and left out.
std::vector<std::string> read_destinations(std::vector<std::string> const& words, Messages& messages) {
    std::vector<std::string> destinations;
    for (auto const& word : words) {
        auto const address = normalize_address(word);
        if (!address || address->domain == "localhost") {
            messages.danger("goto_invalid", {word});
        } else if (auto text = address->text();
                   std::find(destinations.begin(), destinations.end(), text) == destinations.end()) {
            destinations.push_back(std::move(text));
        }
    }
    return destinations;
}

/// The failure of a call about one alias: some messages name its domain, others its address.
void failure(Messages& messages, Error const& error, std::string const& address) {
    auto const at = address.rfind('@');
    auto const domain = at == std::string::npos ? std::string() : address.substr(at + 1);
    // They look up what stands behind "@" before they look at the whole.
    if (at == std::string::npos) return messages.danger("domain_not_found", {domain});
    messages.failure(error, error.code == "alias.domain_not_found" ? domain : address);
}

void add_one(Services const& services, Call const& call, aliases::NewAlias wanted, std::string const& address,
             Messages& messages) {
    wanted.address = address;
    auto const normalized = to_lower(address);
    auto const is_self = [&](std::string const& destination) { return destination == normalized; };
    if (wanted.delivery == Delivery::forward) {
        std::erase_if(wanted.destinations, is_self);
        if (wanted.destinations.empty()) return messages.danger("alias_goto_identical");
    }
    auto const made = services.aliases.create(call.caller, wanted);
    if (!made) return failure(messages, made.error(), address);
    messages.success("alias_added", {made->address, std::to_string(made->id)});
}

void add(Services const& services, Call const& call, Messages& messages) {
    auto const& attributes = call.attributes;
    auto const addresses = attributes.list("address").value_or(std::vector<std::string>{});
    if (addresses.empty()) return messages.danger("alias_empty");
    aliases::NewAlias wanted;
    auto const special = special_delivery(attributes);
    if (special) {
        wanted.delivery = *special;
    } else {
        auto const words = attributes.list("goto").value_or(std::vector<std::string>{});
        if (words.empty()) return messages.danger("goto_empty");
        wanted.destinations = read_destinations(words, messages);
        if (wanted.destinations.empty()) return;
    }
    // What is absent is off here, unlike in their form.
    wanted.active = attributes.flag("active").value_or(false);
    wanted.internal = attributes.flag("internal").value_or(false);
    wanted.sender_allowed = attributes.flag("sender_allowed").value_or(false);
    wanted.sogo_visible = attributes.flag("sogo_visible").value_or(false);
    wanted.public_comment = attributes.text("public_comment");
    wanted.private_comment = attributes.text("private_comment");
    for (auto const& address : addresses) add_one(services, call, wanted, address, messages);
}

void expand(Services const& services, Call const& call, Alias const& alias, Messages& messages) {
    auto const expanded = services.aliases.expand(call.caller, alias.id);
    if (!expanded) return failure(messages, expanded.error(), alias.address);
    if (expanded->created.empty()) return messages.warning("alias_expanded_already", {alias.address});
    messages.success("alias_modified", {alias.address});
}

void edit_one(Services const& services, Call const& call, std::string const& item, Messages& messages) {
    auto const& attributes = call.attributes;
    auto const before = find(services, call, item);
    if (!before) return messages.danger("alias_invalid", {item});
    bool const expands = attributes.flag("expand_alias").value_or(false);
    if (expands && attributes.members().size() == 1) return expand(services, call, *before, messages);
    aliases::AliasPatch patch;
    patch.address = attributes.word("address");
    patch.active = attributes.flag("active");
    patch.internal = attributes.flag("internal");
    patch.sender_allowed = attributes.flag("sender_allowed");
    patch.sogo_visible = attributes.flag("sogo_visible");
    patch.public_comment = attributes.text("public_comment");
    patch.private_comment = attributes.text("private_comment");
    if (auto const special = special_delivery(attributes)) {
        patch.delivery = *special;
    } else if (auto const words = attributes.list("goto"); words && !words->empty()) {
        auto destinations = read_destinations(*words, messages);
        if (destinations.empty()) return;
        patch.delivery = Delivery::forward;
        patch.destinations = std::move(destinations);
    }
    auto const address = patch.address.value_or(before->address);
    auto const changed = services.aliases.update(call.caller, before->id, std::move(patch));
    if (!changed) return failure(messages, changed.error(), address);
    if (expands) return expand(services, call, *changed, messages);
    messages.success("alias_modified", {changed->address});
}

void remove(Services const& services, Call const& call, Messages& messages) {
    for (auto const& item : call.items) {
        auto const before = find(services, call, item);
        if (!before) {
            messages.failure(before.error(), item);
            continue;
        }
        auto const removed = services.aliases.remove(call.caller, before->id);
        if (removed) {
            messages.success("alias_removed", {before->address});
        } else {
            failure(messages, removed.error(), before->address);
        }
    }
}

}  // namespace

void add_alias_routes(RouteTable& table, Services const& services, RowStreams& streams) {
    table.get("alias", Scope::aliases_read,
              [&services, &streams](Call const& call) { return get(services, streams, call); });
    table.write(Action::add, "alias", Scope::aliases_write, log_words, {.known = add_attributes},
                [&services](Call const& call, Messages& messages) { add(services, call, messages); });
    table.write(Action::edit, "alias", Scope::aliases_write, log_words,
                {.known = edit_attributes,
                 .shown = [&services](Call const& call,
                                      std::string const& item) { return shown(services, call, item); }},
                [&services](Call const& call, Messages& messages) {
                    for (auto const& item : call.items) edit_one(services, call, item, messages);
                });
    table.write(Action::delete_, "alias", Scope::aliases_write, log_words, {},
                [&services](Call const& call, Messages& messages) { remove(services, call, messages); });
}

}  // namespace mailapp::compat::mailcow
