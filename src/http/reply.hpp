#pragma once

#include "http/message.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace mailapp::http {

/// What the request says about the form of its reply.
struct ReplyForm {
    bool head_only = false;   ///< the method is HEAD
    bool http_1_0 = false;    ///< no chunked coding
    bool keep_alive = false;  ///< the client wants to send another request
    bool gzip = false;
    std::size_t compress_from = 2048;
};

/// A reply in the bytes of HTTP/1.1 (RFC 9112).
struct Reply {
    std::string bytes;               ///< head and, unless it is streamed, body
    BodySource more;                 ///< when set: further bytes with their framing, an empty text at the end
    std::shared_ptr<LiveBody> live;  ///< when set: what is sent behind `bytes` as it comes
    bool live_is_chunked = false;
    bool keep_alive = false;  ///< the connection can be used again after it
    bool caller_is_known = false;
};

/// Compresses and frames a response. A response that is not fit to be sent (a header with a line end in it,
/// an impossible status) is logged and becomes a 500.
Reply make_reply(ReplyForm const& form, RawResponse response);

/// Data as one chunk (RFC 9112, section 7.1).
std::string chunk(std::string_view data);
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

/// A problem document (RFC 9457) of the server itself, outside any operation.
RawResponse problem(int status, std::string_view code, std::string_view detail);

}  // namespace mailapp::http
