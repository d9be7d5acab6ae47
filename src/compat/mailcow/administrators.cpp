#include "base/text.hpp"
#include "compat/mailcow/categories.hpp"
#include "compat/mailcow/common.hpp"
#include "compat/mailcow/members.hpp"
#include "features/administrators/service.hpp"

#include <array>

namespace mailapp::compat::mailcow {
namespace {

using administrators::Administrator;

constexpr LogWords log_words{"admin", "", "username"};

constexpr std::array add_attributes{
    Attribute{"username"},
    Attribute{"password"},
    Attribute{"password2"},
    Attribute{"active", Holds::state},
    Attribute{"force_tfa", Holds::flag},
    Attribute{"force_pw_update", Holds::flag},
};

constexpr std::array edit_attributes{
    Attribute{"username_new"},
    Attribute{"password"},
    Attribute{"password2"},
    Attribute{"active", Holds::state},
    Attribute{"force_tfa", Holds::flag},
    Attribute{"force_pw_update", Holds::flag},
    // There is no second factor yet that could be switched off.
    Attribute{"disable_tfa", Holds::word, "0"},
    Attribute{"username", Holds::shown},
    Attribute{"tfa_active", Holds::shown},
    Attribute{"tfa_active_int", Holds::shown},
    Attribute{"active_int", Holds::shown},
    Attribute{"attributes", Holds::shown},
    Attribute{"created", Holds::shown},
};

void append(std::string& out, Administrator const& one) {
    Members members(out);
    // A second factor cannot be set up yet.
    members.add("username", one.username)
        .add("tfa_active", 0)
        .add("tfa_active_int", 0)
        .flag("active", one.active)
        .flag("active_int", one.active)
        .json("created", time_json(one.created));
    Members(members.value_of("attributes"))
        .flag_text("force_tfa", one.force_second_factor)
        .flag_text("force_pw_update", one.force_password_change);
}

std::string shown(Services const& services, std::string const& item) {
    auto const found = services.administrators.get(item);
    std::string out;
    if (found) append(out, *found);
    return out;
}

http::RawResponse get(Services const& services, Call const& call) {
    if (call.segment(0) != "all") return object_response(shown(services, call.segment(0)));
    std::string out;
    administrators::AdministratorFilter filter;
    filter.limit = 500;
    do {
        auto const page = services.administrators.list(filter).value();
        for (auto const& one : page.items) {
            out += out.empty() ? '[' : ',';
            append(out, one);
        }
        filter.cursor = page.next_cursor;
    } while (filter.cursor);
    return object_response(out.empty() ? "" : out + "]");
}

/// False, with its message, when the two fields differ.
bool passwords_match(loose::Attributes const& attributes, Messages& messages) {
    if (attributes.text("password").value_or("") == attributes.text("password2").value_or("")) return true;
    messages.danger("password_mismatch", {}, password_check_log);
    return false;
}

void add(Services const& services, Call const& call, Messages& messages) {
    auto const& attributes = call.attributes;
    if (!passwords_match(attributes, messages)) return;
    administrators::NewAdministrator wanted;
    wanted.username = attributes.word("username").value_or("");
    wanted.password = attributes.text("password").value_or("");
    wanted.active = attributes.flag("active").value_or(false);
    wanted.force_second_factor = attributes.flag("force_tfa").value_or(false);
    wanted.force_password_change = attributes.flag("force_pw_update").value_or(false);
    auto const made = services.administrators.create(call.caller, wanted);
    if (!made) return messages.failure(made.error(), wanted.username);
    messages.success("admin_added", {made->username});
}

void edit_one(Services const& services, Call const& call, std::string const& item, Messages& messages) {
    auto const& attributes = call.attributes;
    if (!passwords_match(attributes, messages)) return;
    administrators::AdministratorPatch patch;
    patch.username = attributes.word("username_new");
    if (auto password = attributes.text("password"); password && !password->empty())
        patch.password = password;
    patch.active = attributes.flag("active");
    patch.force_second_factor = attributes.flag("force_tfa");
    patch.force_password_change = attributes.flag("force_pw_update");
    auto const name = patch.username.value_or(item);
    auto const changed = services.administrators.update(call.caller, item, patch);
    if (changed) return messages.success("admin_modified", {item});
    if (changed.error().code == "administrator.not_found") {
        return messages.danger("access_denied", {changed.error().detail});
    }
    messages.failure(changed.error(), name);
}

void remove(Services const& services, Call const& call, Messages& messages) {
    for (auto const& item : call.items) {
        auto const removed = services.administrators.remove(call.caller, item);
        if (removed) {
            messages.success("admin_removed", {item});
        } else {
            messages.failure(removed.error(), item);
        }
    }
}

}  // namespace

void add_administrator_routes(RouteTable& table, Services const& services) {
    table.get("admin", Scope::access_read, [&services](Call const& call) { return get(services, call); });
    table.write(Action::add, "admin", Scope::access_write, log_words, {.known = add_attributes},
                [&services](Call const& call, Messages& messages) { add(services, call, messages); });
    table.write(
        Action::edit, "admin", Scope::access_write, log_words,
        {.known = edit_attributes,
         .shown = [&services](Call const&, std::string const& item) { return shown(services, item); }},
        [&services](Call const& call, Messages& messages) {
            for (auto const& item : call.items) edit_one(services, call, item, messages);
        });
    table.write(Action::delete_, "admin", Scope::access_write, log_words, {},
                [&services](Call const& call, Messages& messages) { remove(services, call, messages); });
}

}  // namespace mailapp::compat::mailcow
