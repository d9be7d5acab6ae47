#include "features/dns/spf.hpp"

#include <gtest/gtest.h>

namespace mailapp::dns::spf {
namespace {

using stack::dns::Answer;
using stack::dns::Data;
using stack::dns::Outcome;
using stack::dns::Question;
using stack::dns::Type;

/// A DNS whose names are these alone.
class Spf : public ::testing::Test {
protected:
    void text(std::string const& name, std::string const& value) { add(name, Type::txt, {value}); }
    void a(std::string const& name, std::string const& address) { add(name, Type::a, {address}); }
    void aaaa(std::string const& name, std::string const& address) { add(name, Type::aaaa, {address}); }
    void mx(std::string const& name, std::string const& host) { add(name, Type::mx, {host, 10}); }
    void add(std::string const& name, Type type, Data data) {
        auto& answer = zone_[{name, type}];
        answer.outcome = Outcome::found;
        answer.records.push_back(std::move(data));
    }
    void fails(std::string const& name, Type type, Outcome outcome) { zone_[{name, type}].outcome = outcome; }

    Verdict of(std::string const& record, std::string const& address = "203.0.113.7") {
        zone_.erase({"example.org", Type::txt});
        text("example.org", record);
        return evaluate_all(address);
    }
    Verdict evaluate_all(std::string const& address = "203.0.113.7") {
        Known known;
        rounds_ = 0;
        for (;;) {
            auto const verdict = evaluate("example.org", identity::IpAddress::parse(address).value(), known);
            if (verdict) return *verdict;
            ++rounds_;
            auto const wanted = known.take_wanted();
            EXPECT_FALSE(wanted.empty());
            for (auto const& question : wanted) {
                auto const found = zone_.find(question);
                known.learn(question,
                            found == zone_.end() ? Answer{Outcome::nothing, {}, false} : found->second);
            }
        }
    }
    int rounds_ = 0;

private:
    std::map<Question, Answer> zone_;
};

TEST_F(Spf, MatchesAddressesByTheirRange) {
    EXPECT_EQ(of("v=spf1 ip4:203.0.113.7 -all"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 ip4:203.0.112.0/23 -all"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 ip4:203.0.113.8/30 -all"), Verdict::not_pass);
    EXPECT_EQ(of("v=spf1 ip6:2001:db8::/32 -all"), Verdict::not_pass);
    EXPECT_EQ(of("v=spf1 ip6:2001:db8::/32 -all", "2001:db8:1::7"), Verdict::pass);
    EXPECT_EQ(of("V=SPF1 IP4:203.0.113.0/24 -ALL"), Verdict::pass);
    EXPECT_EQ(of("v=spf1   ip4:203.0.113.7    -all  "), Verdict::pass);
}

TEST_F(Spf, TakesTheFirstThatMatchesWithItsQualifier) {
    EXPECT_EQ(of("v=spf1 -ip4:203.0.113.7 +all"), Verdict::not_pass);
    EXPECT_EQ(of("v=spf1 ?ip4:203.0.113.7 all"), Verdict::not_pass);
    EXPECT_EQ(of("v=spf1 ~all"), Verdict::not_pass);
    EXPECT_EQ(of("v=spf1 +all"), Verdict::pass);
    EXPECT_EQ(of("v=spf1"), Verdict::not_pass);
}

TEST_F(Spf, LooksUpHostsAndMailServers) {
    a("example.org", "198.51.100.1");
    mx("example.org", "mail.example.net");
    a("mail.example.net", "203.0.113.7");
    aaaa("mail.example.net", "2001:db8::7");
    EXPECT_EQ(of("v=spf1 a -all"), Verdict::not_pass);
    EXPECT_EQ(of("v=spf1 mx -all"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 mx -all", "2001:db8::7"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 a:mail.example.net -all"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 a:Mail.Example.Net. -all"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 a:mail.example.net/24 -all", "203.0.113.9"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 a:mail.example.net//64 -all", "2001:db8::9"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 mx/24//64 -all", "203.0.113.9"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 exists:mail.example.net -all"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 exists:nowhere.example.net -all"), Verdict::not_pass);
}

TEST_F(Spf, FollowsIncludeAndRedirect) {
    text("inner.example", "v=spf1 ip4:203.0.113.0/24 -all");
    text("other.example", "v=spf1 ip4:198.51.100.0/24 -all");
    EXPECT_EQ(of("v=spf1 include:other.example include:inner.example -all"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 include:other.example -all"), Verdict::not_pass);
    EXPECT_EQ(of("v=spf1 include:other.example +all"), Verdict::pass) << "a fail inside is no match";
    EXPECT_EQ(of("v=spf1 redirect=inner.example"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 redirect=inner.example -all"), Verdict::not_pass) << "behind all it does not count";
    EXPECT_EQ(of("v=spf1 include:nowhere.example +all"), Verdict::broken);
    EXPECT_EQ(of("v=spf1 redirect=nowhere.example"), Verdict::broken);
    EXPECT_EQ(of("v=spf1 redirect=inner.example redirect=inner.example"), Verdict::broken);
    EXPECT_EQ(of("v=spf1 exp=why.example.org unknown=x ip4:203.0.113.7"), Verdict::pass);
}

TEST_F(Spf, AsksForAllThatARecordNeedsAtOnce) {
    for (auto const* name : {"one.example", "two.example", "three.example"}) text(name, "v=spf1 -all");
    EXPECT_EQ(of("v=spf1 include:one.example include:two.example include:three.example a mx -all"),
              Verdict::not_pass);
    EXPECT_EQ(rounds_, 2) << "the record, then everything in it";
}

TEST_F(Spf, KnowsWhatIsBroken) {
    for (auto const* record : {"v=spf1 ip4:203.0.113.300 all", "v=spf1 ip4:2001:db8::1 all", "v=spf1 ip4 all",
                               "v=spf1 ip4:203.0.113.0/33 all", "v=spf1 bogus all", "v=spf1 include all",
                               "v=spf1 include: all", "v=spf1 all:x", "v=spf1 a/99 all", "v=spf1 a//129 all",
                               "v=spf1 mx/024 all", "v=spf1 a:-bad..name all", "v=spf1 include:nodots all",
                               "v=spf1 + all", "v=spf1 ip6:203.0.113.7 all", "v=spf1\tall"}) {
        EXPECT_NE(of(record), Verdict::pass) << record;
        EXPECT_NE(of(record), Verdict::not_pass) << record;
    }
}

TEST_F(Spf, IsOneRecordAmongOtherTexts) {
    text("example.org", "google-site-verification=x");
    text("example.org", "v=spf10 +all");
    EXPECT_EQ(evaluate_all(), Verdict::none);
    text("example.org", "v=spf1 +all");
    EXPECT_EQ(evaluate_all(), Verdict::pass);
    text("example.org", "v=spf1 -all");
    EXPECT_EQ(evaluate_all(), Verdict::several);
}

TEST_F(Spf, StopsAtTenLookUps) {
    std::string record = "v=spf1";
    for (int i = 0; i < 11; ++i) {
        auto const name = "i" + std::to_string(i) + ".example";
        text(name, "v=spf1 ?all");
        record += " include:" + name;
    }
    EXPECT_EQ(of(record + " ip4:203.0.113.7"), Verdict::too_many_lookups);
    EXPECT_EQ(of("v=spf1 ip4:203.0.113.7" + record.substr(6)), Verdict::pass) << "found before";
}

TEST_F(Spf, EndsInCircles) {
    text("loop.example", "v=spf1 include:loop.example -all");
    EXPECT_EQ(of("v=spf1 include:loop.example -all"), Verdict::too_many_lookups);
    EXPECT_EQ(of("v=spf1 redirect=example.org"), Verdict::too_many_lookups);
}

TEST_F(Spf, StopsAtTenMailServersAndAtThreeNamesThatLeadNowhere) {
    for (int i = 0; i < 11; ++i) mx("big.example", "m" + std::to_string(i) + ".example");
    EXPECT_EQ(of("v=spf1 mx:big.example +all"), Verdict::too_many_lookups);
    EXPECT_EQ(of("v=spf1 a:n1.example a:n2.example +all"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 a:n1.example a:n2.example a:n3.example +all"), Verdict::too_many_lookups);
}

TEST_F(Spf, DoesNotGuessWhatDependsOnTheMessage) {
    EXPECT_EQ(of("v=spf1 exists:%{i}.allowed.example -all"), Verdict::depends);
    EXPECT_EQ(of("v=spf1 ptr -all"), Verdict::depends);
    EXPECT_EQ(of("v=spf1 exists:%{i}.allowed.example ip4:203.0.113.7 -all"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 redirect=%{d}.allowed.example"), Verdict::depends);
}

TEST_F(Spf, TellsWhenItCouldNotFindOut) {
    fails("slow.example", Type::txt, Outcome::no_answer);
    fails("broken.example", Type::a, Outcome::failed);
    EXPECT_EQ(of("v=spf1 include:slow.example -all"), Verdict::no_answer);
    EXPECT_EQ(of("v=spf1 a:broken.example -all"), Verdict::failed);
    EXPECT_EQ(of("v=spf1 ip4:203.0.113.7 a:broken.example -all"), Verdict::pass);
}

TEST_F(Spf, StandsLargeRecords) {
    std::string record = "v=spf1";
    for (int i = 0; i < 3000; ++i) record += " ip4:198.51.100." + std::to_string(i % 256);
    EXPECT_EQ(of(record + " ip4:203.0.113.7 -all"), Verdict::pass);
    EXPECT_EQ(of("v=spf1 " + std::string(65'000, '+') + " -all"), Verdict::broken);
    EXPECT_EQ(of("v=spf1 include:" + std::string(65'000, 'x') + ".example -all"), Verdict::broken);
}

}  // namespace
}  // namespace mailapp::dns::spf
