#include "features/dns/dmarc.hpp"

#include "base/text.hpp"
#include "features/dns/tag_list.hpp"

#include <libpsl.h>

#include <algorithm>

namespace mailapp::dns::dmarc {
namespace {

using List = std::vector<std::string_view>;

bool is_one_of(std::string_view value, List const& values) {
    return std::find(values.begin(), values.end(), to_lower(value)) != values.end();
}

std::optional<DmarcAction> action_of(std::string const& value) {
    return reflect::enum_from_name<DmarcAction>(to_lower(value));
}

/// "mailto:somebody@example.org", with a bound of size behind "!" (RFC 7489, section 6.2).
bool is_report_address(std::string_view text) {
    static constexpr std::string_view scheme = "mailto:";
    if (to_lower(text.substr(0, scheme.size())) != scheme) return false;
    auto const address = text.substr(scheme.size(), text.find('!') - scheme.size());
    auto const at = address.rfind('@');
    return at != std::string_view::npos && at > 0 && at + 1 < address.size() &&
           address.find_first_of(" \t") == std::string_view::npos;
}

bool has_report_address(std::string_view list) {
    auto const addresses = split(list, ',');
    return std::any_of(addresses.begin(), addresses.end(),
                       [](std::string_view one) { return is_report_address(trim(one)); });
}

std::optional<std::int64_t> percentage(std::string_view text) {
    auto const number = parse_int(text);
    return number && *number >= 0 && *number <= 100 ? number : std::nullopt;
}

/// Whether receivers can do something with a part other than the policies. What they do not know they leave
/// out of account, which is right for tags of later versions alone.
bool is_understood(TagList::Tag const& tag) {
    auto const& [name, value] = tag;
    if (name == "pct") return percentage(value).has_value();
    if (name == "adkim" || name == "aspf") return is_one_of(value, {"r", "s"});
    if (name == "rua" || name == "ruf") {
        auto const addresses = split(value, ',');
        return std::all_of(addresses.begin(), addresses.end(),
                           [](std::string_view one) { return is_report_address(trim(one)); });
    }
    if (name == "ri") return parse_int(value).value_or(-1) >= 0;
    if (name == "fo") {
        auto const kinds = split(value, ':');
        return std::all_of(kinds.begin(), kinds.end(), [](std::string_view kind) {
            return is_one_of(trim(kind), {"0", "1", "d", "s"});
        });
    }
    // A name in other letters than these is unknown to receivers: tags are told apart by case.
    auto const lower = to_lower(name);
    return lower == name || !is_one_of(lower, {"p", "sp", "pct", "adkim", "aspf", "rua", "ruf", "fo"});
}

std::string text_of(TagList::Tag const& tag) {
    return tag.name + "=" + tag.value;
}

/// A record whose policy cannot be read counts as "none" when it names where reports go, else not at all (RFC
/// 7489, section 6.6.3, step 6).
Verdict without_policy(TagList const& record, Reason reason, std::string about) {
    Verdict verdict{false, Status::mismatch, reason, std::move(about), {}, {}, 100};
    verdict.applies = has_report_address(record.find("rua").value_or(""));
    return verdict;
}

Verdict with_remark(Verdict verdict, TagList const& record) {
    auto const warn = [&](Reason reason, std::string about) {
        verdict.status = Status::warning;
        verdict.reason = reason;
        verdict.about = std::move(about);
        return verdict;
    };
    if (record.tags[1].name != "p") return warn(Reason::dmarc_policy_not_first, "");
    if (!record.broken.empty()) return warn(Reason::dmarc_part_ignored, record.broken);
    for (auto const& tag : record.tags) {
        if (!is_understood(tag)) return warn(Reason::dmarc_part_ignored, text_of(tag));
    }
    if (verdict.action == DmarcAction::none) verdict.reason = Reason::dmarc_policy_none;
    return verdict;
}

}  // namespace

std::vector<std::string> records_of(stack::dns::Answer const& texts) {
    std::vector<std::string> records;
    for (auto const& data : texts.records) {
        auto const first = read_tags(data.text.substr(0, data.text.find(';')));
        if (first.find("v") == "DMARC1") records.push_back(data.text);
    }
    return records;
}

Verdict judge(std::string const& record) {
    auto const list = read_tags(record);
    auto const written = list.find("p");
    if (!written) return without_policy(list, Reason::dmarc_policy_missing, "");
    auto const action = action_of(*written);
    if (!action) return without_policy(list, Reason::dmarc_policy_invalid, "p=" + *written);
    auto below = *action;
    if (auto const of_subdomains = list.find("sp")) {
        auto const known = action_of(*of_subdomains);
        if (!known) return without_policy(list, Reason::dmarc_policy_invalid, "sp=" + *of_subdomains);
        below = *known;
    }
    auto const percent = percentage(list.find("pct").value_or("")).value_or(100);
    return with_remark({true, Status::valid, Reason::none, "", *action, below, percent}, list);
}

std::optional<std::string> organizational_domain(std::string const& domain) {
    auto const* const list = psl_builtin();
    auto const* const registered = list == nullptr ? nullptr : psl_registrable_domain(list, domain.c_str());
    if (registered == nullptr || domain == registered) return std::nullopt;
    return registered;
}

}  // namespace mailapp::dns::dmarc
