#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "compat/mailcow/categories.hpp"
#include "compat/mailcow/members.hpp"
#include "features/dkim/service.hpp"

#include <algorithm>
#include <array>

namespace mailapp::compat::mailcow {
namespace {

constexpr std::array add_attributes{Attribute{"domains", Holds::list}, Attribute{"dkim_selector"},
                                    Attribute{"key_size", Holds::number}};
// Their description has "fron_domain", and clients are made from it.
constexpr std::array duplicate_attributes{Attribute{"from_domain"}, Attribute{"fron_domain"},
                                          Attribute{"to_domain", Holds::list}};
constexpr std::array import_attributes{Attribute{"domain"}, Attribute{"dkim_selector"},
                                       Attribute{"private_key_file"},
                                       Attribute{"overwrite_existing", Holds::flag}};

/// The failure of a call about one domain, in the words of this category.
void failure(Messages& messages, Error const& error, std::string const& domain) {
    if (error.code == "domain.name_invalid") {
        return messages.danger("dkim_domain_or_sel_invalid", {domain, error.detail});
    }
    messages.failure(error, domain);
}

/// Their domains have one RSA key: of ours, that one is shown, and another only when it is the only one.
http::RawResponse get(Services const& services, Call const& call) {
    auto const found = services.dkim.get(call.caller, call.segment(0));
    if (!found || found->keys.empty()) return object_response("");
    auto const rsa = std::find_if(found->keys.begin(), found->keys.end(), [](dkim::DkimKey const& key) {
        return key.algorithm == dkim::Algorithm::rsa;
    });
    auto const& key = rsa == found->keys.end() ? found->keys.front() : *rsa;
    std::string out;
    // Private keys are never shown here; /api/v2 does, to an administrator who gives the password again.
    Members(out)
        .add("pubkey", key.public_key)
        .number_text("length", key.bits)
        .add("dkim_txt", key.record_text)
        .add("dkim_selector", key.selector)
        .add("privkey", "");
    return object_response(std::move(out));
}

void add(Services const& services, Call const& call, Messages& messages) {
    auto const domains = call.attributes.list("domains").value_or(std::vector<std::string>{});
    if (domains.empty()) return messages.danger("attribute_missing", {"domains"});
    for (auto const& domain : domains) {
        dkim::NewDkimKeys wanted;
        wanted.domains = {domain};
        wanted.selector = call.attributes.text("dkim_selector");
        wanted.bits = call.attributes.number_or_none("key_size").value_or(wanted.bits);
        auto const made = services.dkim.create(call.caller, wanted);
        if (made) {
            messages.success("dkim_added", {made->keys.front().domain});
        } else {
            failure(messages, made.error(), domain);
        }
    }
}

void duplicate(Services const& services, Call const& call, Messages& messages) {
    auto const& attributes = call.attributes;
    auto const from =
        attributes.word(attributes.has("from_domain") ? "from_domain" : "fron_domain").value_or("");
    auto const targets = attributes.list("to_domain").value_or(std::vector<std::string>{});
    if (targets.empty()) return messages.danger("attribute_missing", {"to_domain"});
    for (auto const& to : targets) {
        auto const made = services.dkim.duplicate(call.caller, from, {.domains = {to}});
        if (made) {
            messages.success("dkim_duplicated", {from, to});
        } else {
            failure(messages, made.error(), from);
        }
    }
}

void import(Services const& services, Call const& call, Messages& messages) {
    auto const& attributes = call.attributes;
    dkim::ImportedDkimKey wanted;
    wanted.domain = attributes.word("domain").value_or("");
    wanted.selector = attributes.text("dkim_selector");
    wanted.private_key = attributes.text("private_key_file").value_or("");
    wanted.overwrite = attributes.flag("overwrite_existing").value_or(false);
    // The key is looked at before all else there.
    if (auto const key = dkim::import_private_key(wanted.private_key); !key) {
        return messages.failure(key.error(), wanted.domain);
    }
    auto const made = services.dkim.import(call.caller, wanted);
    if (!made) {
        auto const& code = made.error().code;
        if (code == "dkim.key_exists" || code == "dkim.selector_taken") {
            return messages.danger("dkim_domain_or_sel_exists", {wanted.domain});
        }
        return failure(messages, made.error(), wanted.domain);
    }
    if (wanted.overwrite) messages.success("dkim_removed", {made->domain});
    messages.success("dkim_added", {made->domain});
}

void remove(Services const& services, Call const& call, Messages& messages) {
    for (auto const& item : call.items) {
        auto const removed = services.dkim.remove(call.caller, item);
        if (removed) {
            messages.success("dkim_removed", {item});
        } else {
            failure(messages, removed.error(), item);
        }
    }
}

}  // namespace

void add_dkim_routes(RouteTable& table, Services const& services) {
    table.get("dkim", Scope::dkim_read, [&services](Call const& call) { return get(services, call); });
    table.write(Action::add, "dkim", Scope::dkim_write, {.function = "dkim"}, {.known = add_attributes},
                [&services](Call const& call, Messages& messages) { add(services, call, messages); });
    table.write(Action::add, "dkim_duplicate", Scope::dkim_write, {.function = "dkim", .action = "duplicate"},
                {.known = duplicate_attributes},
                [&services](Call const& call, Messages& messages) { duplicate(services, call, messages); });
    table.write(Action::add, "dkim_import", Scope::dkim_write, {.function = "dkim", .action = "import"},
                {.known = import_attributes},
                [&services](Call const& call, Messages& messages) { import(services, call, messages); });
    table.write(Action::delete_, "dkim", Scope::dkim_write, {.function = "dkim", .items = "domains"}, {},
                [&services](Call const& call, Messages& messages) { remove(services, call, messages); });
}

}  // namespace mailapp::compat::mailcow
