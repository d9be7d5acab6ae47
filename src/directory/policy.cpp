#include "directory/policy.hpp"

#include "base/log.hpp"
#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "directory/address.hpp"
#include "directory/alias_parts.hpp"

#include <set>

namespace mailapp::directory {
namespace {

constexpr std::string_view no_opinion = "DUNNO";
constexpr std::string_view cannot_tell = "DEFER 4.3.0 The directory cannot answer now";
constexpr std::string_view refuse_internal = "REJECT 5.7.1 This address takes mail from its own domain only";
constexpr std::string_view refuse_unknown = "550 5.1.1 User unknown";

/// The alias that a recipient names: its own row, or the catch-all where the address has nothing of its own.
std::optional<AliasRecord> alias_for(Replica::View const& view, Place const& place,
                                     AskedAddress const& asked) {
    auto const local_part = untagged(view, asked);
    if (auto alias = view.alias(local_part + "@" + asked.domain)) return alias;
    if (mailbox_at(view, place, local_part)) return std::nullopt;
    return view.alias(asked.catch_all());
}

/// Whether the sender writes from the domain of the alias or from one that stands for the same domain.
bool is_own_sender(Replica::View const& view, Place const& place, std::string_view sender) {
    auto const from = asked_address(sender);
    if (!from || from->is_catch_all()) return false;
    auto const theirs = place_of(view, from->domain);
    return theirs && theirs->active && theirs->base == place.base;
}

std::string action_for(Replica::View const& view, PolicyRequest const& request) {
    if (is_inner_address(request.recipient)) return std::string(refuse_unknown);
    auto const asked = asked_address(request.recipient);
    if (!asked || asked->is_catch_all()) return std::string(no_opinion);
    auto const place = place_of(view, asked->domain);
    if (!place || !place->active) return std::string(no_opinion);
    auto const alias = alias_for(view, *place, *asked);
    if (!alias || !alias->active || !alias->internal) return std::string(no_opinion);
    // An envelope sender alone proves nothing: whoever is not signed in may write any.
    if (request.sasl_username.empty() || !is_own_sender(view, *place, request.sender))
        return std::string(refuse_internal);
    return std::string(no_opinion);
}

class PolicyConversation : public Conversation {
public:
    explicit PolicyConversation(Replicas& replicas) : replicas_(replicas) {}

    Step take(std::string_view input, std::string& output) override {
        auto const end = input.find("\n\n");
        if (end == std::string_view::npos) return {};
        auto const request = parse_policy_request(input.substr(0, end + 1));
        if (!request) {
            log::warn("directory.policy_request_malformed");
            output += "action=" + std::string(cannot_tell) + "\n\n";
            return {input.size(), true};
        }
        output += "action=" + policy_action(replicas_, *request) + "\n\n";
        return {end + 2, false};
    }

private:
    Replicas& replicas_;
};

}  // namespace

std::optional<PolicyRequest> parse_policy_request(std::string_view text) {
    PolicyRequest request;
    std::set<std::string_view> seen;
    for (auto const line : split(text, '\n')) {
        if (line.empty()) continue;
        auto const equals = line.find('=');
        if (equals == std::string_view::npos || equals == 0) return std::nullopt;
        auto const name = line.substr(0, equals);
        auto const value = line.substr(equals + 1);
        if (!seen.insert(name).second) return std::nullopt;
        if (name == "request") request.request = value;
        if (name == "sender") request.sender = value;
        if (name == "recipient") request.recipient = value;
        if (name == "sasl_username") request.sasl_username = value;
    }
    if (request.request.empty()) return std::nullopt;
    return request;
}

std::string policy_action(Replicas& replicas, PolicyRequest const& request) {
    if (request.request != "smtpd_access_policy") return std::string(cannot_tell);
    try {
        return ask(replicas, [&](Replica::View const& view) { return action_for(view, request); });
    } catch (std::exception const& problem) {
        log::error("directory.policy_failed", {{"problem", problem.what()}});
        return std::string(cannot_tell);
    }
}

std::unique_ptr<Conversation> policy_conversation(Replicas& replicas) {
    return std::make_unique<PolicyConversation>(replicas);
}

}  // namespace mailapp::directory
