#pragma once

#include "base/error.hpp"

#include <string>
#include <string_view>

namespace mailapp::agent {

/// Where one mailbox's mail lies below the instance's mail directory, checked component by component.
struct StorePath {
    std::string domain;
    std::string name;

    /// From "domain/local-ID". Error: mailstore.invalid_store for anything that could mean another place:
    /// more or fewer components, ".", "..", hidden names, control characters, a domain that is not
    /// normalized.
    static Result<StorePath> parse(std::string_view store);
    /// The domain alone. Error: mailstore.invalid_domain.
    static Result<std::string> parse_domain(std::string_view domain);
};

}  // namespace mailapp::agent
