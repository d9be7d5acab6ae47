#pragma once

#include "http/chunk_reader.hpp"
#include "http/message.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace mailapp::http {

/// Why a request is not served; the connection ends with it.
struct Refusal {
    int status;
    std::string_view code;    ///< stable: "http.body_too_large"
    std::string_view detail;  ///< for people
};

/// Makes one request of the bytes of a connection (RFC 9112), stricter than the RFC asks where two readers of
/// the same bytes could disagree about where a request ends: no bare line feed, no folded line, one
/// Content-Length at most and none beside Transfer-Encoding, no coding but "chunked".
class RequestReader {
public:
    RequestReader(std::size_t header_limit, std::size_t body_limit)
        : header_limit_(header_limit), body_limit_(body_limit) {}

    /// Takes bytes and says how many; those that are left must be offered again with more behind them. Stops
    /// at the end of the head, and at the end of the request.
    std::size_t take(std::string_view bytes);

    bool head_complete() const { return head_complete_; }
    bool complete() const;
    std::optional<Refusal> const& refusal() const { return refusal_; }

    /// After the head: the client waits for "100 Continue" (RFC 9110, section 10.1.1).
    bool expects_continue() const;
    bool keep_alive() const { return keep_alive_; }
    bool http_1_0() const { return http_1_0_; }
    /// "OPTIONS *": about the server, not about a resource.
    bool is_about_server() const { return request_.target == "*"; }
    /// The request so far: whole head, and the body as far as it came.
    RawRequest const& request() const { return request_; }
    /// As request(), to fill in what the head does not say.
    RawRequest& request() { return request_; }
    /// Whether the body is, or will be, longer than that.
    bool body_is_longer_than(std::size_t size) const { return request_.body.size() + remaining_ > size; }

    /// The request, once complete. Remote, secure and id are the caller's to set.
    RawRequest release() { return std::move(request_); }

private:
    enum class Scan { unfinished, complete, malformed };

    Scan scan_head(std::string_view bytes);
    std::size_t take_head(std::string_view bytes);
    std::size_t take_body(std::string_view bytes);
    void read_head(std::string_view bytes);
    void check_head();
    void check_length();
    void normalize_target();
    void refuse(int status, std::string_view code, std::string_view detail);

    std::size_t const header_limit_;
    std::size_t const body_limit_;
    std::size_t scanned_ = 0;
    bool skipped_line_ = false;  ///< an empty one before the request
    RawRequest request_;
    std::optional<Refusal> refusal_;
    bool head_complete_ = false;
    bool keep_alive_ = false;
    bool http_1_0_ = false;
    std::size_t remaining_ = 0;  ///< of a body with Content-Length
    std::optional<ChunkReader> chunks_;
};

}  // namespace mailapp::http
