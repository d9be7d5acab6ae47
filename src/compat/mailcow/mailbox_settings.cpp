#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "compat/mailcow/categories.hpp"
#include "compat/mailcow/common.hpp"
#include "compat/mailcow/members.hpp"
#include "features/aliases/service.hpp"
#include "features/mailboxes/service.hpp"
#include "identity/password_policy.hpp"

namespace mailapp::compat::mailcow {
namespace {

using mailboxes::MailboxPatch;

/// The routes that change one setting of mailboxes: `read` takes it out of the attributes, or says no.
using ReadSetting = bool (*)(loose::Attributes const&, MailboxPatch&);

struct Setting {
    std::string_view category;
    LogWords log;
    ReadSetting read;
    std::string_view done = "mailbox_modified";
};

template <class E>
bool read_word(loose::Attributes const& attributes, std::string_view name, std::optional<E>& into) {
    into = reflect::enum_from_name<E>(attributes.word(name).value_or(""));
    return into.has_value();
}

bool read_tls(loose::Attributes const& attributes, MailboxPatch& patch) {
    patch.tls_enforce_in = attributes.flag("tls_enforce_in");
    patch.tls_enforce_out = attributes.flag("tls_enforce_out");
    return true;
}

bool read_notification(loose::Attributes const& attributes, MailboxPatch& patch) {
    return read_word(attributes, "quarantine_notification", patch.quarantine_notification);
}

bool read_category(loose::Attributes const& attributes, MailboxPatch& patch) {
    return read_word(attributes, "quarantine_category", patch.quarantine_category);
}

bool read_tagged_mail(loose::Attributes const& attributes, MailboxPatch& patch) {
    // An unknown word means "none" there.
    if (!read_word(attributes, "tagged_mail_handler", patch.tagged_mail_handler)) {
        patch.tagged_mail_handler = mailboxes::TaggedMail::none;
    }
    return true;
}

bool read_permissions(loose::Attributes const& attributes, MailboxPatch& patch) {
    patch.permissions = attributes.list("user_acl").value_or(std::vector<std::string>{});
    return true;
}

/// Names and values stand in two lists side by side; names have no spaces.
bool read_custom_attributes(loose::Attributes const& attributes, MailboxPatch& patch) {
    auto const texts = [&](std::string_view name) {
        auto const found = attributes.members().find(name);
        std::vector<std::string> list;
        if (found == attributes.members().end()) return list;
        if (auto const* entries = found->value().if_array()) {
            for (auto const& entry : *entries) list.push_back(loose::text(entry));
        } else {
            list.push_back(loose::text(found->value()));
        }
        return list;
    };
    auto const names = texts("attribute");
    auto const values = texts("value");
    std::map<std::string, std::string> custom;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto const name = replace_all(names[i], " ", "");
        if (!name.empty()) custom[name] = i < values.size() ? values[i] : "";
    }
    patch.custom_attributes = std::move(custom);
    return true;
}

constexpr std::array settings{
    Setting{"tls_policy", {"mailbox", "tls_policy", "username"}, read_tls},
    Setting{"quarantine_notification", {"mailbox", "quarantine_notification", "username"}, read_notification},
    Setting{"quarantine_category", {"mailbox", "quarantine_category", "username"}, read_category},
    Setting{"delimiter_action", {"mailbox", "delimiter_action", "username"}, read_tagged_mail},
    Setting{"mailbox/custom-attribute",
            {"mailbox", "mailbox_custom_attribute", "mailbox"},
            read_custom_attributes},
    Setting{"user-acl", {"acl", "user", "username"}, read_permissions, "acl_saved"},
};

void change(Services const& services, Setting const& setting, Call const& call, Messages& messages) {
    for (auto const& item : call.items) {
        MailboxPatch patch;
        if (!setting.read(call.attributes, patch)) {
            messages.danger("access_denied");
            continue;
        }
        auto const changed = services.mailboxes.update(call.caller, item, std::move(patch));
        if (changed) {
            messages.success(setting.done, {changed->address});
        } else {
            messages.failure(changed.error(), item);
        }
    }
}

void rename_one(Services const& services, Call const& call, std::string const& item, Messages& messages) {
    auto const& attributes = call.attributes;
    auto from = item;
    if (auto const local_part = attributes.word("old_local_part")) {
        from = *local_part + "@" + attributes.word("domain").value_or("");
    }
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

/// What is known of the last sign-ins: the newest of each service. The client's address is not.
http::RawResponse last_login(Services const& services, Call const& call) {
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
                    [&services, &setting](Call const& call, Messages& messages) {
                        change(services, setting, call, messages);
                    });
    }
    table.write(Action::edit, "rename-mbox", Scope::mailboxes_write, {"mailbox", "mailbox_rename", "mailbox"},
                [&services](Call const& call, Messages& messages) {
                    for (auto const& item : call.items) rename_one(services, call, item, messages);
                });
    table.get("last-login", Scope::mailboxes_read,
              [&services](Call const& call) { return last_login(services, call); });
    table.get("passwordpolicy", Scope::mailboxes_read, password_policy);
}

}  // namespace mailapp::compat::mailcow
