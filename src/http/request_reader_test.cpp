#include "http/request_reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mailapp::http {
namespace {

/// What the reader makes of the bytes when they come `step` at a time.
struct Outcome {
    int refused = 0;
    bool complete = false;
    RawRequest request;
    std::string left;
};

Outcome read(std::string const& bytes, std::size_t step) {
    RequestReader reader(4096, 10'000);
    std::string buffer;
    std::size_t fed = 0;
    Outcome outcome;
    while (true) {
        std::size_t taken = reader.take(buffer);
        buffer.erase(0, taken);
        if (reader.refusal() || reader.complete()) break;
        if (taken > 0) continue;
        if (fed >= bytes.size()) break;
        buffer += bytes.substr(fed, step);
        fed += step;
    }
    outcome.refused = reader.refusal() ? reader.refusal()->status : 0;
    outcome.complete = reader.complete() && !reader.refusal();
    if (outcome.complete) outcome.request = reader.release();
    outcome.left = buffer + (fed < bytes.size() ? bytes.substr(fed) : "");
    return outcome;
}

class RequestReaderTest : public testing::TestWithParam<std::size_t> {};

TEST_P(RequestReaderTest, ReadsHeadAndBody) {
    auto outcome = read(
        "POST /a%20b?c=d HTTP/1.1\r\nHost: x\r\nX-Two:  b \t\r\nContent-Length: 3\r\n\r\nabcGET", GetParam());
    ASSERT_TRUE(outcome.complete);
    EXPECT_EQ(outcome.request.method, Method::post);
    EXPECT_EQ(outcome.request.path(), "/a%20b");
    EXPECT_EQ(outcome.request.query(), "c=d");
    EXPECT_EQ(outcome.request.header("x-two"), "b");
    EXPECT_EQ(outcome.request.body, "abc");
    EXPECT_EQ(outcome.left, "GET");
}

TEST_P(RequestReaderTest, ReadsChunksAndKeepsTrailersOutOfTheHeaders) {
    auto outcome = read(
        "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
        "3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-Api-Key: stolen\r\n\r\nrest",
        GetParam());
    ASSERT_TRUE(outcome.complete);
    EXPECT_EQ(outcome.request.body, "abc0123456789");
    EXPECT_EQ(outcome.request.header("x-api-key"), "");
    EXPECT_EQ(outcome.left, "rest");
}

TEST_P(RequestReaderTest, SkipsOneEmptyLineBeforeTheRequest) {
    EXPECT_TRUE(read("\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", GetParam()).complete);
    EXPECT_FALSE(read("\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", GetParam()).complete);
}

TEST_P(RequestReaderTest, UnderstandsTheFormsOfTheTarget) {
    auto absolute = read("GET HTTP://Other:80?q=/ HTTP/1.1\r\nHost: x\r\n\r\n", GetParam());
    ASSERT_TRUE(absolute.complete);
    EXPECT_EQ(absolute.request.target, "/?q=/");
    EXPECT_EQ(absolute.request.header("host"), "Other:80");
    EXPECT_EQ(read("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", GetParam()).request.target, "*");
    EXPECT_EQ(read("GET http://a/b/../c HTTP/1.0\r\n\r\n", GetParam()).request.target, "/b/../c");
    for (auto target : {"*", "a", "http://", "http:///a", "http://u@h/", "ftp://h/", "/a#b"}) {
        auto request = std::string("GET ") + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
        EXPECT_EQ(read(request, GetParam()).refused, 400) << target;
    }
    EXPECT_EQ(read("CONNECT a:443 HTTP/1.1\r\nHost: x\r\n\r\n", GetParam()).refused, 400);
}

TEST_P(RequestReaderTest, RefusesWhatTwoReadersCouldReadDifferently) {
    char const* const heads[] = {
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
        "Content-Length: 3\r\nContent-Length: 3\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n",
        "Content-Length: 3, 3\r\n",
        "Content-Length: +3\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 0x3\r\n",
        "Content-Length: \r\n",
        "Content-Length: 99999999999999999999999\r\n",
        "Content-Length : 3\r\n",
        "Transfer-Encoding: gzip\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: chunked, chunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: \x0b"
        "chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding:\r\n chunked\r\n",
        "X-A: b\r\n Content-Length: 3\r\n",
        "X-A: b\r\n\tfolded\r\n",
        " Leading: space\r\n",
        "X-A: b\nContent-Length: 3\r\n",
        "X-A: b\rContent-Length: 3\r\n",
        "X A: b\r\n",
        "X-A\r\n",
        ": nameless\r\n",
        "X(A): b\r\n",
        "X-A: \x01\r\n",
        "X-A: \x7f\r\n",
        "Host: second\r\n",
    };
    for (auto head : heads) {
        auto request = std::string("POST / HTTP/1.1\r\nHost: x\r\n") + head + "\r\nabc";
        EXPECT_EQ(read(request, GetParam()).refused, 400) << head;
    }
    for (std::string request :
         {"GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1\nHost: x\n\n",
          "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", "G@T / HTTP/1.1\r\nHost: x\r\n\r\n", "\x16\x03\x01\x02",
          "GET /\x01 HTTP/1.1\r\n\r\n", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}) {
        EXPECT_EQ(read(request, GetParam()).refused, 400) << request;
    }
    auto zero = std::string("GET / HTTP/1.1\r\nHost: x\r\nA: ") + '\0' + "\r\n\r\n";
    EXPECT_EQ(read(zero, GetParam()).refused, 400);
}

TEST_P(RequestReaderTest, RefusesMalformedChunks) {
    for (auto body : {"x\r\n", "-1\r\n", "3\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n",
                      "3\r\nabc\n0\r\n\r\n", " 3\r\nabc\r\n", "0x3\r\nabc\r\n", "3 x\r\nabc\r\n",
                      "3;\nabc\r\n0\r\n\r\n", "fffffffffffffffff\r\n", "\r\n3\r\nabc\r\n"}) {
        auto request = std::string("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n") + body;
        auto outcome = read(request, GetParam());
        EXPECT_FALSE(outcome.complete) << body;
        EXPECT_TRUE(outcome.refused == 400 || outcome.refused == 413) << body << outcome.refused;
    }
}

TEST_P(RequestReaderTest, HoldsTheLimits) {
    auto large = std::string("GET / HTTP/1.1\r\nHost: x\r\nA: ") + std::string(5000, 'a');
    EXPECT_EQ(read(large, GetParam()).refused, 431);
    EXPECT_EQ(read(large + "\r\n\r\n", GetParam()).refused, 431);
    EXPECT_EQ(read("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10001\r\n\r\n", GetParam()).refused, 413);
    std::string chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    std::string body;
    for (int i = 0; i < 11; ++i) body += "3e8\r\n" + std::string(1000, 'a') + "\r\n";
    EXPECT_EQ(read(chunked + body, GetParam()).refused, 413);
    EXPECT_EQ(read(chunked + "1;" + std::string(9000, 'a'), GetParam()).refused, 431);
    EXPECT_EQ(read(chunked + "0\r\nA: " + std::string(9000, 'a'), GetParam()).refused, 431);
    EXPECT_EQ(read("POST / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n", GetParam()).refused, 417);
    EXPECT_EQ(read("GET / HTTP/2.0\r\nHost: x\r\n\r\n", GetParam()).refused, 505);
    EXPECT_EQ(read("GET / HTTP/1.1 \r\nHost: x\r\n\r\n", GetParam()).refused, 505);
    EXPECT_EQ(read("GET / HTTP/0.9\r\nHost: x\r\n\r\n", GetParam()).refused, 505);
}

INSTANTIATE_TEST_SUITE_P(BytesAtATime, RequestReaderTest, testing::Values(1, 7, 100'000));

}  // namespace
}  // namespace mailapp::http
