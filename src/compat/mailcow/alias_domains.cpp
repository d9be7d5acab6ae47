#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "compat/mailcow/categories.hpp"
#include "compat/mailcow/common.hpp"
#include "compat/mailcow/members.hpp"
#include "compat/mailcow/name_resolution.hpp"
#include "features/alias_domains/service.hpp"
#include "features/domains/service.hpp"

#include <boost/json/object.hpp>

#include <set>

namespace mailapp::compat::mailcow {
namespace {

using alias_domains::AliasDomain;

constexpr LogWords log_words{"mailbox", "alias_domain", "alias_domain"};

constexpr std::array add_attributes{
    Attribute{"alias_domain", Holds::list}, Attribute{"target_domain"}, Attribute{"active", Holds::state},
    Attribute{"rl_value", Holds::number},   Attribute{"rl_frame"},      Attribute{"dkim_selector"},
    Attribute{"key_size", Holds::number},
};

constexpr std::array edit_attributes{
    Attribute{"target_domain"},
    Attribute{"active", Holds::state},
    Attribute{"rl_value", Holds::number},
    Attribute{"rl_frame"},
    Attribute{"alias_domain", Holds::shown},
    Attribute{"parent_is_backupmx", Holds::shown},
    Attribute{"active_int", Holds::shown},
    Attribute{"rl", Holds::shown},
    Attribute{"created", Holds::shown},
    Attribute{"modified", Holds::figure},
};

void append(std::string& out, AliasDomain const& one, bool parent_is_relayed) {
    Members(out)
        .add("alias_domain", one.name)
        .flag("parent_is_backupmx", parent_is_relayed)
        .add("target_domain", one.target_domain)
        .flag("active", one.active)
        .flag("active_int", one.active)
        .json("rl", rate_limit_json(one.rate_limit_value, one.rate_limit_frame))
        .json("created", time_json(one.created))
        .json("modified", time_json(one.modified));
}

std::string shown(Services const& services, Call const& call, std::string const& item) {
    auto const visibility = call.caller.visibility();
    auto const found = services.alias_domains.get(visibility, item);
    std::string out;
    if (!found) return out;
    auto const target = services.domains.get(visibility, found->target_domain);
    append(out, *found, target && target->backup_mx);
    return out;
}

/// The next rows of the list of all.
std::optional<std::string> part(Services const& services, Visibility const& visibility,
                                std::optional<std::string> const& cursor, PutRow const& put) {
    alias_domains::AliasDomainFilter filter;
    filter.cursor = cursor;
    filter.limit = rows_of_part;
    auto const page = services.alias_domains.list(visibility, filter, db::Total::left_out).value();
    std::set<std::string> targets;
    for (auto const& one : page.items) targets.insert(one.target_domain);
    std::set<std::string> relayed;
    for (auto const& domain : services.domains.named(visibility, {targets.begin(), targets.end()})) {
        if (domain.backup_mx) relayed.insert(domain.name);
    }
    std::string row;
    for (auto const& one : page.items) {
        row.clear();
        append(row, one, relayed.contains(one.target_domain));
        put(row);
    }
    return page.next_cursor;
}

http::RawResponse get(Services const& services, RowStreams& streams, Call const& call) {
    auto const visibility = call.caller.visibility();
    auto const& wanted = call.segment(0);
    if (wanted == "all") {
        return streams.list(call.caller,
                            rows_by_cursor([&services, visibility](auto const& cursor, auto const& put) {
                                return part(services, visibility, cursor, put);
                            }));
    }
    return object_response(shown(services, call, wanted));
}

/// The failure of a call about one alias domain; some messages name the target.
void failure(Messages& messages, Error const& error, std::string const& name, std::string const& target) {
    bool const of_target =
        error.code == "alias_domain.target_not_found" || error.code == "alias_domain.target_is_relay";
    messages.failure(error, of_target ? target : name);
}

void add(Services const& services, Call const& call, Messages& messages) {
    auto const& attributes = call.attributes;
    auto const target = normalize_domain(attributes.word("target_domain").value_or("")).value_or("");
    if (target.empty()) return messages.danger("target_domain_invalid");
    auto const visibility = call.caller.visibility();
    bool const target_is_alias = is_alias_domain(services, visibility, target);
    if (!target_is_alias) {
        auto const found = services.domains.get(visibility, target);
        if (!found) return messages.danger("access_denied", {found.error().detail, target});
    }
    alias_domains::NewAliasDomain wanted;
    wanted.target_domain = target;
    wanted.active = attributes.flag("active").value_or(false);
    alias_domains::AliasDomainPatch limit;
    if (auto const refusal = read_rate_limit(attributes, limit)) return messages.danger(*refusal);
    wanted.rate_limit_value = limit.rate_limit_value.value_or(0);
    wanted.rate_limit_frame = limit.rate_limit_frame.value_or(RateFrame::second);
    // Without a selector and a size no key is made; their form sends both.
    std::optional<std::string> selector;
    std::optional<std::int64_t> bits;
    read_dkim(attributes, selector, bits);
    if (selector) wanted.dkim_selector = *selector;
    wanted.dkim_bits = selector ? bits.value_or(0) : 0;
    auto const names = attributes.list("alias_domain").value_or(std::vector<std::string>{});
    if (names.empty()) return messages.danger("attribute_missing", {"alias_domain"});
    for (auto const& name : names) {
        wanted.name = name;
        auto const created = services.alias_domains.create(call.caller, wanted);
        if (!created) {
            failure(messages, created.error(), normalize_domain(name).value_or(name), target);
            continue;
        }
        auto const& made = created->alias_domain;
        if (made.rate_limit_value != 0) {
            boost::json::object data{{"rl_value", made.rate_limit_value},
                                     {"rl_frame", frame_letter(made.rate_limit_frame)},
                                     {"object", made.name}};
            messages.success("rl_saved", {made.name},
                             call_log("ratelimit", "edit", "domain", std::move(data)));
        }
        if (created->dkim_added) {
            messages.success("dkim_added", {made.name},
                             call_log("dkim", "add", "", {{"domains", made.name}}));
        }
        if (!created->kept.empty()) messages.success("domain_add_dkim_available", {made.name});
        messages.success("aliasd_added", {made.name});
    }
}

void edit_one(Services const& services, Call const& call, std::string const& item, Messages& messages) {
    auto const& attributes = call.attributes;
    auto const visibility = call.caller.visibility();
    alias_domains::AliasDomainPatch patch;
    patch.active = attributes.flag("active");
    if (auto const refusal = read_rate_limit(attributes, patch)) return messages.danger(*refusal);
    if (auto const target = attributes.word("target_domain")) {
        if (is_alias_domain(services, visibility, *target)) {
            return messages.danger("target_domain_invalid", {*target});
        }
        auto const found = services.domains.get(visibility, *target);
        if (!found) return messages.danger("access_denied", {found.error().detail, *target});
        patch.target_domain = target;
    }
    auto const target = patch.target_domain.value_or("");
    auto const changed = services.alias_domains.update(call.caller, item, std::move(patch));
    if (!changed) {
        if (changed.error().code == "alias_domain.not_found") {
            return messages.danger("alias_domain_invalid", {item});
        }
        return failure(messages, changed.error(), item, target);
    }
    messages.success("aliasd_modified", {changed->name});
}

void remove(Services const& services, Call const& call, Messages& messages) {
    for (auto const& item : call.items) {
        auto const name = normalize_domain(trim(item));
        if (!name) {
            messages.danger("domain_invalid");
            continue;
        }
        auto const removed = services.alias_domains.remove(call.caller, *name);
        if (removed) {
            messages.success("alias_domain_removed", {*name});
        } else {
            messages.failure(removed.error(), *name);
        }
    }
}

}  // namespace

void add_alias_domain_routes(RouteTable& table, Services const& services, RowStreams& streams) {
    table.get("alias-domain", Scope::domains_read,
              [&services, &streams](Call const& call) { return get(services, streams, call); });
    table.write(Action::add, "alias-domain", Scope::domains_write, log_words, {.known = add_attributes},
                [&services](Call const& call, Messages& messages) { add(services, call, messages); });
    table.write(Action::edit, "alias-domain", Scope::domains_write, log_words,
                {.known = edit_attributes,
                 .shown = [&services](Call const& call,
                                      std::string const& item) { return shown(services, call, item); }},
                [&services](Call const& call, Messages& messages) {
                    for (auto const& item : call.items) edit_one(services, call, item, messages);
                });
    table.write(Action::delete_, "alias-domain", Scope::domains_write, log_words, {},
                [&services](Call const& call, Messages& messages) { remove(services, call, messages); });
}

}  // namespace mailapp::compat::mailcow
