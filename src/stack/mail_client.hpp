#pragma once

#include "base/error.hpp"
#include "base/secret.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mailapp::stack {

/// A service of the instance as a mail program reaches it: the certificate is checked against `ca_file` and
/// the host's name, the connection goes to `address`.
struct MailServer {
    std::string hostname;
    std::string address;
    std::uint16_t port = 0;
    std::filesystem::path ca_file;
};

/// Who signs in; nobody when the user is empty.
struct MailLogin {
    std::string user;
    Secret password;
};

struct OutgoingMessage {
    std::string sender;  ///< of the envelope; "" for a bounce
    std::vector<std::string> recipients;
    std::string content;  ///< with CRLF line ends
};

/// How an SMTP server answered: the code of its last reply, 250 when it took the message.
struct SmtpAnswer {
    long code = 0;
};

/// Sends over SMTP with STARTTLS. Error: upstream.unreachable when there was no SMTP answer at all.
Result<SmtpAnswer> smtp_send(MailServer const& server, MailLogin const& login,
                             OutgoingMessage const& message);

/// The newest message of the INBOX whose subject contains the word (letters, digits, "-"), over IMAP with
/// implicit TLS; "" when there is none. Error: upstream.unreachable, also when the login is refused.
Result<std::string> imap_message(MailServer const& server, MailLogin const& login, std::string const& word);

}  // namespace mailapp::stack
