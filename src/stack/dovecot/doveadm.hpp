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

/// The live connections of one user over one protocol.
struct Sessions {
    std::string username;
    std::string service;  ///< imap, pop3, sieve
    std::int64_t connections = 0;
};

/// Errors of all calls: dovecot.unreachable, dovecot.refused. Safe from several threads.
class Doveadm {
public:
    Doveadm(std::filesystem::path socket, Secret key);

    /// Ends the live sessions of a user; nobody else's. The number of entries that Dovecot named; 0 when
    /// there were none. Also dovecot.no_exact_match for an address with "*" or "?", which Dovecot takes as a
    /// pattern.
    Result<std::int64_t> kick(std::string const& address) const;
    Result<std::vector<Sessions>> who(std::string const& address) const;

private:
    std::filesystem::path socket_;
    Secret authorization_;
};

}  // namespace mailapp::stack::dovecot
