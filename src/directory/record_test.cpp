#include "directory/record.hpp"

#include "directory/netstring.hpp"
#include "directory/policy.hpp"
#include "directory/test_replica.hpp"

#include <gtest/gtest.h>

#include <random>

namespace mailapp::directory {
namespace {

TEST(Record, ComesBackAsItWas) {
    auto alias = alias_to({"a@b.example", std::string(300, 'x') + "@y.example"});
    alias.id = std::int64_t{1} << 60;
    alias.delivery = Delivery::learn_ham;
    auto const read = decode_record<AliasRecord>("k", encode_record("k", alias));
    EXPECT_EQ(read.id, alias.id);
    EXPECT_EQ(read.delivery, alias.delivery);
    EXPECT_EQ(read.destinations, alias.destinations);
    EXPECT_TRUE(read.active);
    EXPECT_FALSE(read.internal);
}

TEST(Record, AnyChangedByteOrOtherKeyOrLengthIsCorrupt) {
    auto const bytes = encode_record("anna@example.org", mailbox_in("example.org"));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
        EXPECT_THROW(decode_record<MailboxRecord>("anna@example.org", damaged), CorruptRecord) << i;
        EXPECT_THROW(decode_record<MailboxRecord>("anna@example.org", bytes.substr(0, i)), CorruptRecord)
            << i;
    }
    EXPECT_THROW(decode_record<MailboxRecord>("bela@example.org", bytes), CorruptRecord);
    EXPECT_THROW(decode_record<DomainRecord>("anna@example.org", bytes), CorruptRecord);
}

TEST(Netstring, ReadsBackWhatItWroteHoweverItIsCut) {
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        std::string content(random() % 300, '\0');
        for (auto& c : content) c = static_cast<char>(random());
        auto const text = to_netstring(content);
        auto const two = text + "5:other,";
        auto const whole = read_netstring(two, 4096);
        ASSERT_EQ(whole.state, Netstring::State::complete);
        EXPECT_TRUE(whole.content == content) << round;
        EXPECT_EQ(whole.size, text.size());
        for (std::size_t cut = 0; cut < text.size(); ++cut)
            ASSERT_EQ(read_netstring(std::string_view(text).substr(0, cut), 4096).state,
                      Netstring::State::incomplete);
    }
}

TEST(Netstring, RefusesWhatIsNone) {
    for (std::string const text :
         {"x", ":", "-1:x,", "01:x,", "1;x,", "1:xy", "5000:", "5000", "99999999999:", "1 :x,"})
        EXPECT_EQ(read_netstring(text, 4096).state, Netstring::State::broken) << text;
}

TEST(PolicyRequest, RandomTextNeverBecomesMoreThanItsLines) {
    std::mt19937 random(11);
    constexpr std::string_view alphabet = "=\nab sender recipient\0request";
    for (int round = 0; round < 20'000; ++round) {
        std::string text(random() % 60, '\0');
        for (auto& c : text) c = alphabet[random() % alphabet.size()];
        auto const request = parse_policy_request(text);
        if (!request) continue;
        EXPECT_NE(text.find("request=" + request->request), std::string::npos);
        EXPECT_EQ(request->sender.find('\n'), std::string::npos);
    }
    auto const request =
        parse_policy_request("request=smtpd_access_policy\nsender=a=b@c\nunknown=1\nrecipient=\n");
    ASSERT_TRUE(request);
    EXPECT_EQ(request->sender, "a=b@c");
    EXPECT_EQ(request->recipient, "");
    EXPECT_FALSE(parse_policy_request("request=x\nsender=a\nsender=b\n"));
    EXPECT_FALSE(parse_policy_request("request=x\nnonsense\n"));
    EXPECT_FALSE(parse_policy_request("sender=a\n"));
}

}  // namespace
}  // namespace mailapp::directory
