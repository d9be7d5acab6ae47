#pragma once

#include "base/error.hpp"
#include "base/secret.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// Dovecot's administration over its HTTP interface on a Unix socket:
/// https://doc.dovecot.org/2.3/admin_manual/doveadm_http_api/
namespace mailapp::stack::dovecot {

/// A live session: one process of its own.
struct Session {
    std::string username;
    std::string service;  ///< imap, pop3, sieve
    std::int64_t pid = 0;

    friend bool operator==(Session const&, Session const&) = default;
};

/// Errors of all calls: dovecot.unreachable, dovecot.refused. Safe from several threads.
class Doveadm {
public:
    Doveadm(std::filesystem::path socket, Secret key);

    /// Ends the live sessions of a user over these services, nobody else's and no others, as Dovecot's own
    /// "kick" does: it knows no services and takes "*" and "?" in a name as a pattern. The number of
    /// sessions; 0 when there were none. For root.
    Result<std::int64_t> kick(std::string const& address, std::vector<std::string> const& services) const;
    Result<std::vector<Session>> who(std::string const& address) const;

private:
    std::filesystem::path socket_;
    Secret authorization_;
};

}  // namespace mailapp::stack::dovecot
