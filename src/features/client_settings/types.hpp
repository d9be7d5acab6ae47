#pragma once

#include "reflect/enums.hpp"
#include "reflect/members.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mailapp::client_settings {

enum class Protocol { imap, pop3, smtp, sieve };
BOOST_DESCRIBE_ENUM(Protocol, imap, pop3, smtp, sieve)

/// tls: from the first byte on (RFC 8314); starttls: before the password.
enum class Encryption { tls, starttls };
BOOST_DESCRIBE_ENUM(Encryption, tls, starttls)

struct ClientServer {
    std::string host;
    std::int64_t port = 0;
    Encryption encryption = Encryption::tls;
};
BOOST_DESCRIBE_STRUCT(ClientServer, (), (host, port, encryption))

struct ClientService {
    Protocol protocol = Protocol::imap;
    bool enabled = true;                ///< the mailbox's own switch
    std::vector<ClientServer> servers;  ///< the best first; also when it is switched off
};
BOOST_DESCRIBE_STRUCT(ClientService, (), (protocol, enabled, servers))

/// What the person enters into a mail program.
struct ClientSettings {
    std::string address;
    std::string display_name;
    std::string user_name;    ///< of every service
    bool can_sign_in = true;  ///< neither the mailbox nor its domain is switched off
    std::vector<ClientService> services;
};
BOOST_DESCRIBE_STRUCT(ClientSettings, (), (address, display_name, user_name, can_sign_in, services))

}  // namespace mailapp::client_settings
