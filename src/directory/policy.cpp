#include "directory/policy.hpp"

#include "base/log.hpp"
#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "directory/address.hpp"
#include "directory/alias_parts.hpp"
#include "directory/system_mail.hpp"

#include <algorithm>
#include <set>

namespace mailapp::directory {
namespace {

constexpr std::string_view no_opinion = "DUNNO";
constexpr std::string_view cannot_tell = "DEFER 4.3.0 The directory cannot answer now";
constexpr std::string_view refuse_internal = "REJECT 5.7.1 This address takes mail from its own domain only";
constexpr std::string_view refuse_unknown = "550 5.1.1 User unknown";
constexpr std::string_view refuse_full = "552 5.2.2 Mailbox is full";
constexpr std::string_view refuse_not_ascii =
    "553 5.6.7 Addresses beyond ASCII need SMTPUTF8, which is not spoken here";
constexpr std::string_view message_is_whole = "END-OF-MESSAGE";

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

/// With the server's own name where Postfix leaves it out or writes it as an IP address. Somebody who signed
/// in may write to another machine by its address; from strangers only this one's come as far as here, and
/// only the roles are not refused before.
std::string recipient_of(PolicyRequest const& request, LookupSettings const& settings) {
    auto named = with_own_name(request.recipient, settings);
    bool const has_domain = request.recipient.find('@') != std::string::npos;
    if (!has_domain || named == request.recipient) return named;
    auto const asked = asked_address(named);
    bool const may_be_ours = request.sasl_username.empty() && asked &&
                             is_role(without_tag(asked->local_part), asked->domain, settings);
    return may_be_ours ? named : request.recipient;
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

bool is_refused_as_internal(Replica::View const& view, PolicyRequest const& request, Place const& place,
                            AskedAddress const& asked) {
    auto const alias = alias_for(view, place, asked);
    if (!alias || !alias->active || !alias->internal) return false;
    // An envelope sender alone proves nothing: whoever is not signed in may write any.
    return request.sasl_username.empty() || !is_own_sender(view, place, request.sender);
}

std::string_view action_for(Replica::View const& view, PolicySources const& sources,
                            PolicyRequest const& request) {
    if (is_inner_address(request.recipient)) return refuse_unknown;
    if (!is_ascii(request.sender)) return refuse_not_ascii;
    // Of several recipients nothing is told when the message is whole, and one must not cost the others
    // theirs.
    if (request.recipient.empty()) return no_opinion;
    auto const recipient = recipient_of(request, sources.settings);
    auto const asked = asked_address(recipient);
    if (!asked) return is_ascii(recipient) ? no_opinion : refuse_not_ascii;
    if (asked->is_catch_all()) return no_opinion;
    auto const place = place_of(view, asked->domain);
    if (!place) {
        if (asked->domain != sources.settings.hostname)
            return is_ascii(recipient) ? no_opinion : refuse_not_ascii;
    } else {
        if (!place->active) return no_opinion;
        if (is_refused_as_internal(view, request, *place, *asked)) return refuse_internal;
    }
    switch (reach_of(view, sources.settings, sources.usage, asked->text(), request.size)) {
        case Reach::nobody: return request.protocol_state == message_is_whole ? no_opinion : refuse_unknown;
        case Reach::full: return refuse_full;
        case Reach::somebody: break;
    }
    return no_opinion;
}

class PolicyConversation : public Conversation {
public:
    explicit PolicyConversation(PolicySources const& sources) : sources_(sources) {}

    Step take(std::string_view input, std::string& output) override {
        auto const end = input.find("\n\n");
        if (end == std::string_view::npos) return {};
        auto const request = parse_policy_request(input.substr(0, end + 1));
        if (!request) {
            log::warn("directory.policy_request_malformed");
            output += "action=" + std::string(cannot_tell) + "\n\n";
            return {input.size(), true};
        }
        output += "action=" + policy_action(sources_, *request) + "\n\n";
        return {end + 2, false};
    }

private:
    PolicySources const& sources_;
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
        if (name == "protocol_state") request.protocol_state = value;
        if (name == "size") request.size = std::max<std::int64_t>(parse_int(value).value_or(0), 0);
    }
    if (request.request.empty()) return std::nullopt;
    return request;
}

std::string policy_action(PolicySources const& sources, PolicyRequest const& request) {
    if (request.request != "smtpd_access_policy") return std::string(cannot_tell);
    try {
        return std::string(ask(
            sources.replicas, [&](Replica::View const& view) { return action_for(view, sources, request); }));
    } catch (std::exception const& problem) {
        log::error("directory.policy_failed", {{"problem", problem.what()}});
        return std::string(cannot_tell);
    }
}

std::unique_ptr<Conversation> policy_conversation(PolicySources const& sources) {
    return std::make_unique<PolicyConversation>(sources);
}

}  // namespace mailapp::directory
