#include "stack/dns/resolver.hpp"
#include "stack/dns/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp::stack::dns {
namespace {

using namespace std::string_view_literals;
using ::testing::SizeIs;

constexpr std::chrono::seconds patience{20};

std::vector<Answer> ask(std::string const& server, std::vector<Question> const& questions,
                        std::chrono::milliseconds within = patience) {
    auto const resolver = open_resolver({server}).value();
    return resolver->ask(questions, std::chrono::steady_clock::now() + within);
}

TEST(DnsAnswer, IsReadFromTheWire) {
    EXPECT_EQ(read_data(Type::a, "\xcb\x00\x71\x07"sv)->text, "203.0.113.7");
    EXPECT_EQ(read_data(Type::aaaa, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07"sv)->text, "2001:db8::7");
    EXPECT_EQ(read_data(Type::ptr, "\4MAIL\7example\0"sv)->text, "mail.example");
    EXPECT_EQ(read_data(Type::mx, "\0\x0a\4mail\7example\0"sv), (Data{"mail.example", 10, 0, 0}));
    EXPECT_EQ(read_data(Type::mx, "\0\0\0"sv), (Data{"", 0, 0, 0}));
    EXPECT_EQ(read_data(Type::srv, "\0\1\0\2\3\xe1\1m\1e\0"sv), (Data{"m.e", 1, 2, 993}));
    EXPECT_EQ(read_data(Type::txt, "\6v=spf1\5 -all"sv)->text, "v=spf1 -all");
}

TEST(DnsAnswer, ThatIsNotWholeIsNone) {
    EXPECT_FALSE(read_data(Type::a, "\1\2\3"sv));
    EXPECT_FALSE(read_data(Type::aaaa, "\1\2\3\4"sv));
    EXPECT_FALSE(read_data(Type::ptr, ""sv));
    EXPECT_FALSE(read_data(Type::ptr, "\4mail"sv));
    EXPECT_FALSE(read_data(Type::ptr, "\4mail\0\0"sv));
    EXPECT_FALSE(read_data(Type::ptr, "\xc0\x0c"sv)) << "a pointer into a message that is not there";
    EXPECT_FALSE(read_data(Type::ptr, std::string(256, '\1')));
    EXPECT_FALSE(read_data(Type::mx, "\0\x0a"sv));
    EXPECT_FALSE(read_data(Type::srv, "\0\0\0\0\0\0"sv));
    EXPECT_FALSE(read_data(Type::txt, ""sv));
    EXPECT_FALSE(read_data(Type::txt, "\6v=spf"sv));
}

TEST(DnsAnswer, HoldsNothingThatActsWhereItIsShown) {
    EXPECT_EQ(read_data(Type::ptr, "\6a.b\n\" \0"sv)->text, "a\\.b\\010\\\"\\032");
    EXPECT_EQ(printable("a\0\x1b[31m\x7f\xe2\x80\xae"sv, 100), "a\\000\\027[31m\\127\\226\\128\\174");
    EXPECT_EQ(printable(std::string(70'000, 'x'), 10), "xxxxxxxxxx…");
}

TEST(DnsResolver, AnswersEachQuestionInItsPlace) {
    test::DnsServer const server({"one.example. A 203.0.113.1", "one.example. A 203.0.113.2",
                                  "two.example. AAAA 2001:db8::2", "www.example. CNAME one.example.",
                                  "three.test. TXT \"a\" \"b\"", "1.0.0.10.in-addr.arpa. PTR Four.Example.",
                                  "a.b.example. MX 5 one.example."});
    auto const answers = ask(server.address(), {{"one.example", Type::a},
                                                {"two.example", Type::a},
                                                {"nowhere.example", Type::mx},
                                                {"www.example", Type::a},
                                                {"three.test", Type::txt},
                                                {"1.0.0.10.in-addr.arpa", Type::ptr},
                                                {"a.b.example", Type::mx},
                                                {std::string(70, 'x') + ".example", Type::a}});
    ASSERT_THAT(answers, SizeIs(8));
    EXPECT_EQ(answers[0].outcome, Outcome::found);
    EXPECT_FALSE(answers[0].by_alias);
    EXPECT_THAT(answers[0].records, SizeIs(2));
    EXPECT_EQ(answers[1].outcome, Outcome::nothing);
    EXPECT_EQ(answers[2].outcome, Outcome::nothing);
    EXPECT_THAT(answers[3].records, SizeIs(2));
    EXPECT_TRUE(answers[3].by_alias);
    EXPECT_EQ(answers[4].records.at(0).text, "ab");
    EXPECT_EQ(answers[5].records.at(0).text, "four.example");
    EXPECT_EQ(answers[6].records.at(0), (Data{"one.example", 5, 0, 0}));
    EXPECT_EQ(answers[7].outcome, Outcome::failed);
}

TEST(DnsResolver, TellsAFailureFromSilenceAndBothFromNothing) {
    test::DnsServer const server(
        {"there.example. A 203.0.113.1"},
        {"local-zone: \"broken.example.\" always_refuse", "local-zone: \"slow.example.\" deny"});
    auto const answers = ask(server.address(),
                             {{"mail.broken.example", Type::a},
                              {"mail.slow.example", Type::a},
                              {"there.example", Type::a},
                              {"nowhere.example", Type::a}},
                             std::chrono::milliseconds(1500));
    EXPECT_EQ(answers[0].outcome, Outcome::failed);
    EXPECT_EQ(answers[1].outcome, Outcome::no_answer);
    EXPECT_EQ(answers[2].outcome, Outcome::found);
    EXPECT_EQ(answers[3].outcome, Outcome::nothing);
}

TEST(DnsResolver, WaitsNoLongerThanItMay) {
    int const silent = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(::bind(silent, reinterpret_cast<sockaddr const*>(&address), size), 0);
    ASSERT_EQ(::getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size), 0);
    std::vector<Question> questions;
    for (int i = 0; i < 200; ++i) questions.push_back({"n" + std::to_string(i) + ".example", Type::txt});
    auto const begin = std::chrono::steady_clock::now();
    auto const answers = ask("127.0.0.1:" + std::to_string(ntohs(address.sin_port)), questions,
                             std::chrono::milliseconds(300));
    ::close(silent);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
    for (auto const& answer : answers) EXPECT_EQ(answer.outcome, Outcome::no_answer);
}

TEST(DnsResolver, TakesAnswersAsLargeAsTheyCome) {
    std::string text;
    for (int i = 0; i < 200; ++i) text += " \"" + std::string(255, 'x') + "\"";
    std::vector<std::string> records{"text.example. TXT" + text};
    for (int i = 0; i < 2000; ++i) {
        records.push_back("many.example. A 198.51." + std::to_string(i / 250) + "." +
                          std::to_string(i % 250));
    }
    test::DnsServer const server(records);
    auto const answers = ask(server.address(), {{"text.example", Type::txt}, {"many.example", Type::a}});
    ASSERT_THAT(answers[0].records, SizeIs(1));
    EXPECT_EQ(answers[0].records[0].text, std::string(200 * 255, 'x'));
    EXPECT_THAT(answers[1].records, SizeIs(2000));
}

TEST(DnsResolver, EndsWithNamesThatLeadInACircle) {
    test::DnsServer const server(
        {"a.example. CNAME b.example.", "b.example. CNAME a.example.", "self.example. CNAME self.example."});
    for (auto const& answer : ask(server.address(), {{"a.example", Type::a}, {"self.example", Type::txt}})) {
        EXPECT_NE(answer.outcome, Outcome::found);
        EXPECT_NE(answer.outcome, Outcome::no_answer);
    }
}

TEST(DnsResolver, RefusesAServerThatIsNoAddress) {
    auto const refused = open_resolver({"no address"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "dns.no_resolver");
}

}  // namespace
}  // namespace mailapp::stack::dns
