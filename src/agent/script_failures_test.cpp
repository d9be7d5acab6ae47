#include "agent/script_failures.hpp"

#include "base/random.hpp"
#include "instance/script_logs.hpp"
#include "stack/dovecot/script_failures.hpp"

#include <gmock/gmock.h>

#include <chrono>

namespace mailapp::agent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char const* missing_folder =
    "sieve: info: started log at 2026-11-30 22:07:19 +0000.\n"
    "error: msgid=<1@case.test>: fileinto action: failed to store into mailbox 'Not there': no such "
    "mailbox.\n"
    "error: msgid=<2@case.test>: fileinto action: failed to store into mailbox 'Not there': no such "
    "mailbox.\n";
constexpr char const* refused_answer =
    "error: msgid=<3@case.test>: vacation action: failed to send vacation response to a@sender.test: <x>.\n";

TEST(ScriptLogs, AddressesAreNamesAndComeBack) {
    for (auto const* address : {"anna@example.org", "o'brien@example.org", "~user/x@example.org",
                                "a=b@example.org", "50%off@example.org", "-dash@example.org"}) {
        auto const name = script_log_name(address).value();
        EXPECT_EQ(name.find_first_of("/%~"), std::string::npos) << name;
        EXPECT_EQ(address_of_script_log(name), address);
    }
    EXPECT_EQ(script_log_name(std::string(64, '/') + "@" + std::string(100, 'a') + ".example"), std::nullopt);
    for (auto const* name :
         {".told-anna@example.org", "Anna@example.org", "=zz", "=4", "=61nna@example.org", "plain"}) {
        EXPECT_EQ(address_of_script_log(name), std::nullopt) << name;
    }
}

TEST(ScriptLogs, ACauseIsSaidOnce) {
    EXPECT_EQ(stack::dovecot::failures_in(missing_folder),
              "fileinto action: failed to store into mailbox 'Not there': no such mailbox.");
    EXPECT_EQ(stack::dovecot::failures_in(refused_answer), "");
}

class ScriptFailuresTest : public testing::Test {
protected:
    ScriptFailuresTest() { fs::create_directories(logs); }
    ~ScriptFailuresTest() override { fs::remove_all(logs); }

    void fails(std::string const& content) { write_file_atomically(logs / "anna@example.org", content); }

    fs::path logs = fs::temp_directory_path() / ("mailapp-script-logs-" + random_hex(8));
    Seconds now{std::chrono::seconds(1'796'000'000)};
    std::optional<Error> refusal;
    std::vector<std::string> told, contents;
    ScriptFailures failures{logs, "mail.example.org",
                            [this](std::string const& address, std::string const& content) -> Result<> {
                                if (refusal) return *refusal;
                                told.push_back(address);
                                contents.push_back(content);
                                return {};
                            },
                            [this] { return now; }};
};

TEST_F(ScriptFailuresTest, TheOwnerIsToldOnceADay) {
    fails(missing_folder);
    failures.look();
    ASSERT_THAT(told, ElementsAre("anna@example.org"));
    EXPECT_THAT(contents[0], HasSubstr("failed to store into mailbox 'Not there'"));
    EXPECT_THAT(contents[0], HasSubstr("To: <anna@example.org>\r\n"));
    EXPECT_THAT(contents[0], Not(HasSubstr("msgid")));
    fails(missing_folder);
    now += std::chrono::hours(23);
    failures.look();
    EXPECT_EQ(told.size(), 1U);
    now += std::chrono::hours(1);
    failures.look();
    EXPECT_EQ(told.size(), 2U);
    now += std::chrono::hours(48);
    failures.look();
    EXPECT_EQ(told.size(), 2U);
    EXPECT_TRUE(fs::is_empty(logs)) << "nothing is kept for ever";
}

TEST_F(ScriptFailuresTest, WhatCannotBeDeliveredNowIsDeliveredLater) {
    fails(missing_folder);
    refusal = upstream("submit.unreachable", "no");
    failures.look();
    EXPECT_THAT(told, IsEmpty());
    refusal.reset();
    failures.look();
    EXPECT_EQ(told.size(), 1U);
}

TEST_F(ScriptFailuresTest, AMailboxThatIsGoneIsForgotten) {
    fails(missing_folder);
    refusal = conflict("submit.refused", "no such user");
    failures.look();
    refusal.reset();
    failures.look();
    EXPECT_THAT(told, IsEmpty());
}

TEST_F(ScriptFailuresTest, AnAnswerThatWasNotSentIsNoFailure) {
    fails(refused_answer);
    failures.look();
    EXPECT_THAT(told, IsEmpty());
}

TEST_F(ScriptFailuresTest, FollowsNoLink) {
    write_file_atomically(logs.string() + "-elsewhere", missing_folder);
    fs::create_symlink(logs.string() + "-elsewhere", logs / "anna@example.org");
    failures.look();
    EXPECT_THAT(told, IsEmpty());
    EXPECT_TRUE(fs::exists(logs.string() + "-elsewhere"));
    fs::remove(logs.string() + "-elsewhere");
}

}  // namespace
}  // namespace mailapp::agent
