#include "identity/networks.hpp"

#include <gtest/gtest.h>

namespace mailapp::identity {
namespace {

bool in(std::string_view network, std::string_view address) {
    auto const parsed = Network::parse(network);
    return parsed && contains({*parsed}, address);
}

TEST(Networks, HoldTheirAddressesAndNoOthers) {
    EXPECT_TRUE(in("192.0.2.0/24", "192.0.2.255"));
    EXPECT_FALSE(in("192.0.2.0/24", "192.0.3.0"));
    EXPECT_TRUE(in("10.0.0.0/9", "10.127.255.255"));
    EXPECT_FALSE(in("10.0.0.0/9", "10.128.0.0"));
    EXPECT_TRUE(in("2001:db8::/33", "2001:db8:7fff::1"));
    EXPECT_FALSE(in("2001:db8::/33", "2001:db8:8000::1"));
    EXPECT_TRUE(in("192.0.2.7", "192.0.2.7"));
    EXPECT_FALSE(in("192.0.2.7", "192.0.2.8"));
    EXPECT_TRUE(in("0.0.0.0/0", "203.0.113.9"));
}

TEST(Networks, TakeAMappedAddressForItsIpv4Address) {
    EXPECT_TRUE(in("192.0.2.0/24", "::ffff:192.0.2.9"));
    EXPECT_TRUE(in("192.0.2.0/24", "::ffff:c000:209"));
    EXPECT_FALSE(in("192.0.2.0/24", "::ffff:192.0.3.9"));
    EXPECT_TRUE(in("::ffff:192.0.2.0/120", "192.0.2.9"));
    EXPECT_FALSE(in("::ffff:192.0.2.0/120", "192.0.3.9"));
}

TEST(Networks, KeepTheFamiliesApart) {
    EXPECT_FALSE(in("::/0", "192.0.2.1"));
    EXPECT_FALSE(in("::/0", "::ffff:192.0.2.1"));
    EXPECT_FALSE(in("0.0.0.0/0", "2001:db8::1"));
}

TEST(Networks, RefuseWhatIsNoNetwork) {
    for (auto const* text :
         {"", "/", "/24", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2.0/024",
          "192.0.2.0/8x", "192.0.2", "192.0.2.256", "010.0.0.1", "2001:db8::/129", "2001:db8:::1",
          "::ffff:192.0.2.0/95", "fe80::1%lo", "localhost", " 192.0.2.1", "192.0.2.0/24/24"}) {
        EXPECT_FALSE(Network::parse(text)) << text;
    }
    EXPECT_FALSE(Network::parse(std::string_view("192.0.2.1\0", 10)));
}

TEST(Networks, AreWrittenInOneForm) {
    EXPECT_EQ(Network::parse("192.0.2.77/24")->text(), "192.0.2.0/24");
    EXPECT_EQ(Network::parse("2001:DB8:0::1/64")->text(), "2001:db8::/64");
    EXPECT_EQ(Network::parse("192.0.2.7/32")->text(), "192.0.2.7");
    EXPECT_EQ(Network::parse("::ffff:192.0.2.7")->text(), "192.0.2.7");
    EXPECT_EQ(Network::around(*IpAddress::parse("192.0.2.77"), 24, 64).text(), "192.0.2.0/24");
    EXPECT_EQ(Network::around(*IpAddress::parse("2001:db8::9:1"), 24, 64).text(), "2001:db8::/64");
}

TEST(Networks, KnowLoopback) {
    for (auto const* text : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"}) {
        EXPECT_TRUE(IpAddress::parse(text)->is_loopback()) << text;
    }
    for (auto const* text : {"128.0.0.1", "::2", "::", "0.0.0.0", "2001::1"}) {
        EXPECT_FALSE(IpAddress::parse(text)->is_loopback()) << text;
    }
}

TEST(Networks, HoldNoPeerOfAUnixSocket) {
    EXPECT_FALSE(in("0.0.0.0/0", ""));
    EXPECT_FALSE(in("::/0", ""));
}

}  // namespace
}  // namespace mailapp::identity
