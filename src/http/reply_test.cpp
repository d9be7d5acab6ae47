#include "http/reply.hpp"

#include "http/compress.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <deque>
#include <string>

namespace mailapp::http {
namespace {

std::string gunzip(std::string const& packed) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) return "no memory";
    std::string out(4 * 1024 * 1024, '\0');
    std::string in = packed;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    int state = inflate(&stream, Z_SYNC_FLUSH);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return state == Z_STREAM_END ? out : out + " (unfinished)";
}

std::string head_of(Reply const& reply) {
    return reply.bytes.substr(0, reply.bytes.find("\r\n\r\n") + 4);
}
std::string body_of(Reply const& reply) {
    return reply.bytes.substr(reply.bytes.find("\r\n\r\n") + 4);
}
bool has(Reply const& reply, std::string const& line) {
    return head_of(reply).find("\r\n" + line + "\r\n") != std::string::npos;
}

ReplyForm form(bool gzip = true) {
    ReplyForm wanted;
    wanted.keep_alive = true;
    wanted.gzip = gzip;
    wanted.compress_from = 100;
    return wanted;
}

std::string const large(3000, 'j');

TEST(Compress, NegotiatesGzip) {
    for (auto yes : {"gzip", "GZIP", "x-gzip", "deflate, gzip;q=0.5", "*", "br;q=1, *;q=0.1", "gzip;q=0.001",
                     "identity;q=0.5, gzip;q=0.5", "gzip ; q=1.0"}) {
        EXPECT_TRUE(prefers_gzip(yes)) << yes;
    }
    for (auto no :
         {"", "identity", "br", "gzip;q=0", "gzip;q=0.000", "*, gzip;q=0", "*;q=0",
          "gzip;q=0.4, identity;q=0.5", "gzip;q=x", "gzip;q=", "gzip;level=1", "gzipped", ";;,,;q=1"}) {
        EXPECT_FALSE(prefers_gzip(no)) << no;
    }
}

TEST(Compress, KnowsCompressibleTypes) {
    for (auto yes : {"text/html; charset=utf-8", "application/json", "application/problem+json",
                     "image/svg+xml", "Application/JSON"}) {
        EXPECT_TRUE(is_compressible(yes)) << yes;
    }
    for (auto no : {"", "image/png", "application/zip", "application/octet-stream", "text/event-stream",
                    "font/woff2"}) {
        EXPECT_FALSE(is_compressible(no)) << no;
    }
}

TEST(Reply, GzipsLargeCompressibleBodies) {
    auto reply = make_reply(form(), json_response(200, large));
    EXPECT_TRUE(has(reply, "Content-Encoding: gzip"));
    EXPECT_TRUE(has(reply, "Vary: Accept-Encoding"));
    EXPECT_TRUE(has(reply, "Content-Length: " + std::to_string(body_of(reply).size())));
    EXPECT_LT(body_of(reply).size(), 100U);
    EXPECT_EQ(gunzip(body_of(reply)), large);
}

TEST(Reply, SaysThatAnotherClientMayGetItCompressed) {
    auto reply = make_reply(form(false), json_response(200, large));
    EXPECT_TRUE(has(reply, "Vary: Accept-Encoding"));
    EXPECT_EQ(body_of(reply), large);
}

TEST(Reply, LeavesAloneWhatMustNotBeCompressed) {
    auto plain = [](RawResponse response) {
        auto reply = make_reply(form(), std::move(response));
        return !has(reply, "Content-Encoding: gzip") && !has(reply, "Vary: Accept-Encoding") &&
               body_of(reply).size() > 20;
    };
    EXPECT_TRUE(plain(json_response(200, std::string(99, 'j'))));
    EXPECT_TRUE(plain(text_response(200, large, "image/png")));
    std::pair<std::string, std::string> const headers[] = {{"content-encoding", "br"},
                                                           {"Cache-Control", "private, No-Transform"},
                                                           {"ETag", "\"strong\""},
                                                           {"Content-Range", "bytes 0-9/10"}};
    for (auto const& [name, value] : headers) {
        auto response = json_response(200, large);
        response.set(name, value);
        EXPECT_TRUE(plain(response)) << name;
    }
    auto weak = json_response(200, large);
    weak.set("ETag", "W/\"weak\"");
    EXPECT_TRUE(has(make_reply(form(), weak), "Content-Encoding: gzip"));
}

TEST(Reply, FramesAndCompressesStreams) {
    std::deque<std::string> parts{"first ", large, " last"};
    RawResponse response = json_response(200, "");
    response.stream = [&parts] {
        if (parts.empty()) return std::string();
        auto part = parts.front();
        parts.pop_front();
        return part;
    };
    auto reply = make_reply(form(), response);
    EXPECT_TRUE(has(reply, "Transfer-Encoding: chunked"));
    EXPECT_TRUE(has(reply, "Content-Encoding: gzip"));
    EXPECT_EQ(head_of(reply).find("Content-Length"), std::string::npos);
    std::string packed;
    bool ended = false;
    for (auto framed = reply.more(); !framed.empty(); framed = reply.more()) {
        while (!framed.empty()) {
            auto size = std::stoul(framed, nullptr, 16);
            auto begin = framed.find("\r\n") + 2;
            packed += framed.substr(begin, size);
            EXPECT_EQ(framed.substr(begin + size, 2), "\r\n");
            framed.erase(0, begin + size + 2);
            ended = size == 0;
        }
    }
    EXPECT_TRUE(ended);
    EXPECT_EQ(gunzip(packed), "first " + large + " last");
}

TEST(Reply, EndsAnOldClientsStreamWithTheConnection) {
    auto response = text_response(200, "", "image/png");
    response.stream = [sent = false]() mutable { return std::exchange(sent, true) ? "" : "data"; };
    auto old = form();
    old.http_1_0 = true;
    auto reply = make_reply(old, response);
    EXPECT_FALSE(reply.keep_alive);
    EXPECT_TRUE(has(reply, "Connection: close"));
    EXPECT_EQ(reply.more(), "data");
    EXPECT_EQ(reply.more(), "");
}

TEST(Reply, OwnsTheHeadersOfTheConnection) {
    auto response = text_response(200, "abc");
    for (auto name : {"Connection", "content-length", "Date", "Transfer-Encoding", "Keep-Alive"}) {
        response.set(name, "forged");
    }
    auto reply = make_reply(form(), response);
    EXPECT_EQ(reply.bytes.find("forged"), std::string::npos);
    EXPECT_TRUE(has(reply, "Content-Length: 3"));
    EXPECT_EQ(head_of(reply).find("Server:"), std::string::npos);
    EXPECT_NE(head_of(reply).find("\r\nDate: "), std::string::npos);
}

TEST(Reply, NeverSplits) {
    for (auto const& value :
         {std::string("a\r\nSet-Cookie: b"), std::string("a\nb"), std::string("a\0b", 3)}) {
        auto response = text_response(200, "abc");
        response.set("Location", value);
        auto reply = make_reply(form(), response);
        EXPECT_TRUE(reply.bytes.starts_with("HTTP/1.1 500 Internal Server Error\r\n"));
        EXPECT_EQ(reply.bytes.find("Set-Cookie"), std::string::npos);
    }
    auto response = text_response(200, "abc");
    response.set("Bad Name:", "x");
    EXPECT_TRUE(make_reply(form(), response).bytes.starts_with("HTTP/1.1 500 "));
    EXPECT_TRUE(make_reply(form(), text_response(100, "abc")).bytes.starts_with("HTTP/1.1 500 "));
}

TEST(Reply, HasNoBodyWhereHttpKnowsNone) {
    auto head = form();
    head.head_only = true;
    auto reply = make_reply(head, text_response(200, "abc"));
    EXPECT_TRUE(has(reply, "Content-Length: 3"));
    EXPECT_EQ(body_of(reply), "");
    for (int status : {204, 304}) {
        auto empty = make_reply(form(), text_response(status, "abc"));
        EXPECT_EQ(body_of(empty), "");
        EXPECT_EQ(head_of(empty).find("Content-Length"), std::string::npos);
    }
}

TEST(Message, ReadsCookies) {
    RawRequest request;
    request.headers = {{"cookie", "a=1; session=x=y;b = 2"}, {"cookie", "late=3; a=9"}};
    EXPECT_EQ(request.cookie("a"), "1");
    EXPECT_EQ(request.cookie("session"), "x=y");
    EXPECT_EQ(request.cookie("late"), "3");
    EXPECT_FALSE(request.cookie("c"));
    EXPECT_FALSE(request.cookie("sess"));
}

TEST(Message, SplitsTheTarget) {
    RawRequest request;
    request.target = "/a?b?c";
    EXPECT_EQ(request.path(), "/a");
    EXPECT_EQ(request.query(), "b?c");
    request.target = "/a";
    EXPECT_EQ(request.path(), "/a");
    EXPECT_EQ(request.query(), "");
}

}  // namespace
}  // namespace mailapp::http
