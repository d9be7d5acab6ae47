#include "http/forwarded.hpp"

#include <gtest/gtest.h>

namespace mailapp::http {
namespace {

std::vector<identity::Network> const proxies{*identity::Network::parse("10.0.0.0/8"),
                                             *identity::Network::parse("2001:db8:1::/48")};

struct Seen {
    std::string remote;
    bool secure = false;
    bool forwarded = false;
    friend bool operator==(Seen const&, Seen const&) = default;
};

std::ostream& operator<<(std::ostream& out, Seen const& seen) {
    return out << seen.remote << (seen.secure ? " secure" : "") << (seen.forwarded ? " forwarded" : "");
}

using Headers = std::vector<std::pair<std::string, std::string>>;

Seen seen(std::string const& peer, Headers headers, bool secure = false) {
    RawRequest request;
    request.remote = peer;
    request.secure = secure;
    request.headers = std::move(headers);
    auto const believed = believe_proxies(request, proxies);
    if (!believed) return {believed.error().code};
    return {request.remote, request.secure, request.forwarded};
}

TEST(Forwarded, TakesTheClientFromATrustedProxy) {
    EXPECT_EQ(seen("10.0.0.1", {{"x-forwarded-for", "192.0.2.7"}, {"x-forwarded-proto", "https"}}),
              (Seen{"192.0.2.7", true, true}));
    EXPECT_EQ(seen("2001:db8:1::5", {{"x-forwarded-for", "2001:db8:9::1"}}),
              (Seen{"2001:db8:9::1", false, true}));
    for (auto same : {"192.0.2.7:1234", "::ffff:192.0.2.7", "[::ffff:192.0.2.7]", "[::ffff:192.0.2.7]:99"})
        EXPECT_EQ(seen("10.0.0.1", {{"x-forwarded-for", same}}).remote, "192.0.2.7") << same;
}

TEST(Forwarded, BelievesNobodyElse) {
    for (auto peer : {"192.0.2.1", "127.0.0.1", "11.0.0.1", "2001:db8:2::1", "::1", ""}) {
        EXPECT_EQ(seen(peer, {{"x-forwarded-for", "10.0.0.9"}, {"x-forwarded-proto", "https"}}),
                  (Seen{peer, false, false}))
            << peer;
    }
    RawRequest request;
    request.remote = "127.0.0.1";
    request.headers = {{"x-forwarded-for", "192.0.2.7"}};
    ASSERT_TRUE(believe_proxies(request, {}));
    EXPECT_EQ(request.remote, "127.0.0.1");
}

TEST(Forwarded, StopsAtTheFirstAddressThatIsNoTrustedProxy) {
    // What stands further left is what the client sent itself.
    EXPECT_EQ(seen("10.0.0.1", {{"x-forwarded-for", "203.0.113.1, 192.0.2.7"}}).remote, "192.0.2.7");
    EXPECT_EQ(seen("10.0.0.1", {{"x-forwarded-for", "203.0.113.1, 192.0.2.7, 10.0.0.2, 10.1.1.1"}}).remote,
              "192.0.2.7");
    EXPECT_EQ(seen("10.0.0.1", {{"x-forwarded-for", "127.0.0.1, not an address, 192.0.2.7"}}).remote,
              "192.0.2.7");
    EXPECT_EQ(seen("10.0.0.1", {{"x-forwarded-for", "203.0.113.1"}, {"x-forwarded-for", "192.0.2.7"}}).remote,
              "192.0.2.7");
    // All of them proxies: the outermost one asks.
    EXPECT_EQ(seen("10.0.0.1", {{"x-forwarded-for", "10.0.0.3, 10.0.0.2"}}).remote, "10.0.0.3");
}

TEST(Forwarded, AClientOfATrustedProxyIsNeverTakenForTheProxy) {
    for (auto wrong : {"unknown", "192.0.2", "[2001:db8::1", "[]", "_hidden", "192.0.2.7 192.0.2.8",
                       "fe80::1%eth0", "[fe80::1%eth0]:1", "\"192.0.2.7\""}) {
        EXPECT_EQ(seen("10.0.0.1", {{"x-forwarded-for", wrong}}).remote, "request.forwarded") << wrong;
    }
    EXPECT_EQ(seen("10.0.0.1", {{"x-forwarded-for", "192.0.2.7, unknown"}}).remote, "request.forwarded");
}

TEST(Forwarded, KeepsAProxysOwnRequests) {
    EXPECT_EQ(seen("10.0.0.1", {}, true), (Seen{"10.0.0.1", true, false}));
    EXPECT_EQ(seen("10.0.0.1", {{"x-forwarded-for", " , "}}), (Seen{"10.0.0.1", false, false}));
}

TEST(Forwarded, KnowsFromTheProxyHowTheClientCame) {
    auto const secure = [](Headers headers, bool to_us) {
        headers.emplace_back("x-forwarded-for", "192.0.2.7");
        return seen("10.0.0.1", std::move(headers), to_us).secure;
    };
    EXPECT_FALSE(secure({}, false));
    EXPECT_TRUE(secure({}, true));
    EXPECT_TRUE(secure({{"x-forwarded-proto", "HTTPS"}}, false));
    EXPECT_FALSE(secure({{"x-forwarded-proto", "http"}}, true));
    EXPECT_FALSE(secure({{"x-forwarded-proto", "https, http"}}, false));
    EXPECT_FALSE(secure({{"x-forwarded-proto", "https://"}}, true));
}

TEST(Forwarded, SeesTheMarksOfAProxyThatNobodyTrusts) {
    RawRequest request;
    EXPECT_FALSE(came_through_proxy(request));
    for (auto mark : {"forwarded", "via", "x-forwarded-for", "x-forwarded-proto", "x-real-ip"}) {
        request.headers = {{"host", "x"}, {mark, "x"}};
        EXPECT_TRUE(came_through_proxy(request)) << mark;
    }
}

}  // namespace
}  // namespace mailapp::http
