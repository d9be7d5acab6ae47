#pragma once

#include "directory/reach.hpp"
#include "directory/replicas.hpp"
#include "directory/stream_server.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mailapp::directory {

/// The attributes of an SMTP access policy request that matter here.
struct PolicyRequest {
    std::string request;
    std::string sender;
    std::string recipient;
    std::string sasl_username;
    std::string protocol_state = {};  ///< "RCPT", or "END-OF-MESSAGE" when the size is known
    std::int64_t size = 0;  ///< bytes of the message; of what was announced before it came; 0 if not
};

/// The lines "name=value" of one request, without the empty line that ends it; unknown names are skipped.
/// Nothing when a line has no "=" or a name comes twice.
std::optional<PolicyRequest> parse_policy_request(std::string_view text);

/// What the policy is decided from.
struct PolicySources {
    Replicas& replicas;
    LookupSettings const& settings;
    Usage usage;
};

/// The action of access(5) for one recipient. An alias that is only for its own domain refuses everybody who
/// has not signed in or who writes from elsewhere; the inner addresses of long aliases are refused to all.
/// Refused as well: an address of this server behind which nobody is, one that leads to full mailboxes only,
/// and addresses beyond ASCII, for which nobody has announced SMTPUTF8.
std::string policy_action(PolicySources const& sources, PolicyRequest const& request);

/// Postfix's policy delegation protocol. `sources` outlives it.
std::unique_ptr<Conversation> policy_conversation(PolicySources const& sources);

}  // namespace mailapp::directory
