#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "compat/mailcow/categories.hpp"
#include "compat/mailcow/common.hpp"
#include "compat/mailcow/mailbox_attributes.hpp"
#include "compat/mailcow/members.hpp"
#include "features/aliases/service.hpp"
#include "features/mailboxes/service.hpp"
#include "identity/password_policy.hpp"

namespace mailapp::compat::mailcow {
namespace {

using mailboxes::MailboxPatch;

/// The routes that change one setting of mailboxes: `read` takes it out of the attributes, or gives the key
/// of a refusal.
using ReadSetting = std::optional<std::string_view> (*)(loose::Attributes const&, MailboxPatch&);

struct Setting {
    std::string_view category;
    LogWords log;
    std::span<Attribute const> attributes;  ///< at least one of them is needed
    ReadSetting read;
    std::string_view done = "mailbox_modified";
};

template <class E>
bool read_word(loose::Attributes const& attributes, std::string_view name, std::optional<E>& into) {
    into = reflect::enum_from_name<E>(attributes.word(name).value_or(""));
    return into.has_value();
}

std::optional<std::string_view> read_tls(loose::Attributes const& attributes, MailboxPatch& patch) {
    patch.tls_enforce_in = attributes.flag("tls_enforce_in");
    patch.tls_enforce_out = attributes.flag("tls_enforce_out");
    return std::nullopt;
}

std::optional<std::string_view> read_notification(loose::Attributes const& attributes, MailboxPatch& patch) {
    if (read_word(attributes, "quarantine_notification", patch.quarantine_notification)) return std::nullopt;
    return "quarantine_notification_invalid";
}

std::optional<std::string_view> read_category(loose::Attributes const& attributes, MailboxPatch& patch) {
    if (read_word(attributes, "quarantine_category", patch.quarantine_category)) return std::nullopt;
    return "quarantine_category_invalid";
}

std::optional<std::string_view> read_delimiter(loose::Attributes const& attributes, MailboxPatch& patch) {
    if (!read_tagged_mail(attributes, patch.tagged_mail_handler)) return "tagged_mail_handler_invalid";
    // What is left empty is "none".
    if (!patch.tagged_mail_handler) patch.tagged_mail_handler = mailboxes::TaggedMail::none;
    return std::nullopt;
}

std::optional<std::string_view> read_permissions(loose::Attributes const& attributes, MailboxPatch& patch) {
    patch.permissions = attributes.list("user_acl");
    return std::nullopt;
}

/// Names and values stand in two lists side by side; names have no spaces.
std::optional<std::string_view> read_custom_attributes(loose::Attributes const& attributes,
                                                       MailboxPatch& patch) {
    auto const texts = [&](std::string_view name) {
        std::vector<std::string> list;
        auto const* found = attributes.find(name);
        if (found == nullptr) return list;
        if (auto const* entries = found->if_array()) {
            for (auto const& entry : *entries) list.push_back(loose::text(entry));
        } else {
            list.push_back(loose::text(*found));
        }
        return list;
    };
    auto const names = texts("attribute");
    auto const values = texts("value");
    if (!attributes.has("attribute") || values.size() > names.size()) return "custom_attribute_without_name";
    std::map<std::string, std::string> custom;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto const name = replace_all(names[i], " ", "");
        auto const value = i < values.size() ? values[i] : "";
        // Their form has a row that is left empty.
        if (name.empty() && !value.empty()) return "custom_attribute_without_name";
        if (!name.empty()) custom[name] = value;
    }
    patch.custom_attributes = std::move(custom);
    return std::nullopt;
}

constexpr std::array tls_attributes{Attribute{"tls_enforce_in", Holds::flag},
                                    Attribute{"tls_enforce_out", Holds::flag}};
constexpr std::array notification_attributes{Attribute{"quarantine_notification"}};
constexpr std::array category_attributes{Attribute{"quarantine_category"}};
constexpr std::array delimiter_attributes{Attribute{"tagged_mail_handler"}};
constexpr std::array custom_attributes{Attribute{"attribute", Holds::list}, Attribute{"value", Holds::list}};
constexpr std::array permission_attributes{Attribute{"user_acl", Holds::list}};
constexpr std::array rename_attributes{Attribute{"domain"}, Attribute{"old_local_part"},
                                       Attribute{"new_local_part"}, Attribute{"create_alias", Holds::flag}};

constexpr std::array settings{
    Setting{"tls_policy", {"mailbox", "tls_policy", "username"}, tls_attributes, read_tls},
    Setting{"quarantine_notification",
            {"mailbox", "quarantine_notification", "username"},
            notification_attributes,
            read_notification},
    Setting{"quarantine_category",
            {"mailbox", "quarantine_category", "username"},
            category_attributes,
            read_category},
    Setting{"delimiter_action",
            {"mailbox", "delimiter_action", "username"},
            delimiter_attributes,
            read_delimiter},
    Setting{"mailbox/custom-attribute",
            {"mailbox", "mailbox_custom_attribute", "mailbox"},
            custom_attributes,
            read_custom_attributes},
    Setting{"user-acl", {"acl", "user", "username"}, permission_attributes, read_permissions, "acl_saved"},
};

void change(Services const& services, Setting const& setting, Call const& call, Messages& messages) {
    auto const given = [&](Attribute const& attribute) { return call.attributes.has(attribute.name); };
    if (std::ranges::none_of(setting.attributes, given)) {
        return messages.danger("attribute_missing", {setting.attributes.front().name});
    }
    for (auto const& item : call.items) {
        MailboxPatch patch;
        if (auto const refusal = setting.read(call.attributes, patch)) return messages.danger(*refusal);
        auto const changed = services.mailboxes.update(call.caller, item, std::move(patch));
        if (changed) {
            messages.success(setting.done, {changed->address});
        } else {
            messages.failure(changed.error(), item);
        }
    }
}

void rename_one(Services const& services, Call const& call, std::string const& from, Messages& messages) {
    auto const& attributes = call.attributes;
    auto const old = normalize_address(from);
    mailboxes::RenameMailbox wanted;
    wanted.local_part = attributes.word("new_local_part").value_or("");
    wanted.create_alias = attributes.flag("create_alias").value_or(false);
    auto const renamed = services.mailboxes.rename(call.caller, from, wanted);
    if (!renamed) {
        auto const target = to_lower(wanted.local_part) + "@" + (old ? old->domain : "");
        return messages.failure(renamed.error(), target);
    }
    if (wanted.create_alias) {
        auto const alias = services.aliases.find_by_address(call.caller.visibility(), old->text());
        if (alias) messages.success("alias_added", {old->text(), std::to_string(alias->id)});
    }
    messages.success("mailbox_renamed", {old->text(), renamed->address});
}

/// The mailbox is that of the attributes, as there; without them it is the item.
void rename(Services const& services, Call const& call, Messages& messages) {
    auto const local_part = call.attributes.word("old_local_part");
    auto const domain = call.attributes.word("domain");
    if (!local_part || !domain) {
        if (call.items.empty()) return messages.danger("attribute_missing", {"old_local_part"});
        for (auto const& item : call.items) rename_one(services, call, item, messages);
        return;
    }
    auto const from = *local_part + "@" + *domain;
    for (auto const& item : call.items) {
        if (normalize_address(item) != normalize_address(from)) {
            return messages.danger("attribute_invalid",
                                   {"items", "This is another mailbox than old_local_part and domain name."});
        }
    }
    rename_one(services, call, from, messages);
}

/// What is known of the last sign-ins: the newest of each service. The client's address is not.
http::RawResponse last_login(Services const& services, Call const& call) {
    // Of nobody: an empty answer, as there.
    if (call.segment(0).empty()) return http::json_response(200, "");
    constexpr std::int64_t default_days = 7;
    constexpr std::int64_t most_days = 36'500;
    auto const days =
        std::clamp<std::int64_t>(parse_int(call.segment(1)).value_or(default_days), 0, most_days);
    auto const since = system_now() - std::chrono::hours(24 * days);
    std::string sign_ins;
    auto const add = [&](std::string_view service, std::optional<Seconds> const& at) {
        if (!at || *at < since) return;
        if (!sign_ins.empty()) sign_ins += ',';
        Members(sign_ins)
            .json("real_rip", "null")
            .json("datetime", time_json(at))
            .add("service", service)
            .json("app_password", "null")
            .json("app_password_name", "null")
            .json("location", "false");
    };
    if (auto const mailbox = services.mailboxes.get(call.caller.visibility(), call.segment(0))) {
        add("imap", mailbox->last_imap_login);
        add("pop3", mailbox->last_pop3_login);
        add("smtp", mailbox->last_smtp_login);
    }
    return object_response(R"({"ui":false,"sasl":[)" + sign_ins + "]}");
}

http::RawResponse password_policy(Call const& call) {
    auto const policy = identity::password_policy(identity::PasswordOwner::mailbox);
    std::string out;
    if (call.segment(0) != "html") {
        Members(out)
            .number_text("length", policy.length)
            .flag_text("chars", policy.letter)
            .flag_text("special_chars", policy.special)
            .flag_text("lowerupper", policy.both_cases)
            .flag_text("numbers", policy.digit);
        return object_response(std::move(out));
    }
    std::string lines;
    auto const line = [&](std::string const& text) { lines += (lines.empty() ? "- " : "<br>- ") + text; };
    line("Minimum password length is " + std::to_string(policy.length));
    if (policy.letter) line("Must contain at least one letter");
    if (policy.special) line("Must contain a special character");
    if (policy.both_cases) line("Must contain upper- and lower-case letters");
    if (policy.digit) line("Must contain a digit");
    append_json_string(out, "<p class=\"help-block small\">" + lines + "</p>");
    return object_response(std::move(out));
}

}  // namespace

void add_mailbox_setting_routes(RouteTable& table, Services const& services) {
    for (auto const& setting : settings) {
        table.write(Action::edit, setting.category, Scope::mailboxes_write, setting.log,
                    {.known = setting.attributes},
                    [&services, &setting](Call const& call, Messages& messages) {
                        change(services, setting, call, messages);
                    });
    }
    table.write(Action::edit, "rename-mbox", Scope::mailboxes_write, {"mailbox", "mailbox_rename", "mailbox"},
                {.known = rename_attributes, .items_needed = false},
                [&services](Call const& call, Messages& messages) { rename(services, call, messages); });
    table.get("last-login", Scope::mailboxes_read,
              [&services](Call const& call) { return last_login(services, call); });
    table.get("passwordpolicy", Scope::mailboxes_read, password_policy);
}

}  // namespace mailapp::compat::mailcow
