#pragma once

#include "base/clock.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::stack::tls {

/// A certificate and its private key, both PEM.
struct KeyPair {
    std::string certificate;
    std::string private_key;
};

/// What the names of authorities of our own begin with.
inline constexpr char const* authority_name = "MailApp authority of ";

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

/// Whether the private key is that of the (first) certificate. False for what is neither.
bool belong_together(KeyPair const& pair);

/// Whether the (first) certificate was signed with the key of that authority. False for what is no
/// certificate.
bool is_issued_by(std::string const& certificate, std::string const& authority);

/// Whether an authority of make_authority issued it, of this instance or of one before.
bool is_of_own_kind(std::string const& certificate);

/// When the (first) certificate ends; nothing for what is no certificate.
std::optional<Seconds> valid_until(std::string const& certificate);

}  // namespace mailapp::stack::tls
