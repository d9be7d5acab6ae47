#include "http/request_reader.hpp"

#include "base/text.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>

namespace mailapp::http {

namespace beast_http = boost::beast::http;
using boost::system::error_code;

namespace {

std::string_view view(boost::core::string_view text) {
    return {text.data(), text.size()};
}

Method method_of(beast_http::verb verb) {
    switch (verb) {
        case beast_http::verb::get: return Method::get;
        case beast_http::verb::head: return Method::head;
        case beast_http::verb::post: return Method::post;
        case beast_http::verb::put: return Method::put;
        case beast_http::verb::patch: return Method::patch;
        case beast_http::verb::delete_: return Method::delete_;
        case beast_http::verb::options: return Method::options;
        default: return Method::other;
    }
}

std::size_t count_of(RawRequest const& request, std::string_view name) {
    return static_cast<std::size_t>(std::count_if(request.headers.begin(), request.headers.end(),
                                                  [&](auto const& header) { return header.first == name; }));
}

/// The characters of a host and port (RFC 3986, section 3.2), without user information.
bool is_authority(std::string_view text) {
    static constexpr std::string_view marks = "-._~!$&'()*+,;=%:[]";
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               marks.find(c) != std::string_view::npos;
    });
}

}  // namespace

std::size_t RequestReader::take(std::string_view bytes) {
    if (refusal_ || complete()) return 0;
    return head_complete_ ? take_body(bytes) : take_head(bytes);
}

RequestReader::Scan RequestReader::scan_head(std::string_view bytes) {
    // Byte by byte and once only, before the parser sees anything: a line that some other program might end
    // elsewhere is refused as soon as it shows.
    for (; scanned_ < bytes.size(); ++scanned_) {
        auto c = static_cast<unsigned char>(bytes[scanned_]);
        char before = scanned_ > 0 ? bytes[scanned_ - 1] : '\0';
        if (c == '\n') {
            if (before != '\r') return Scan::malformed;
            if (scanned_ >= 3 && bytes[scanned_ - 2] == '\n') {
                ++scanned_;
                return Scan::complete;
            }
            continue;
        }
        if (before == '\r') return Scan::malformed;
        if (before == '\n' && (c == ' ' || c == '\t')) return Scan::malformed;
        if ((c < 0x20 && c != '\t' && c != '\r') || c == 0x7f) return Scan::malformed;
    }
    return Scan::unfinished;
}

std::size_t RequestReader::take_head(std::string_view bytes) {
    std::size_t skipped = 0;
    if (scanned_ == 0 && !skipped_line_) {
        // Old clients send an empty line after a body (RFC 9112, section 2.2). One, however the network cuts.
        if (bytes == "\r") return 0;
        skipped_line_ = bytes.starts_with("\r\n");
        if (skipped_line_) skipped = 2;
        bytes.remove_prefix(skipped);
    }
    auto state = scan_head(bytes);
    if (scanned_ > header_limit_) {
        refuse(431, "http.header_too_large", "The request line and headers are too long.");
    } else if (state == Scan::malformed) {
        refuse(400, "http.malformed", "The request line or a header is malformed.");
    } else if (state == Scan::complete) {
        read_head(bytes.substr(0, scanned_));
        return skipped + scanned_;
    }
    return skipped;
}

void RequestReader::read_head(std::string_view bytes) {
    beast_http::request_parser<beast_http::empty_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(header_limit_));
    parser.body_limit(boost::none);  // judged by us
    error_code wrong;
    parser.put(boost::asio::buffer(bytes.data(), bytes.size()), wrong);
    auto const& message = parser.get();
    if (wrong == beast_http::error::bad_version ||
        (!wrong && message.version() != 10 && message.version() != 11)) {
        return refuse(505, "http.version", "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
    }
    if (wrong || !parser.is_header_done()) {
        return refuse(400, "http.malformed", "The request line or a header is malformed.");
    }
    http_1_0_ = message.version() == 10;
    keep_alive_ = message.keep_alive();
    request_.method = method_of(message.method());
    request_.target = std::string(view(message.target()));
    for (auto const& field : message) {
        request_.headers.emplace_back(to_lower(view(field.name_string())), trim(view(field.value())));
    }
    head_complete_ = true;
    check_head();
}

void RequestReader::check_length() {
    auto codings = count_of(request_, "transfer-encoding");
    auto lengths = count_of(request_, "content-length");
    if (codings + lengths > 1 || (codings == 1 && http_1_0())) {
        return refuse(400, "http.ambiguous_length", "The length of the body is given in more than one way.");
    }
    if (codings == 1) {
        if (to_lower(request_.header("transfer-encoding")) != "chunked") {
            return refuse(400, "http.transfer_coding", "The only transfer coding understood is \"chunked\".");
        }
        chunks_.emplace(body_limit_, header_limit_);
    } else if (lengths == 1) {
        auto text = request_.header("content-length");
        auto length = parse_int(text);
        if (!length || text.find_first_not_of("0123456789") != std::string_view::npos) {
            return refuse(400, "http.malformed", "Content-Length is no number.");
        }
        remaining_ = static_cast<std::size_t>(*length);
        if (remaining_ > body_limit_) refuse(413, "http.body_too_large", "The body is too large.");
    }
}

void RequestReader::check_head() {
    check_length();
    if (refusal_) return;
    auto hosts = count_of(request_, "host");
    if (hosts > 1 || (hosts == 0 && !http_1_0()) || !is_authority(request_.header("host"))) {
        return refuse(400, "http.host", "The request needs one well-formed Host header.");
    }
    if (auto expected = request_.header("expect");
        !expected.empty() && to_lower(expected) != "100-continue") {
        return refuse(417, "http.expectation", "The only expectation understood is \"100-continue\".");
    }
    normalize_target();
}

void RequestReader::normalize_target() {
    auto& target = request_.target;
    if (target == "*" && request_.method == Method::options) return;
    auto lower = to_lower(std::string_view(target).substr(0, 8));
    if (lower.starts_with("http://") || lower.starts_with("https://")) {
        // The absolute form beats the Host header (RFC 9112, section 3.2.2).
        auto begin = lower.find("//") + 2;
        auto end = std::min(target.find_first_of("/?#", begin), target.size());
        auto authority = target.substr(begin, end - begin);
        if (authority.empty() || !is_authority(authority)) {
            return refuse(400, "http.target", "The request target is malformed.");
        }
        std::erase_if(request_.headers, [](auto const& header) { return header.first == "host"; });
        request_.headers.emplace_back("host", authority);
        target.erase(0, end);
        if (!target.starts_with('/')) target.insert(0, "/");
    }
    if (!target.starts_with('/') || target.find('#') != std::string::npos) {
        refuse(400, "http.target", "The request target is malformed.");
    }
}

std::size_t RequestReader::take_body(std::string_view bytes) {
    if (!chunks_) {
        auto data = bytes.substr(0, remaining_);
        request_.body += data;
        remaining_ -= data.size();
        return data.size();
    }
    auto taken = chunks_->take(bytes, request_.body);
    if (chunks_->wrong() == ChunkReader::Wrong::body_too_large) {
        refuse(413, "http.body_too_large", "The body is too large.");
    } else if (chunks_->wrong() == ChunkReader::Wrong::line_too_long) {
        refuse(431, "http.header_too_large", "A chunk's extensions or the trailers are too long.");
    } else if (chunks_->wrong()) {
        refuse(400, "http.malformed_body", "The body's chunks are malformed.");
    }
    return taken;
}

void RequestReader::refuse(int status, std::string_view code, std::string_view detail) {
    refusal_ = Refusal{status, code, detail};
}

bool RequestReader::complete() const {
    return head_complete_ && (chunks_ ? chunks_->complete() : remaining_ == 0);
}

bool RequestReader::expects_continue() const {
    return !http_1_0_ && !request_.header("expect").empty();
}

}  // namespace mailapp::http
