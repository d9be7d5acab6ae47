#include "features/search/service.hpp"

#include "base/mail_address.hpp"
#include "base/text.hpp"

namespace mailapp::search {
namespace {

constexpr std::int64_t most_of_a_kind = 50;
constexpr std::size_t longest_text = 255;

}  // namespace

Result<SearchAnswer> Service::find(Principal const& who, SearchQuery const& query) {
    if (query.limit < 1 || query.limit > most_of_a_kind) {
        return invalid("search.limit_invalid",
                       "The limit must be from 1 to " + std::to_string(most_of_a_kind) + ".", "/limit");
    }
    std::string const text(trim(query.q));
    if (text.size() > longest_text || has_control_characters(text)) {
        return invalid("search.text_invalid", "The text has at most 255 characters on one line.", "/q");
    }
    SearchAnswer answer;
    if (text.empty()) return answer;
    auto const limit = static_cast<std::size_t>(query.limit);
    auto const& visibility = who.visibility();
    if (may(who.role, Scope::domains_read)) {
        for (auto& domain : domains_.suggest(visibility, text, limit)) {
            answer.items.push_back({Kind::domain, domain.name, std::move(domain.display_name),
                                    std::move(domain.description), domain.active});
        }
        for (auto& alias_domain : alias_domains_.suggest(visibility, text, limit)) {
            answer.items.push_back({Kind::alias_domain, alias_domain.name,
                                    std::move(alias_domain.display_name),
                                    domain_for_display(alias_domain.target_domain), alias_domain.active});
        }
    }
    if (may(who.role, Scope::mailboxes_read)) {
        for (auto& mailbox : mailboxes_.suggest(visibility, text, limit)) {
            answer.items.push_back({Kind::mailbox, mailbox.address, mailbox.address, std::move(mailbox.name),
                                    mailbox.state != mailboxes::MailboxState::inactive});
        }
    }
    if (may(who.role, Scope::aliases_read)) {
        for (auto& alias : aliases_.suggest(visibility, text, limit)) {
            auto const destination = alias.destinations.empty()
                                         ? std::string(reflect::enum_name(alias.delivery))
                                         : alias.destinations.front();
            answer.items.push_back(
                {Kind::alias, std::to_string(alias.id), std::move(alias.address), destination, alias.active});
        }
    }
    return answer;
}

}  // namespace mailapp::search
