#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "compat/mailcow/categories.hpp"
#include "compat/mailcow/common.hpp"
#include "compat/mailcow/domain_json.hpp"
#include "compat/mailcow/name_resolution.hpp"
#include "compat/mailcow/table_page.hpp"
#include "features/domains/service.hpp"
#include "features/mailboxes/service.hpp"

#include <boost/json/object.hpp>

namespace mailapp::compat::mailcow {
namespace {

constexpr LogWords log_words{"mailbox", "domain", "domain"};

constexpr std::array setting_attributes{
    Attribute{"description"},
    Attribute{"tags", Holds::list},
    Attribute{"aliases", Holds::number},
    Attribute{"mailboxes", Holds::number},
    Attribute{"defquota", Holds::mebibytes},
    Attribute{"maxquota", Holds::mebibytes},
    Attribute{"quota", Holds::mebibytes},
    Attribute{"active", Holds::state},
    Attribute{"gal", Holds::flag},
    Attribute{"backupmx", Holds::flag},
    Attribute{"relay_all_recipients", Holds::flag},
    Attribute{"relay_unknown_only", Holds::flag},
    Attribute{"relayhost", Holds::number},
    Attribute{"rl_value", Holds::number},
    Attribute{"rl_frame"},
    Attribute{"restart_sogo", Holds::no_effect},
    Attribute{"lang", Holds::no_effect},
};

constexpr auto add_attributes = joined(
    std::array{
        Attribute{"domain"},
        Attribute{"template"},
        Attribute{"dkim_selector"},
        Attribute{"key_size", Holds::number},
    },
    setting_attributes);

constexpr auto edit_attributes =
    joined(setting_attributes, std::array{
                                   Attribute{"domain_name", Holds::shown},
                                   Attribute{"domain_h_name", Holds::shown},
                                   Attribute{"max_num_aliases_for_domain", Holds::shown},
                                   Attribute{"max_num_mboxes_for_domain", Holds::shown},
                                   Attribute{"def_quota_for_mbox", Holds::shown},
                                   Attribute{"max_quota_for_mbox", Holds::shown},
                                   Attribute{"max_quota_for_domain", Holds::shown},
                                   Attribute{"active_int", Holds::shown},
                                   Attribute{"gal_int", Holds::shown},
                                   Attribute{"backupmx_int", Holds::shown},
                                   Attribute{"relay_all_recipients_int", Holds::shown},
                                   Attribute{"relay_unknown_only_int", Holds::shown},
                                   Attribute{"rl", Holds::shown},
                                   Attribute{"domain_admins", Holds::shown},
                                   Attribute{"created", Holds::shown},
                                   Attribute{"modified", Holds::figure},
                                   Attribute{"max_new_mailbox_quota", Holds::figure},
                                   Attribute{"def_new_mailbox_quota", Holds::figure},
                                   Attribute{"quota_used_in_domain", Holds::figure},
                                   Attribute{"bytes_total", Holds::figure},
                                   Attribute{"msgs_total", Holds::figure},
                                   Attribute{"mboxes_in_domain", Holds::figure},
                                   Attribute{"mboxes_left", Holds::figure},
                                   Attribute{"aliases_in_domain", Holds::figure},
                                   Attribute{"aliases_left", Holds::figure},
                               });

http::RawResponse get(Services const& services, RowStreams& streams, Call const& call) {
    auto const& wanted = call.segment(0);
    if (wanted.empty()) return object_response("");
    auto const visibility = call.caller.visibility();
    if (wanted == "all") {
        domains::DomainFilter filter;
        filter.tags = tag_filter(call);
        filter.limit = rows_of_part;
        return streams.list(
            call.caller,
            rows_by_cursor([&services, visibility, filter](auto const& cursor, PutRow const& put) {
                auto wanted_part = filter;
                wanted_part.cursor = cursor;
                auto const page = services.domains.list(visibility, wanted_part, db::Total::left_out).value();
                std::string row;
                for (auto const& domain : page.items) {
                    row.clear();
                    append_domain(row, domain);
                    put(row);
                }
                return page.next_cursor;
            }));
    }
    auto const found = services.domains.get(visibility, resolve_domain(services, visibility, wanted));
    if (!found) return object_response("");
    std::string out;
    append_domain(out, *found);
    return object_response(std::move(out));
}

std::string shown(Services const& services, Call const& call, std::string const& item) {
    auto const found = services.domains.get(call.caller.visibility(), item);
    std::string out;
    if (found) append_domain(out, *found);
    return out;
}

/// What an addition and a change read alike; the key of a refusal.
template <class Wanted>
std::optional<std::string_view> read_settings(loose::Attributes const& attributes, Wanted& wanted) {
    wanted.description = attributes.text("description");
    wanted.max_aliases = attributes.number("aliases");
    wanted.max_mailboxes = attributes.number("mailboxes");
    wanted.default_quota = attributes.mebibytes("defquota");
    wanted.max_quota = attributes.mebibytes("maxquota");
    wanted.quota = attributes.mebibytes("quota");
    wanted.backup_mx = attributes.flag("backupmx");
    wanted.relay_all_recipients = attributes.flag("relay_all_recipients");
    wanted.relay_unknown_only = attributes.flag("relay_unknown_only");
    wanted.global_address_list = attributes.flag("gal");
    wanted.active = attributes.flag("active");
    wanted.relay_host = attributes.number_or_none("relayhost");
    return read_rate_limit(attributes, wanted);
}

/// An addition reads what is left empty as 0, a change keeps what is there.
void take_empty_for_none(loose::Attributes const& attributes, domains::NewDomain& wanted) {
    auto const take = [&](std::string_view name, std::optional<std::int64_t>& into) {
        if (attributes.is_off(name)) into = 0;
    };
    take("aliases", wanted.max_aliases);
    take("mailboxes", wanted.max_mailboxes);
    take("defquota", wanted.default_quota);
    take("maxquota", wanted.max_quota);
    take("quota", wanted.quota);
}

/// mailcow compares the default quota with the largest one before it looks whether they are 0.
Error in_order_of_checks(Error error, std::optional<std::int64_t> default_quota) {
    if (error.code == "domain.max_quota_empty") {
        error.code = default_quota == 0 ? "domain.default_quota_empty" : "domain.default_quota_above_max";
    }
    return error;
}

void add(Services const& services, Call const& call, Messages& messages) {
    auto const& attributes = call.attributes;
    domains::NewDomain wanted;
    wanted.name = attributes.word("domain").value_or("");
    auto const name = normalize_domain(wanted.name).value_or("");
    if (!read_template<templates::DomainAttributes>(services.templates, attributes, wanted.template_id)) {
        return messages.danger("template_missing");
    }
    if (auto const refusal = read_settings(attributes, wanted)) return messages.danger(*refusal);
    take_empty_for_none(attributes, wanted);
    if (auto tags = attributes.list("tags")) wanted.tags = add_tags({}, *tags, messages);
    read_dkim(attributes, wanted.dkim_selector, wanted.dkim_bits);

    auto const default_quota = wanted.default_quota;
    auto const created = services.domains.create(call.caller, std::move(wanted));
    if (!created) return messages.failure(in_order_of_checks(created.error(), default_quota), name);
    auto const& domain = created->domain;
    if (attributes.number("rl_value").value_or(0) != 0) {
        boost::json::object data{{"rl_value", domain.rate_limit_value},
                                 {"rl_frame", frame_letter(domain.rate_limit_frame)},
                                 {"object", name}};
        messages.success("rl_saved", {name}, call_log("ratelimit", "edit", "domain", std::move(data)));
    }
    if (created->dkim_added)
        messages.success("dkim_added", {name}, call_log("dkim", "add", "", {{"domains", name}}));
    if (!created->kept.empty()) messages.success("domain_add_dkim_available", {name});
    messages.success("domain_added", {name});
}

std::vector<std::int64_t> figures_of(Services const& services, Call const& call, Error const& error,
                                     std::string const& name) {
    auto const visibility = call.caller.visibility();
    auto const domain = services.domains.get(visibility, name);
    if (!domain) return {};
    if (error.code == "domain.mailboxes_in_use") return {domain->mailbox_count};
    if (error.code == "domain.aliases_in_use") return {domain->alias_count};
    if (error.code == "domain.quota_in_use") return {domain->assigned_quota / mebibyte};
    if (error.code != "domain.max_quota_in_use") return {};
    mailboxes::MailboxFilter filter;
    filter.domain = domain->name;
    filter.sort = "-quota";
    filter.limit = 1;
    auto const largest = services.mailboxes.list(visibility, filter);
    if (!largest || largest->items.empty()) return {};
    return {largest->items.front().quota / mebibyte};
}

void edit(Services const& services, Call const& call, Messages& messages) {
    auto const& attributes = call.attributes;
    domains::DomainPatch settings;
    if (auto const refusal = read_settings(attributes, settings)) return messages.danger(*refusal);
    for (auto const& item : call.items) {
        // Messages about single tags belong to the last attempt only.
        auto asides = messages.like();
        auto const changed = read_and_change(
            [&] { return services.domains.get(call.caller.visibility(), item); },
            [&](domains::Domain const& before) {
                asides = messages.like();
                auto patch = settings;
                if (auto const tags = attributes.list("tags")) {
                    patch.tags = add_tags(before.tags, *tags, asides);
                }
                return services.domains.update(call.caller, before.name, std::move(patch), before.version);
            });
        messages.append(asides);
        if (changed) {
            messages.success("domain_modified", {changed->name});
        } else {
            auto const error = in_order_of_checks(changed.error(), attributes.mebibytes("defquota"));
            messages.failure(error, item, figures_of(services, call, error, item));
        }
    }
}

void remove(Services const& services, Call const& call, Messages& messages) {
    for (auto const& item : call.items) {
        auto const name = normalize_domain(trim(item));
        if (!name) {
            messages.danger("domain_invalid");
            continue;
        }
        auto const removed = services.domains.remove(call.caller, *name);
        if (removed) {
            messages.success("domain_removed", {*name});
        } else if (removed.error().code == "domain.not_found") {
            messages.danger("domain_not_found", {*name});
        } else {
            messages.failure(removed.error(), *name);
        }
    }
}

void remove_tags(Services const& services, Call const& call, Messages& messages) {
    std::vector<std::string> present;
    auto const changed = read_and_change(
        [&] { return services.domains.get(call.caller.visibility(), call.segment(0)); },
        [&](domains::Domain const& before) {
            present = before.tags;
            domains::DomainPatch patch;
            patch.tags = without_tags(before.tags, call.items);
            return services.domains.update(call.caller, before.name, std::move(patch), before.version);
        });
    if (!changed) return messages.danger("access_denied", {changed.error().detail});
    tell_removed_tags(present, call.items, "domain_modified", changed->name, messages);
}

http::RawResponse search(Services const& services, Call const& call) {
    static constexpr std::array<SortColumn, 9> columns{{{"domain_h_name", "name"},
                                                        {"domain_name", "name"},
                                                        {"aliases", "alias_count"},
                                                        {"mailboxes", "mailbox_count"},
                                                        {"quota", "assigned_quota"},
                                                        {"stats", "bytes_used"},
                                                        {"active", "active"},
                                                        {"created", "created"},
                                                        {"description", "description"}}};
    auto const wanted = TableRequest::read(call.attributes, columns, "name");
    auto const visibility = call.caller.visibility();
    return table_page<domains::Domain>(
        wanted,
        [&](TablePosition const& position) {
            domains::DomainFilter filter;
            if (!position.search.empty()) filter.search = position.search;
            filter.sort = position.sort;
            filter.cursor = position.cursor;
            filter.limit = position.limit;
            return services.domains.list(visibility, filter);
        },
        [](std::string& out, domains::Domain const& domain) { append_domain(out, domain); });
}

}  // namespace

void add_domain_routes(RouteTable& table, Services const& services, RowStreams& streams) {
    table.get("domain", Scope::domains_read,
              [&services, &streams](Call const& call) { return get(services, streams, call); });
    table.search("domain", Scope::domains_read,
                 [&services](Call const& call) { return search(services, call); });
    table.write(Action::add, "domain", Scope::domains_write, log_words, {.known = add_attributes},
                [&services](Call const& call, Messages& messages) { add(services, call, messages); });
    table.write(Action::edit, "domain", Scope::domains_write, log_words,
                {.known = edit_attributes,
                 .shown = [&services](Call const& call,
                                      std::string const& item) { return shown(services, call, item); }},
                [&services](Call const& call, Messages& messages) { edit(services, call, messages); });
    table.write(Action::delete_, "domain", Scope::domains_write, log_words, {},
                [&services](Call const& call, Messages& messages) { remove(services, call, messages); });
    table.write(Action::delete_, "domain/tag", Scope::domains_write, {"mailbox", "tags_domain", "tags"}, {},
                [&services](Call const& call, Messages& messages) { remove_tags(services, call, messages); });
}

}  // namespace mailapp::compat::mailcow
