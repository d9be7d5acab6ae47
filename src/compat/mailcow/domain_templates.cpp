#include "compat/mailcow/categories.hpp"
#include "compat/mailcow/template_routes.hpp"

namespace mailapp::compat::mailcow {
namespace {

using templates::DomainAttributes;

template <class T>
void take(std::optional<T> given, T& into) {
    if (given) into = std::move(*given);
}

constexpr std::array add_attributes{
    Attribute{"template"},
    Attribute{"tags", Holds::list},
    Attribute{"max_num_aliases_for_domain", Holds::number},
    Attribute{"max_num_mboxes_for_domain", Holds::number},
    Attribute{"def_quota_for_mbox", Holds::mebibytes},
    Attribute{"max_quota_for_mbox", Holds::mebibytes},
    Attribute{"max_quota_for_domain", Holds::mebibytes},
    Attribute{"active", Holds::state},
    Attribute{"gal", Holds::flag},
    Attribute{"backupmx", Holds::flag},
    Attribute{"relay_all_recipients", Holds::flag},
    Attribute{"relay_unknown_only", Holds::flag},
    Attribute{"dkim_selector"},
    Attribute{"key_size", Holds::number},
    Attribute{"rl_value", Holds::number},
    Attribute{"rl_frame"},
};
constexpr auto edit_attributes = with_shown(add_attributes);

std::optional<std::string_view> read(loose::Attributes const& given, DomainAttributes& into) {
    struct {
        std::optional<std::int64_t> rate_limit_value;
        std::optional<RateFrame> rate_limit_frame;
    } limit;
    if (auto const refusal = read_rate_limit(given, limit)) return refusal;
    take(limit.rate_limit_value, into.rate_limit_value);
    take(limit.rate_limit_frame, into.rate_limit_frame);
    std::optional<std::string> selector;
    std::optional<std::int64_t> bits;
    read_dkim(given, selector, bits);
    take(selector, into.dkim_selector);
    take(bits, into.dkim_bits);
    take(given.list("tags"), into.tags);
    take(given.number("max_num_aliases_for_domain"), into.max_aliases);
    take(given.number("max_num_mboxes_for_domain"), into.max_mailboxes);
    take(given.mebibytes("def_quota_for_mbox"), into.default_quota);
    take(given.mebibytes("max_quota_for_mbox"), into.max_quota);
    take(given.mebibytes("max_quota_for_domain"), into.quota);
    take(given.flag("active"), into.active);
    take(given.flag("gal"), into.global_address_list);
    take(given.flag("backupmx"), into.backup_mx);
    take(given.flag("relay_all_recipients"), into.relay_all_recipients);
    take(given.flag("relay_unknown_only"), into.relay_unknown_only);
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
                                           .add_attributes = add_attributes,
                                           .edit_attributes = edit_attributes,
                                           .read = read,
                                           .append = append});
}

}  // namespace mailapp::compat::mailcow
