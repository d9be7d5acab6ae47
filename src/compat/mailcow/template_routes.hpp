#pragma once

#include "base/text.hpp"
#include "compat/mailcow/common.hpp"
#include "compat/mailcow/members.hpp"
#include "compat/mailcow/services.hpp"

/// The routes that templates of both kinds have in common; a kind brings how its attributes are read and
/// written.
namespace mailapp::compat::mailcow {

/// The attributes of a template and what get shows beside them.
template <std::size_t count>
constexpr std::array<Attribute, count + 5> with_shown(std::array<Attribute, count> const& attributes) {
    std::array<Attribute, count + 5> all{};
    std::copy(attributes.begin(), attributes.end(), all.begin());
    all[count] = {"id", Holds::shown};
    all[count + 1] = {"type", Holds::shown};
    all[count + 2] = {"attributes", Holds::shown};
    all[count + 3] = {"created", Holds::shown};
    all[count + 4] = {"modified", Holds::figure};
    return all;
}

template <class Attributes>
struct TemplateKind {
    std::string_view category;
    std::string_view type;      ///< "domain", "mailbox"
    std::string_view log_type;  ///< "domain_templates"
    std::span<Attribute const> add_attributes;
    std::span<Attribute const> edit_attributes;
    Scope scope_read = Scope::templates_read;
    Scope scope_write = Scope::templates_write;
    /// Takes what is given over the present attributes; gives the key of a refusal.
    std::optional<std::string_view> (*read)(loose::Attributes const&, Attributes&) = nullptr;
    void (*append)(std::string& out, Attributes const&) = nullptr;
};

template <class Attributes>
void append_template(std::string& out, TemplateKind<Attributes> const& kind,
                     templates::Template<Attributes> const& one) {
    Members members(out);
    members.add("id", one.id).add("template", one.name).add("type", kind.type);
    kind.append(members.value_of("attributes"), one.attributes);
    members.json("created", time_json(one.created)).json("modified", time_json(one.modified));
}

template <class Attributes>
http::RawResponse get_templates(templates::Service& service, TemplateKind<Attributes> const& kind,
                                Call const& call) {
    std::string out;
    // Without an id all of them, as there.
    if (call.segment(0).empty() || call.segment(0) == "all") {
        for (auto const& one : service.all<Attributes>()) {
            out += out.empty() ? '[' : ',';
            append_template(out, kind, one);
        }
        return object_response(out.empty() ? "" : out + "]");
    }
    auto const found = service.get<Attributes>(parse_int(call.segment(0)).value_or(0));
    if (found) append_template(out, kind, *found);
    return object_response(std::move(out));
}

template <class Attributes>
std::string shown_template(templates::Service& service, TemplateKind<Attributes> const& kind,
                           std::string const& item) {
    auto const found = service.get<Attributes>(parse_int(item).value_or(0));
    std::string out;
    if (found) append_template(out, kind, *found);
    return out;
}

template <class Attributes>
void add_template(templates::Service& service, TemplateKind<Attributes> const& kind, Call const& call,
                  Messages& messages) {
    templates::NewTemplate<Attributes> wanted;
    wanted.name = call.attributes.word("template").value_or("");
    if (wanted.name.empty()) return messages.danger("template_name_invalid");
    if (auto const refusal = kind.read(call.attributes, wanted.attributes)) return messages.danger(*refusal);
    auto const made = service.create<Attributes>(call.caller, wanted);
    if (!made) return messages.failure(made.error(), wanted.name);
    messages.success("template_added", {made->name});
}

template <class Attributes>
void edit_template(templates::Service& service, TemplateKind<Attributes> const& kind, Call const& call,
                   Messages& messages) {
    using Template = templates::Template<Attributes>;
    for (auto const& item : call.items) {
        std::optional<std::string_view> refusal;
        auto const changed = read_and_change(
            [&] { return service.get<Attributes>(parse_int(item).value_or(0)); },
            [&](Template const& before) -> Result<Template> {
                templates::TemplatePatch<Attributes> patch;
                patch.name = call.attributes.word("template");
                // The form sends the name of "Default", too, which cannot be changed.
                if (patch.name == before.name) patch.name.reset();
                patch.attributes = before.attributes;
                refusal = kind.read(call.attributes, *patch.attributes);
                if (refusal) return invalid("template.invalid", "An attribute is not known.");
                return service.update<Attributes>(call.caller, before.id, std::move(patch), before.version);
            });
        if (changed) {
            messages.success("template_modified", {changed->name});
        } else if (refusal) {
            messages.danger(*refusal);
        } else {
            messages.failure(changed.error(), call.attributes.word("template").value_or(item));
        }
    }
}

template <class Attributes>
void remove_templates(templates::Service& service, Call const& call, Messages& messages) {
    for (auto const& item : call.items) {
        auto const removed = service.remove<Attributes>(call.caller, parse_int(item).value_or(0));
        if (removed) {
            messages.success("template_removed");
        } else {
            messages.failure(removed.error(), item);
        }
    }
}

template <class Attributes>
void add_template_routes(RouteTable& table, templates::Service& service, TemplateKind<Attributes> kind) {
    LogWords const log{"mailbox", kind.log_type, "ids"};
    table.get(kind.category, kind.scope_read,
              [&service, kind](Call const& call) { return get_templates(service, kind, call); });
    table.write(Action::add, kind.category, kind.scope_write, log, {.known = kind.add_attributes},
                [&service, kind](Call const& call, Messages& messages) {
                    add_template(service, kind, call, messages);
                });
    table.write(
        Action::edit, kind.category, kind.scope_write, log,
        {.known = kind.edit_attributes,
         .shown = [&service, kind](Call const&,
                                   std::string const& item) { return shown_template(service, kind, item); }},
        [&service, kind](Call const& call, Messages& messages) {
            edit_template(service, kind, call, messages);
        });
    table.write(Action::delete_, kind.category, kind.scope_write, log, {},
                [&service](Call const& call, Messages& messages) {
                    remove_templates<Attributes>(service, call, messages);
                });
}

/// "" for no limit, as their forms have it.
inline void append_rate_limit(Members& members, std::int64_t value, RateFrame frame) {
    members.add("rl_frame", frame_letter(frame));
    if (value == 0) {
        members.add("rl_value", "");
    } else {
        members.add("rl_value", value);
    }
}

}  // namespace mailapp::compat::mailcow
