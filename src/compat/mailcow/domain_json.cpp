#include "compat/mailcow/domain_json.hpp"

#include "compat/mailcow/common.hpp"
#include "compat/mailcow/members.hpp"

namespace mailapp::compat::mailcow {
namespace {

/// A sum of nothing is the number 0 there, any other sum is text.
void add_sum(Members& members, std::string_view name, std::int64_t sum) {
    if (sum == 0) {
        members.add(name, 0);
    } else {
        members.number_text(name, sum);
    }
}

}  // namespace

std::int64_t largest_new_quota(std::int64_t max_quota, std::int64_t quota, std::int64_t assigned) {
    return std::min(max_quota, std::max<std::int64_t>(quota - assigned, 0));
}

void append_domain(std::string& out, domains::Domain const& domain) {
    auto const largest = largest_new_quota(domain.max_quota, domain.quota, domain.assigned_quota);
    auto const flag = [](Members& members, std::string const& name, bool value) {
        members.flag(name, value).flag(name + "_int", value);
    };
    Members members(out);
    members.add("max_new_mailbox_quota", largest)
        .add("def_new_mailbox_quota", std::min(largest, domain.default_quota))
        .number_text("quota_used_in_domain", domain.assigned_quota);
    add_sum(members, "bytes_total", domain.bytes_used);
    add_sum(members, "msgs_total", domain.message_count);
    members.add("mboxes_in_domain", domain.mailbox_count)
        .add("mboxes_left", domain.max_mailboxes - domain.mailbox_count)
        .add("domain_name", domain.name)
        .add("domain_h_name", domain.display_name)
        .add("description", domain.description)
        .add("max_num_aliases_for_domain", domain.max_aliases)
        .add("max_num_mboxes_for_domain", domain.max_mailboxes)
        .add("def_quota_for_mbox", domain.default_quota)
        .add("max_quota_for_mbox", domain.max_quota)
        .add("max_quota_for_domain", domain.quota)
        .number_text("relayhost", domain.relay_host);
    flag(members, "backupmx", domain.backup_mx);
    flag(members, "gal", domain.global_address_list);
    members.json("rl", rate_limit_json(domain.rate_limit_value, domain.rate_limit_frame));
    flag(members, "active", domain.active);
    flag(members, "relay_all_recipients", domain.relay_all_recipients);
    flag(members, "relay_unknown_only", domain.relay_unknown_only);
    members.json("created", time_json(domain.created))
        .json("modified", time_json(domain.modified))
        .add("aliases_in_domain", domain.alias_count)
        .add("aliases_left", domain.max_aliases - domain.alias_count)
        .add("domain_admins", "-");
    if (!domain.tags.empty()) append_texts(members.value_of("tags"), domain.tags);
}

}  // namespace mailapp::compat::mailcow
