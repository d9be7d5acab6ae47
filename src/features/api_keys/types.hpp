#pragma once

#include "base/clock.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mailapp::api_keys {

enum class ApiAccess { read_only, read_write };
BOOST_DESCRIBE_ENUM(ApiAccess, read_only, read_write)

/// A key for programs, without the key itself: that is shown once, when it is made.
struct ApiKey {
    std::int64_t id = 0;
    ApiAccess access = ApiAccess::read_only;
    std::string description;
    std::string hint;                     ///< the last six characters of the key
    std::vector<std::string> allow_from;  ///< addresses and networks (CIDR) that may use it
    bool skip_ip_check = false;           ///< any address may; the list is kept
    bool active = true;
    Seconds created;
    std::optional<Seconds> modified;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(ApiKey, (),
                      (id, access, description, hint, allow_from, skip_ip_check, active, created, modified,
                       version))

struct NewApiKey {
    static constexpr bool is_request = true;
    static constexpr std::array required_members{"access"};
    ApiAccess access = ApiAccess::read_only;
    std::string description;
    std::vector<std::string> allow_from;
    bool skip_ip_check = false;
    bool active = true;
};
BOOST_DESCRIBE_STRUCT(NewApiKey, (), (access, description, allow_from, skip_ip_check, active))

/// What is absent or null stays as it is.
struct ApiKeyPatch {
    static constexpr bool is_request = true;
    std::optional<ApiAccess> access;
    std::optional<std::string> description;
    std::optional<std::vector<std::string>> allow_from;
    std::optional<bool> skip_ip_check;
    std::optional<bool> active;
};
BOOST_DESCRIBE_STRUCT(ApiKeyPatch, (), (access, description, allow_from, skip_ip_check, active))

/// A key that was just made. `key` cannot be had again.
struct IssuedApiKey {
    std::string key;
    ApiKey details;
};
BOOST_DESCRIBE_STRUCT(IssuedApiKey, (), (key, details))

struct ApiKeyFilter {
    static constexpr bool is_request = true;
    std::optional<std::string> cursor;
    std::int64_t limit = 50;
};
BOOST_DESCRIBE_STRUCT(ApiKeyFilter, (), (cursor, limit))

}  // namespace mailapp::api_keys
