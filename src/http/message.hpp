#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailapp::http {

enum class Method { get, head, post, put, patch, delete_, options, other };

std::string_view to_string(Method method);

/// One request as it came, limits already enforced. Plain data: nothing of the HTTP library shows.
struct RawRequest {
    Method method = Method::get;
    std::string target;                                        ///< path and query as sent
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    std::string body;
    std::string remote;      ///< peer address as text; "" on a Unix socket
    bool secure = false;     ///< came over TLS
    bool forwarded = false;  ///< by a trusted proxy, of which `remote` and `secure` were learned
    std::string id;          ///< request id, made by the pipeline

    /// The first header of that (lower-case) name; "" when there is none.
    std::string_view header(std::string_view name) const;
    /// The target up to "?", still percent-encoded.
    std::string_view path() const;
    /// The target after "?".
    std::string_view query() const;
    /// The value of a cookie (RFC 6265); nothing when it was not sent.
    std::optional<std::string> cookie(std::string_view name) const;
};

class LiveBody;

/// Gives the next part of a streamed body, an empty text at its end. Runs on a worker thread.
using BodySource = std::function<std::string()>;

struct RawResponse {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    BodySource stream;               ///< when set, sent chunked instead of `body`
    std::shared_ptr<LiveBody> live;  ///< when set, sent as it comes instead of `body`, never compressed
    bool caller_is_known = false;    ///< showed a good key or session: its connection is no stranger's

    void set(std::string name, std::string value) { headers.emplace_back(std::move(name), std::move(value)); }
};

/// Whether an If-None-Match value names this entity tag, by weak comparison (RFC 9110, section 13.1.2).
bool names_tag(std::string_view if_none_match, std::string_view tag);

RawResponse text_response(int status, std::string body,
                          std::string content_type = "text/plain; charset=utf-8");
RawResponse json_response(int status, std::string body);

}  // namespace mailapp::http
