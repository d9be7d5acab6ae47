#include "http/client_key.hpp"

#include "identity/networks.hpp"

namespace mailapp::http {

std::string client_key(std::string_view remote) {
    auto const address = identity::IpAddress::parse(remote);
    return address ? identity::Network::around(*address, 32, 64).text() : std::string();
}

}  // namespace mailapp::http
