#pragma once

#include "base/error.hpp"
#include "base/file.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace mailapp {

/// One request to a program of the instance: on loopback, or over a Unix socket when one is named.
struct HttpCall {
    std::string url;
    fs::path unix_socket;              ///< empty: by the address of the URL
    std::vector<std::string> headers;  ///< "Name: value"
    std::string body;                  ///< sent with POST
    std::chrono::milliseconds deadline{10'000};
    std::size_t longest_reply = std::size_t{4} * 1024 * 1024;
};

struct HttpAnswer {
    long status = 0;
    std::string body;
};

/// Posts and waits. No proxy, no redirect, no other protocol than HTTP. Error: http_call.failed (not reached,
/// too slow, too long); an answer with any status is a result.
Result<HttpAnswer> http_post(HttpCall const& call);

}  // namespace mailapp
