#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "compat/mailcow/categories.hpp"
#include "compat/mailcow/common.hpp"
#include "compat/mailcow/mailbox_attributes.hpp"
#include "compat/mailcow/mailbox_json.hpp"
#include "compat/mailcow/name_resolution.hpp"
#include "compat/mailcow/table_page.hpp"
#include "features/domains/service.hpp"
#include "features/mailboxes/service.hpp"

#include <boost/json/object.hpp>

#include <memory>

namespace mailapp::compat::mailcow {
namespace {

using mailboxes::Mailbox;

constexpr LogWords log_words{"mailbox", "mailbox", "username"};

enum class Detail { full, reduced };

/// The mailboxes of some domains, or of all when none is named.
http::RawResponse list(Services const& services, RowStreams& streams, Call const& call,
                       std::vector<std::string> domains, Detail detail, std::string_view when_empty = "{}") {
    auto const visibility = call.caller.visibility();
    mailboxes::MailboxFilter filter;
    filter.tags = tag_filter(call);
    filter.limit = rows_of_part;
    auto const part = [&services, visibility, detail, figures = std::make_shared<DomainFiguresByName>()](
                          mailboxes::MailboxFilter const& wanted, PutRow const& put) {
        auto const page = services.mailboxes.list(visibility, wanted, db::Total::left_out).value();
        if (detail == Detail::full) add_figures(*figures, services, visibility, page.items);
        // A domain that is gone meanwhile, or none.
        DomainFigures const unknown;
        std::string row;
        for (auto const& mailbox : page.items) {
            row.clear();
            if (detail == Detail::reduced) {
                append_reduced_mailbox(row, mailbox);
            } else {
                auto const found = figures->find(mailbox.domain);
                append_mailbox(row, mailbox, found == figures->end() ? unknown : found->second);
            }
            put(row);
        }
        return page.next_cursor;
    };
    auto const rows = [&] {
        return rows_by_cursor([part, filter](auto const& cursor, PutRow const& put) {
            auto wanted = filter;
            wanted.cursor = cursor;
            return part(wanted, put);
        });
    };
    if (domains.empty()) return streams.list(call.caller, rows(), when_empty);
    std::vector<NextRows> lists;
    for (auto const& domain : domains) {
        filter.domain = domain;
        lists.push_back(rows());
    }
    return streams.list(call.caller, rows_in_turn(std::move(lists)), when_empty);
}

std::vector<std::string> names(std::string const& text) {
    std::vector<std::string> list;
    for (auto const& name : split_list(text)) {
        if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
    }
    return list;
}

std::string shown(Services const& services, Call const& call, std::string const& item) {
    auto const visibility = call.caller.visibility();
    auto const found = services.mailboxes.get(visibility, item);
    std::string out;
    if (!found) return out;
    auto const domain = services.domains.get(visibility, found->domain);
    append_mailbox(out, *found, domain ? figures_of(*domain) : DomainFigures{});
    return out;
}

http::RawResponse get(Services const& services, RowStreams& streams, Call const& call) {
    auto const& wanted = call.segment(0);
    if (wanted.empty()) return object_response("");
    if (wanted == "all") return list(services, streams, call, names(call.segment(1)), Detail::full);
    if (wanted == "reduced") return list(services, streams, call, names(call.segment(1)), Detail::reduced);
    if (!tag_filter(call).empty()) return list(services, streams, call, names(wanted), Detail::full, "[]");
    return object_response(shown(services, call, wanted));
}

/// Both fields of a new password; the check's own message when they differ. Nothing when there is none.
std::optional<std::string> new_password(loose::Attributes const& attributes, bool& mismatch) {
    auto password = attributes.text("password").value_or("");
    mismatch = password != attributes.text("password2").value_or("");
    if (password.empty()) return std::nullopt;
    return password;
}

/// What the limits' messages tell.
std::vector<std::int64_t> figures_of_refusal(Services const& services, Call const& call, Error const& error,
                                             std::string const& domain_name, std::int64_t own_quota) {
    auto const domain = services.domains.get(call.caller.visibility(), domain_name);
    if (!domain) return {};
    if (error.code == "mailbox.limit_reached") return {domain->mailbox_count, domain->max_mailboxes};
    auto const left = std::max<std::int64_t>(domain->quota - domain->assigned_quota + own_quota, 0);
    if (error.code == "mailbox.quota_above_max") return {domain->max_quota / mebibyte};
    if (error.code == "mailbox.quota_above_left") return {left / mebibyte};
    return {};
}

void add(Services const& services, Call const& call, Messages& messages) {
    auto const& attributes = call.attributes;
    mailboxes::NewMailbox wanted;
    wanted.local_part = attributes.word("local_part").value_or("");
    wanted.domain = attributes.word("domain").value_or("");
    auto const address = normalize_address(wanted.local_part + "@" + wanted.domain);
    if (!address) return messages.danger("mailbox_invalid");
    if (is_alias_domain(services, call.caller.visibility(), address->domain)) {
        return messages.danger("domain_not_found", {address->domain});
    }
    // Some clients send the whole address, too.
    if (auto const whole = attributes.word("address"); whole && normalize_address(*whole) != address) {
        return messages.danger("attribute_invalid",
                               {"address", "This is another address than local_part and domain make."});
    }
    bool mismatch = false;
    auto password = new_password(attributes, mismatch);
    if (mismatch) return messages.danger("password_mismatch", {}, password_check_log);
    if (!read_template<templates::MailboxAttributes>(services.templates, attributes, wanted.template_id)) {
        return messages.danger("template_missing");
    }
    if (auto const refusal = read_mailbox_settings(attributes, wanted)) return messages.danger(*refusal);
    wanted.password = password.value_or("");
    if (auto const tags = attributes.list("tags"); tags && !tags->empty()) {
        wanted.tags = add_tags({}, *tags, messages);
    }

    auto const made = services.mailboxes.create(call.caller, std::move(wanted));
    if (!made) {
        return messages.failure(made.error(), address->text(),
                                figures_of_refusal(services, call, made.error(), address->domain, 0));
    }
    boost::json::object data{
        {"rl_frame", frame_letter(made->rate_limit_frame)},
        {"rl_value",
         made->rate_limit_value == 0 ? boost::json::value("") : boost::json::value(made->rate_limit_value)},
        {"object", made->address}};
    messages.success("rl_saved", {made->address}, call_log("ratelimit", "edit", "mailbox", std::move(data)));
    messages.success("mailbox_added", {made->address});
}

/// The grants to send as others that are left when a list of theirs replaces those of its kind. Addresses of
/// this server stand in "sender_acl", others in "extended_sender_acl".
class SenderGrants {
public:
    SenderGrants(Services const& services, Call const& call) : services_(services), call_(call) {}

    /// What is no sender is told and left out. Error, beside those messages: a list has nothing else.
    Result<std::optional<std::vector<std::string>>> read(std::vector<std::string> const& present,
                                                         Messages& messages) const {
        auto const local = call_.attributes.list("sender_acl");
        auto const foreign = call_.attributes.list("extended_sender_acl");
        std::optional<std::vector<std::string>> grants;
        if (!local && !foreign) return grants;
        grants.emplace();
        for (auto const& sender : present) {
            if (is_local(sender) ? !local : !foreign) grants->push_back(sender);
        }
        if (local && !add_local(*local, *grants, messages)) return nothing_left();
        if (foreign && !add_foreign(*foreign, *grants, messages)) return nothing_left();
        return grants;
    }

private:
    static Error nothing_left() {
        return invalid("mailbox.sender_invalid", "There is no sender in the list.", "/sender_acl");
    }

    bool add_local(std::vector<std::string> const& senders, std::vector<std::string>& grants,
                   Messages& messages) const {
        bool any = senders.empty();
        for (auto const& sender : senders) {
            auto const clean = normalized(sender);
            // "default" alone ends all grants.
            if (sender == "default") {
                any = true;
            } else if (clean) {
                grants.push_back(*clean);
                any = true;
            } else {
                messages.danger("sender_acl_invalid", {sender});
            }
        }
        return any;
    }

    bool add_foreign(std::vector<std::string> const& senders, std::vector<std::string>& grants,
                     Messages& messages) const {
        bool any = senders.empty();
        for (auto const& sender : senders) {
            // A bare domain is all its addresses.
            auto const domain = normalize_domain(sender);
            auto const clean = domain ? std::optional("@" + *domain) : normalized(sender);
            if (!clean || *clean == "*") {
                messages.danger("extra_acl_invalid", {sender});
            } else if (is_local(*clean)) {
                messages.danger("extra_acl_invalid_domain", {sender, domain_of(*clean)});
            } else {
                grants.push_back(*clean);
                any = true;
            }
        }
        return any;
    }

    static std::string domain_of(std::string const& sender) { return sender.substr(sender.rfind('@') + 1); }

    /// An address, "@domain" or "*"; a bare domain of this server counts as "@domain".
    std::optional<std::string> normalized(std::string const& sender) const {
        if (sender == "*") return sender;
        if (sender.find('@') != std::string::npos) {
            if (!sender.starts_with('@')) {
                auto const address = normalize_address(sender);
                return address ? std::optional(address->text()) : std::nullopt;
            }
            auto const domain = normalize_domain(sender.substr(1));
            return domain ? std::optional("@" + *domain) : std::nullopt;
        }
        auto const domain = normalize_domain(sender);
        if (!domain || !is_local("@" + *domain)) return std::nullopt;
        return "@" + *domain;
    }

    bool is_local(std::string const& sender) const {
        if (sender == "*") return true;
        auto const visibility = call_.caller.visibility();
        auto const name = domain_of(sender);
        return services_.domains.get(visibility, name).has_value() ||
               is_alias_domain(services_, visibility, name);
    }

    Services const& services_;
    Call const& call_;
};

void edit_one(Services const& services, Call const& call, std::string const& item, Messages& messages) {
    if (!normalize_address(item)) return messages.danger("username_invalid", {item});
    bool mismatch = false;
    auto const password = new_password(call.attributes, mismatch);
    if (mismatch) return messages.danger("password_mismatch", {}, password_check_log);
    mailboxes::MailboxPatch settings;
    if (auto const refusal = read_mailbox_settings(call.attributes, settings)) {
        return messages.danger(*refusal);
    }
    settings.password = password;
    auto const quota = call.attributes.number("quota");
    bool const as_shown = call.attributes.has("quota_used");
    std::optional<Mailbox> before;
    bool no_sender = false;
    // Messages about single tags and senders belong to the last attempt only.
    auto asides = messages.like();
    auto const changed = read_and_change(
        [&] { return services.mailboxes.get(call.caller.visibility(), item); },
        [&](Mailbox const& present) -> Result<Mailbox> {
            before = present;
            asides = messages.like();
            auto patch = settings;
            if (as_shown && quota == present.quota) {
                patch.quota.reset();
            } else if (quota && !patch.quota) {
                return invalid("mailbox.quota_invalid", "A quota is a number of MiB; this one is too large.");
            }
            if (auto const tags = call.attributes.list("tags")) {
                patch.tags = add_tags(present.tags, *tags, asides);
            }
            auto grants = SenderGrants(services, call).read(present.sender_acl, asides);
            no_sender = !grants;
            if (!grants) return grants.error();
            patch.sender_acl = std::move(*grants);
            return services.mailboxes.update(call.caller, present.address, std::move(patch), present.version);
        });
    messages.append(asides);
    if (no_sender) return;
    if (changed) return messages.success("mailbox_modified", {changed->address});
    auto error = changed.error();
    std::vector<std::int64_t> figures;
    if (before) {
        // mailcow has one message for both limits here, and it tells the lower of them.
        auto const domain = services.domains.get(call.caller.visibility(), before->domain);
        if (error.code == "mailbox.quota_above_max" && domain) {
            auto const left = domain->quota - domain->assigned_quota + before->quota;
            error.code = "mailbox.quota_above_left";
            figures = {std::min(domain->max_quota, std::max<std::int64_t>(left, 0)) / mebibyte};
        } else {
            figures = figures_of_refusal(services, call, error, before->domain, before->quota);
        }
    }
    messages.failure(error, item, figures);
}

void remove(Services const& services, Call const& call, Messages& messages) {
    for (auto const& item : call.items) {
        auto const removed = services.mailboxes.remove(call.caller, item);
        if (removed) {
            messages.success("mailbox_removed", {normalize_address(item)->text()});
        } else {
            messages.failure(removed.error(), item);
        }
    }
}

void remove_tags(Services const& services, Call const& call, Messages& messages) {
    std::vector<std::string> present;
    auto const changed = read_and_change(
        [&] { return services.mailboxes.get(call.caller.visibility(), call.segment(0)); },
        [&](Mailbox const& before) {
            present = before.tags;
            mailboxes::MailboxPatch patch;
            patch.tags = without_tags(before.tags, call.items);
            return services.mailboxes.update(call.caller, before.address, std::move(patch), before.version);
        });
    if (!changed) return messages.failure(changed.error(), call.segment(0));
    tell_removed_tags(present, call.items, "mailbox_modified", changed->address, messages);
}

http::RawResponse search(Services const& services, Call const& call) {
    static constexpr std::array<SortColumn, 5> columns{{{"username", "address"},
                                                        {"name", "name"},
                                                        {"quota.value", "quota"},
                                                        {"in_use.value", "bytes_used"},
                                                        {"created", "created"}}};
    auto const wanted = TableRequest::read(call.attributes, columns, "address");
    auto const visibility = call.caller.visibility();
    DomainFiguresByName figures;
    return table_page<Mailbox>(
        wanted,
        [&](TablePosition const& position) {
            mailboxes::MailboxFilter filter;
            if (!position.search.empty()) filter.search = position.search;
            filter.sort = position.sort;
            filter.cursor = position.cursor;
            filter.limit = position.limit;
            auto page = services.mailboxes.list(visibility, filter);
            if (page) add_figures(figures, services, visibility, page->items);
            return page;
        },
        [&](std::string& out, Mailbox const& mailbox) {
            auto const found = figures.find(mailbox.domain);
            append_mailbox(out, mailbox, found == figures.end() ? DomainFigures{} : found->second);
        });
}

}  // namespace

void add_mailbox_routes(RouteTable& table, Services const& services, RowStreams& streams) {
    table.get("mailbox", Scope::mailboxes_read,
              [&services, &streams](Call const& call) { return get(services, streams, call); });
    table.search("mailbox", Scope::mailboxes_read,
                 [&services](Call const& call) { return search(services, call); });
    table.write(Action::add, "mailbox", Scope::mailboxes_write, log_words,
                {.known = add_mailbox_attributes()},
                [&services](Call const& call, Messages& messages) { add(services, call, messages); });
    table.write(Action::edit, "mailbox", Scope::mailboxes_write, log_words,
                {.known = edit_mailbox_attributes(),
                 .shown = [&services](Call const& call,
                                      std::string const& item) { return shown(services, call, item); }},
                [&services](Call const& call, Messages& messages) {
                    for (auto const& item : call.items) edit_one(services, call, item, messages);
                });
    table.write(Action::delete_, "mailbox", Scope::mailboxes_write, log_words, {},
                [&services](Call const& call, Messages& messages) { remove(services, call, messages); });
    table.write(Action::delete_, "mailbox/tag", Scope::mailboxes_write, {"mailbox", "tags_mailbox", "tags"},
                {},
                [&services](Call const& call, Messages& messages) { remove_tags(services, call, messages); });
}

}  // namespace mailapp::compat::mailcow
