#pragma once

#include "base/error.hpp"
#include "base/file.hpp"
#include "instance/instance.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mailapp::stack::postfix {

/// A message that one of our own programs sends in the name of a mailbox.
struct LocalMessage {
    std::string user;    ///< whose it is, as if he had signed in
    std::string sender;  ///< of the envelope; "" for none
    std::vector<std::string> recipients;
    std::string content;        ///< with CRLF line ends
    bool is_passed_on = false;  ///< somebody else's mail, or a notice of ours: nothing that the mailbox says
};

/// Whether Sieve sends a message on, instead of having written it: such a message begins with the field
/// X-Sieve and, second, X-Sieve-Redirected-From, which a stranger's and a script's own fields stand behind.
bool is_redirected(std::string_view content);

/// A recipient whom Postfix refuses for good, and its words.
struct Refusal {
    std::string recipient;
    std::string reply;  ///< "550 5.1.1 ..."
};

/// Where Dovecot's Sieve hands mail in; only the owner of the mail can reach it. The gate leads to Postfix.
fs::path local_submission_socket(Instance const& instance);

/// With CRLF at the end of each line, whatever it had.
std::string with_crlf(std::string_view text);

/// Lets the mailbox itself speak where Sieve writes as the server's postmaster because the script names
/// nobody (the old "notify"). Refusals, which have no envelope sender, stay the postmaster's.
void write_as_mailbox(LocalMessage& message, std::string const& hostname);

/// Hands a message to the smtpd(8) behind a Unix socket. All recipients that are not refused have it then.
/// Errors (nobody has it, try again later): submit.unreachable, submit.deferred.
Result<std::vector<Refusal>> submit_locally(fs::path const& socket, LocalMessage const& message);

/// Puts a message, with CRLF line ends, into the mailbox of an address over LMTP, without a sender.
/// Errors: submit.unreachable, submit.deferred (try again later), submit.refused.
Result<> deliver_locally(fs::path const& lmtp_socket, std::string const& address, std::string const& content);

/// A notice of non-delivery (RFC 3464) from this host to the mailbox whose script sent a message, with the
/// message in it.
std::string refusal_notice(std::string const& hostname, LocalMessage const& message,
                           std::vector<Refusal> const& refusals, std::string const& boundary);

}  // namespace mailapp::stack::postfix
