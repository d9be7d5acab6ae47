#pragma once

#include "directory/address.hpp"
#include "directory/lookups.hpp"

#include <optional>
#include <stdexcept>
#include <string>

namespace mailapp::directory {

/// Mail of the machine itself cannot be brought to anybody yet: it waits.
class NoSystemMail : public std::runtime_error {
public:
    NoSystemMail() : std::runtime_error("no address is set for the server's own mail") {}
};

/// A question as Postfix puts it, with the domain that it leaves out: "postmaster" alone (RFC 5321, section
/// 4.5.1) and the machine's own IP addresses mean the server's own name.
std::string with_own_name(std::string_view key, LookupSettings const& settings);

/// Whether somebody must be behind this address although it has nothing of its own: postmaster and abuse in
/// every domain (RFC 5321, section 4.5.1, and RFC 2142), root and MAILER-DAEMON at the server's own name.
bool is_role(std::string_view untagged_local_part, std::string_view domain, LookupSettings const& settings);

/// Where the server's own mail goes: the address of the set-up. Nothing when there is none, or when nobody
/// has it any more.
std::optional<std::string> system_mail(Replica::View const& view, LookupSettings const& settings);

/// Whether mail for the domain is the machine's own: at the server's name or at localhost.
bool is_own_name(std::string_view domain, LookupSettings const& settings);

}  // namespace mailapp::directory
