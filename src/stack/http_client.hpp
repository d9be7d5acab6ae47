#pragma once

#include "base/error.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace mailapp::stack {

/// One request to a program of the instance. Never follows redirects, never uses a proxy.
struct HttpCall {
    std::string url;
    std::string method = "GET";
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
    std::filesystem::path unix_socket = {};  ///< when set, the host of the URL is only a name
    std::chrono::milliseconds deadline{10'000};
};

struct HttpReply {
    long status = 0;
    std::string body;  ///< at most 16 MiB
};

/// Blocks. Error: upstream.unreachable when there is no whole answer before the deadline.
Result<HttpReply> http_call(HttpCall const& call);

}  // namespace mailapp::stack
