#include "http/reply.hpp"

#include "base/clock.hpp"
#include "base/json_text.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "http/compress.hpp"
#include "http/live_body.hpp"

#include <fmt/format.h>
#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <memory>

namespace mailapp::http {

namespace {

bool same_name(std::string_view a, std::string_view lower) {
    return a.size() == lower.size() && to_lower(a) == lower;
}

std::string_view header_of(RawResponse const& response, std::string_view lower_name) {
    for (auto const& [name, value] : response.headers) {
        if (same_name(name, lower_name)) return value;
    }
    return {};
}

bool is_token(std::string_view text) {
    static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               marks.find(c) != std::string_view::npos;
    });
}

/// Nothing in it can end a line and begin another one (response splitting).
bool is_sendable(RawResponse const& response) {
    if (response.status < 200 || response.status > 599) return false;
    return std::all_of(response.headers.begin(), response.headers.end(), [](auto const& header) {
        return is_token(header.first) && std::none_of(header.second.begin(), header.second.end(), [](char c) {
                   return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
               });
    });
}

bool is_owned_by_server(std::string_view name) {
    static constexpr std::string_view owned[] = {"connection", "content-length", "date", "keep-alive",
                                                 "transfer-encoding"};
    return std::any_of(std::begin(owned), std::end(owned),
                       [name](std::string_view own) { return same_name(name, own); });
}

/// Whether another client may get this response compressed, so that caches must know (RFC 9110,
/// section 12.5.5).
bool may_be_compressed(ReplyForm const& form, RawResponse const& response) {
    if (!response.stream && response.body.size() < form.compress_from) return false;
    auto etag = header_of(response, "etag");
    return is_compressible(header_of(response, "content-type")) &&
           header_of(response, "content-encoding").empty() && header_of(response, "content-range").empty() &&
           (etag.empty() || etag.starts_with("W/")) &&
           to_lower(header_of(response, "cache-control")).find("no-transform") == std::string::npos;
}

std::string const& date_now() {
    // Formatted once a second and thread: it costs as much as all the rest of a head.
    thread_local Seconds formatted_for{};
    thread_local std::string text;
    if (auto now = system_now(); now != formatted_for || text.empty()) {
        formatted_for = now;
        text = to_http_date(now);
    }
    return text;
}

/// Puts compression and chunk framing around a handler's source.
class FramedSource {
public:
    FramedSource(BodySource source, bool gzip, bool chunked) : source_(std::move(source)), chunked_(chunked) {
        if (gzip) gzip_ = std::make_unique<GzipWriter>();
    }

    std::string next() {
        if (ended_) return {};
        auto part = source_();
        ended_ = part.empty();
        if (gzip_) {
            part = gzip_->add(part, ended_ ? GzipWriter::Then::end : GzipWriter::Then::more_follows);
        }
        if (!chunked_) return part;
        auto framed = part.empty() ? std::string() : chunk(part);
        if (ended_) framed += last_chunk;
        return framed;
    }

private:
    BodySource source_;
    bool chunked_;
    std::unique_ptr<GzipWriter> gzip_;
    bool ended_ = false;
};

}  // namespace

std::string chunk(std::string_view data) {
    return fmt::format("{:x}\r\n{}\r\n", data.size(), data);
}

Reply make_reply(ReplyForm const& form, RawResponse response) {
    if (!is_sendable(response)) {
        log::error("http.reply_unsendable", {{"status", response.status}});
        response = problem(500, "http.internal", "The request could not be completed.");
    }
    bool has_body = response.status != 204 && response.status != 304;
    bool vary = has_body && !response.live && may_be_compressed(form, response);
    bool gzip = vary && form.gzip;
    bool chunked = has_body && (response.stream || response.live) && !form.http_1_0;
    if (gzip && !response.stream) {
        response.body = GzipWriter().add(response.body, GzipWriter::Then::end);
    }

    Reply reply;
    reply.caller_is_known = response.caller_is_known;
    // A body without a length or chunks ends with the connection (RFC 9112, section 6.3).
    reply.keep_alive = form.keep_alive && !response.live &&
                       !(has_body && response.stream && form.http_1_0 && !form.head_only);
    bool send_body = has_body && !form.head_only;
    auto& out = reply.bytes;
    out.reserve(512 + (send_body ? response.body.size() : 0));
    auto reason =
        boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(response.status));
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                   std::string_view(reason.data(), reason.size()), date_now());
    for (auto const& [name, value] : response.headers) {
        if (is_owned_by_server(name)) continue;
        out.append(name).append(": ").append(value).append("\r\n");
    }
    if (gzip) out += "Content-Encoding: gzip\r\n";
    if (vary && header_of(response, "vary").empty()) out += "Vary: Accept-Encoding\r\n";
    if (chunked) {
        out += "Transfer-Encoding: chunked\r\n";
    } else if (has_body && !response.stream && !response.live) {
        fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", response.body.size());
    }
    if (!reply.keep_alive) {
        out += "Connection: close\r\n";
    } else if (form.http_1_0) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
    if (!send_body) {
        if (response.live) response.live->end();
        return reply;
    }
    if (response.live) {
        reply.live = std::move(response.live);
        reply.live_is_chunked = chunked;
        return reply;
    }
    if (!response.stream) {
        out += response.body;
        return reply;
    }
    auto source = std::make_shared<FramedSource>(std::move(response.stream), gzip, chunked);
    reply.more = [source] { return source->next(); };
    return reply;
}

RawResponse problem(int status, std::string_view code, std::string_view detail) {
    auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    // The members of problem_response() in routes.hpp; there is no id yet where the server itself refuses.
    auto body = fmt::format(
        R"({{"type":"about:blank","title":{},"status":{},"code":{},"detail":{},"field":null,"request_id":""}})",
        json_string(std::string_view(reason.data(), reason.size())), status, json_string(code),
        json_string(detail));
    auto response = text_response(status, std::move(body), "application/problem+json");
    response.set("Cache-Control", "no-store");
    return response;
}

}  // namespace mailapp::http
