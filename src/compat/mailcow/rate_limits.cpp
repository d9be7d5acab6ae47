#include "compat/mailcow/categories.hpp"
#include "compat/mailcow/common.hpp"
#include "compat/mailcow/members.hpp"
#include "compat/mailcow/name_resolution.hpp"
#include "features/alias_domains/service.hpp"
#include "features/domains/service.hpp"
#include "features/mailboxes/service.hpp"

#include <array>

namespace mailapp::compat::mailcow {
namespace {

std::string row(std::int64_t value, RateFrame frame, std::string_view kind, std::string_view name) {
    std::string out;
    Members(out).number_text("value", value).add("frame", frame_letter(frame)).add(kind, name);
    return out;
}

constexpr std::array domain_attributes{
    Attribute{"rl_value", Holds::number}, Attribute{"rl_frame"},
    Attribute{"value", Holds::number},    Attribute{"frame"},
    Attribute{"domain", Holds::shown},
};
constexpr std::array mailbox_attributes{
    Attribute{"rl_value", Holds::number}, Attribute{"rl_frame"},
    Attribute{"value", Holds::number},    Attribute{"frame"},
    Attribute{"mailbox", Holds::shown},
};

/// The objects of a list that have a limit, as rows.
template <class Service, class Filter, class Name>
NextRows limited(Service& service, Visibility const& visibility, Filter filter, std::string_view kind,
                 Name name) {
    filter.limit = rows_of_part;
    return rows_by_cursor([&service, visibility, filter, kind, name](auto const& cursor, PutRow const& put) {
        auto wanted = filter;
        wanted.cursor = cursor;
        auto const page = service.list(visibility, wanted, db::Total::left_out).value();
        for (auto const& one : page.items) {
            if (one.rate_limit_value != 0)
                put(row(one.rate_limit_value, one.rate_limit_frame, kind, one.*name));
        }
        return page.next_cursor;
    });
}

http::RawResponse of_domains(Services const& services, RowStreams& streams, Call const& call) {
    auto const visibility = call.caller.visibility();
    auto const& wanted = call.segment(0);
    if (wanted == "all") {
        return streams.list(
            call.caller,
            rows_in_turn({limited(services.domains, visibility, domains::DomainFilter{}, "domain",
                                  &domains::Domain::name),
                          limited(services.alias_domains, visibility, alias_domains::AliasDomainFilter{},
                                  "domain", &alias_domains::AliasDomain::name)}));
    }
    if (auto const found = services.alias_domains.get(visibility, wanted)) {
        return object_response(rate_limit_json(found->rate_limit_value, found->rate_limit_frame, ""));
    }
    auto const found = services.domains.get(visibility, wanted);
    return object_response(found ? rate_limit_json(found->rate_limit_value, found->rate_limit_frame, "")
                                 : "");
}

http::RawResponse of_mailboxes(Services const& services, RowStreams& streams, Call const& call) {
    auto const visibility = call.caller.visibility();
    if (call.segment(0) == "all") {
        return streams.list(call.caller, limited(services.mailboxes, visibility, mailboxes::MailboxFilter{},
                                                 "mailbox", &mailboxes::Mailbox::address));
    }
    auto const found = services.mailboxes.get(visibility, call.segment(0));
    return object_response(found ? rate_limit_json(found->rate_limit_value, found->rate_limit_frame, "")
                                 : "");
}

/// Puts the limit of the call into a patch; false, with a message, when there is none. get shows "value" and
/// "frame": they mean the same. An empty value is no limit.
template <class Patch>
bool read_limit(Call const& call, Patch& patch, Messages& messages) {
    auto const& attributes = call.attributes;
    bool const as_shown = !attributes.has("rl_value") && !attributes.has("rl_frame");
    patch.rate_limit_value = attributes.number_or_none(as_shown ? "value" : "rl_value");
    patch.rate_limit_frame = frame_of(attributes.word(as_shown ? "frame" : "rl_frame").value_or(""));
    if (!patch.rate_limit_frame) {
        messages.danger("rl_timeframe");
    } else if (!patch.rate_limit_value) {
        messages.danger("attribute_missing", {"rl_value"});
    }
    return patch.rate_limit_frame && patch.rate_limit_value;
}

template <class Changed>
void tell(Changed const& changed, std::string const& item, Messages& messages) {
    if (changed) {
        messages.success("rl_saved", {item});
    } else if (changed.error().kind == ErrorKind::not_found) {
        messages.danger("access_denied", {changed.error().detail});
    } else {
        messages.failure(changed.error(), item);
    }
}

void edit_domain(Services const& services, Call const& call, std::string const& item, Messages& messages) {
    if (is_alias_domain(services, call.caller.visibility(), item)) {
        alias_domains::AliasDomainPatch patch;
        if (!read_limit(call, patch, messages)) return;
        return tell(services.alias_domains.update(call.caller, item, std::move(patch)), item, messages);
    }
    domains::DomainPatch patch;
    if (!read_limit(call, patch, messages)) return;
    tell(services.domains.update(call.caller, item, std::move(patch)), item, messages);
}

void edit_mailbox(Services const& services, Call const& call, std::string const& item, Messages& messages) {
    mailboxes::MailboxPatch patch;
    if (!read_limit(call, patch, messages)) return;
    tell(services.mailboxes.update(call.caller, item, std::move(patch)), item, messages);
}

/// The name that stands beside a limit in the lists.
std::string shown_name(std::string_view kind, std::string const& item) {
    std::string out;
    Members(out).add(kind, item);
    return out;
}

}  // namespace

void add_rate_limit_routes(RouteTable& table, Services const& services, RowStreams& streams) {
    table.get("rl-domain", Scope::domains_read,
              [&services, &streams](Call const& call) { return of_domains(services, streams, call); });
    table.get("rl-mbox", Scope::mailboxes_read,
              [&services, &streams](Call const& call) { return of_mailboxes(services, streams, call); });
    table.write(Action::edit, "rl-domain", Scope::domains_write, {"ratelimit", "domain", "object"},
                {.known = domain_attributes,
                 .shown = [](Call const&, std::string const& item) { return shown_name("domain", item); }},
                [&services](Call const& call, Messages& messages) {
                    for (auto const& item : call.items) edit_domain(services, call, item, messages);
                });
    table.write(Action::edit, "rl-mbox", Scope::mailboxes_write, {"ratelimit", "mailbox", "object"},
                {.known = mailbox_attributes,
                 .shown = [](Call const&, std::string const& item) { return shown_name("mailbox", item); }},
                [&services](Call const& call, Messages& messages) {
                    for (auto const& item : call.items) edit_mailbox(services, call, item, messages);
                });
}

}  // namespace mailapp::compat::mailcow
