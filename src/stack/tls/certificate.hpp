#pragma once

#include "base/file.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace mailapp::stack::tls {

/// A certificate and its private key, both PEM.
struct KeyPair {
    std::string certificate;
    std::string private_key;
};

/// A certificate authority of its own for an instance: EC P-256, 10 years. Throws std::runtime_error when
/// OpenSSL cannot.
KeyPair make_authority(std::string const& common_name);

/// A server certificate by that authority, valid for host names and IP addresses: EC P-256, 825 days. Throws
/// std::runtime_error when the authority cannot be read or OpenSSL cannot.
KeyPair make_server(KeyPair const& authority, std::vector<std::string> const& names,
                    std::vector<std::string> const& addresses);

/// Whether a PEM certificate is for this name and good for that long from now on. False for what is no
/// certificate.
bool is_good_for(std::string const& certificate, std::string const& name, std::chrono::seconds at_least);

}  // namespace mailapp::stack::tls
