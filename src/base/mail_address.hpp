#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailapp {

/// A domain name as it is stored and compared: lower case, IDNA A-labels (UTS 46), no trailing dot.
/// Nothing when it is no host name: labels of letters, digits and inner hyphens, each at most 63 octets,
/// at most 253 in all (RFC 1123, section 2.1).
std::optional<std::string> normalize_domain(std::string_view name);

/// The domain for people: U-labels where there are any.
std::string domain_for_display(std::string_view normalized);

/// An address split at its last "@".
struct MailAddress {
    std::string local_part;
    std::string domain;

    std::string text() const { return local_part + "@" + domain; }
    friend bool operator==(MailAddress const&, MailAddress const&) = default;
};

/// A mailbox address as it is stored and compared: local part lower-cased (dot-atom of RFC 5321,
/// section 4.1.2, at most 64 octets, ASCII), domain normalized, at most 254 octets in all. Nothing for
/// anything else.
std::optional<MailAddress> normalize_address(std::string_view address);

/// The local part without a tag: "anna+shop" -> "anna". The delimiter is "+"; one at the start is no tag.
std::string_view without_tag(std::string_view local_part);

}  // namespace mailapp
