#pragma once

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
};

/// The lines "name=value" of one request, without the empty line that ends it; unknown names are skipped.
/// Nothing when a line has no "=" or a name comes twice.
std::optional<PolicyRequest> parse_policy_request(std::string_view text);

/// The action of access(5) for one recipient: an alias that is only for its own domain refuses everybody who
/// has not signed in or who writes from elsewhere; the inner addresses of long aliases are refused to all.
std::string policy_action(Replicas& replicas, PolicyRequest const& request);

/// Postfix's policy delegation protocol. `replicas` outlives it.
std::unique_ptr<Conversation> policy_conversation(Replicas& replicas);

}  // namespace mailapp::directory
