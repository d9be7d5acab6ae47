#pragma once

#include "apply/tree.hpp"

namespace mailapp::apply {

/// Makes the two users when they are missing. Error: prepare.user_refused with useradd's own words.
Result<> ensure_users();

/// Generates the secrets that are missing; those that exist stay. Throws std::system_error.
void ensure_secrets(Instance const& instance);

/// What ensure_certificates did.
struct CertificateWork {
    bool made = false;
    std::vector<std::string> remarks;  ///< for the operator: what was wrong
};

/// The instance's authority and a server certificate for its host name; the latter is made anew in the last
/// 60 days of its life, when the host name is another, or when key, certificate and authority do not belong
/// together. A certificate that an operator put there is left alone. Error: up.certificate_mismatch, when the
/// operator's key is another one's. Throws what write_file_atomically does.
Result<CertificateWork> ensure_certificates(Instance const& instance);

/// Changes with the server's key and certificate; says nothing about them.
std::string fingerprint_of_certificates(Instance const& instance);

/// Copies the running program and its pages into the instance, so that a later build does not change what
/// runs. Gives true when one of them is new.
bool ensure_program(Instance const& instance);

}  // namespace mailapp::apply
