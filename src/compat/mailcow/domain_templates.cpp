#include "compat/mailcow/categories.hpp"
#include "compat/mailcow/template_routes.hpp"

namespace mailapp::compat::mailcow {
namespace {

using templates::DomainAttributes;

template <class T>
void take(std::optional<T> given, T& into) {
    if (given) into = std::move(*given);
}

std::optional<std::string_view> read(loose::Attributes const& given, DomainAttributes& into) {
    take(given.list("tags"), into.tags);
    take(given.amount("max_num_aliases_for_domain"), into.max_aliases);
    take(given.amount("max_num_mboxes_for_domain"), into.max_mailboxes);
    take(given.mebibytes("def_quota_for_mbox"), into.default_quota);
    take(given.mebibytes("max_quota_for_mbox"), into.max_quota);
    take(given.mebibytes("max_quota_for_domain"), into.quota);
    take(given.flag("active"), into.active);
    take(given.flag("gal"), into.global_address_list);
    take(given.flag("backupmx"), into.backup_mx);
    take(given.flag("relay_all_recipients"), into.relay_all_recipients);
    take(given.flag("relay_unknown_only"), into.relay_unknown_only);
    take(given.word("dkim_selector"), into.dkim_selector);
    if (given.has("key_size")) into.dkim_bits = given.amount("key_size").value_or(0);
    if (given.has("rl_value")) into.rate_limit_value = given.amount("rl_value").value_or(0);
    if (auto const letter = given.word("rl_frame")) {
        auto const frame = frame_of(*letter);
        if (!frame) return "rl_timeframe";
        into.rate_limit_frame = *frame;
    }
    return std::nullopt;
}

void append(std::string& out, DomainAttributes const& attributes) {
    Members members(out);
    append_texts(members.value_of("tags"), attributes.tags);
    members.add("max_num_aliases_for_domain", attributes.max_aliases)
        .add("max_num_mboxes_for_domain", attributes.max_mailboxes)
        .add("def_quota_for_mbox", attributes.default_quota)
        .add("max_quota_for_mbox", attributes.max_quota)
        .add("max_quota_for_domain", attributes.quota);
    append_rate_limit(members, attributes.rate_limit_value, attributes.rate_limit_frame);
    members.flag("active", attributes.active)
        .flag("gal", attributes.global_address_list)
        .flag("backupmx", attributes.backup_mx)
        .flag("relay_all_recipients", attributes.relay_all_recipients)
        .flag("relay_unknown_only", attributes.relay_unknown_only)
        .add("dkim_selector", attributes.dkim_selector)
        .add("key_size", attributes.dkim_bits);
}

}  // namespace

void add_domain_template_routes(RouteTable& table, Services const& services) {
    add_template_routes<DomainAttributes>(table, services.templates,
                                          {.category = "domain/template",
                                           .type = "domain",
                                           .log_type = "domain_templates",
                                           .read = read,
                                           .append = append});
}

}  // namespace mailapp::compat::mailcow
