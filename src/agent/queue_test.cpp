#include "agent/queue.hpp"

#include "base/process.hpp"
#include "stack/test_daemon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp::agent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char const* deferred_line =
    R"({"queue_name": "deferred", "queue_id": "3FA1B2C3D4", "arrival_time": 1795500528, "message_size": 108, )"
    R"("forced_expire": false, "sender": "", "recipients": [{"address": "b@example.org", )"
    R"("delay_reason": "connect to mx: <b>refused</b>"}]})";

TEST(QueueParser, ReadsAnEntry) {
    auto const listing = parse_queue(std::string(deferred_line) + "\n", 10);
    ASSERT_EQ(listing.entries.size(), 1U);
    auto const& entry = listing.entries.front();
    EXPECT_EQ(entry.queue_name, "deferred");
    EXPECT_EQ(entry.queue_id, "3FA1B2C3D4");
    EXPECT_EQ(entry.arrival_time, 1795500528);
    EXPECT_EQ(entry.message_size, 108);
    EXPECT_EQ(entry.sender, "");
    EXPECT_EQ(entry.recipient_count, 1);
    EXPECT_EQ(entry.recipients.front().address, "b@example.org");
    EXPECT_EQ(entry.recipients.front().delay_reason, "connect to mx: <b>refused</b>");
    EXPECT_EQ(listing.broken_lines, 0);
    EXPECT_FALSE(listing.cut);
}

TEST(QueueParser, SkipsAndCountsBrokenLines) {
    auto const listing =
        parse_queue("postqueue: warning: words\n" + std::string(deferred_line) +
                        "\n{\"queue_id\":\"../x\"}\n[1]\n" + std::string(deferred_line).substr(0, 50),
                    10);
    EXPECT_EQ(listing.entries.size(), 1U);
    EXPECT_EQ(listing.broken_lines, 4);
}

TEST(QueueParser, SaysWhenTheListIsCut) {
    std::string lines;
    for (int i = 0; i < 3; ++i) lines += std::string(deferred_line) + "\n";
    EXPECT_FALSE(parse_queue(lines, 3).cut);
    auto const cut = parse_queue(lines, 2);
    EXPECT_EQ(cut.entries.size(), 2U);
    EXPECT_TRUE(cut.cut);
}

TEST(QueueParser, TellsTheFirstRecipientsAndTheNumberOfAll) {
    std::string line = R"({"queue_id": "3FA1B2C3D4", "recipients": [)";
    for (int i = 0; i < 150; ++i) line += (i ? "," : "") + std::string(R"({"address": "x@example.org"})");
    auto const listing = parse_queue(line + "]}", 10);
    EXPECT_EQ(listing.entries.front().recipients.size(), 100U);
    EXPECT_EQ(listing.entries.front().recipient_count, 150);
}

TEST(QueueId, IsShortOrLongAndNeverAnOptionOrAll) {
    EXPECT_TRUE(is_queue_id("3FA1B2C3D4"));
    EXPECT_TRUE(is_queue_id("4PqGtn3Yrnz1Hn"));
    for (auto const* text :
         {"", "ALL", "all", "-", "-d", "--help", "3FA1B2C3D4 ", "3FA1B2/3D4", "../../etc/passwd",
          "3FA1B2C3D4\nALL", "3FA1B2C3D4;id", "3FA1B2C3D43FA1B2C3D43FA1B2C3D4ABC"}) {
        EXPECT_FALSE(is_queue_id(text)) << text;
    }
}

/// Postfix's own programs on a private queue; no daemon runs, the messages lie there.
class PostfixQueue : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "Postfix's queue belongs to root";
        auto const postfix = ids_of_user("postfix");
        ensure_directory(directory_.path() / "data", {0700, postfix.uid, postfix.gid});
        fs::create_directory(configuration());
        write_file_atomically(configuration() / "main.cf",
                              "compatibility_level = 3.6\nqueue_directory = " + queue_path().string() +
                                  "\ndata_directory = " + (directory_.path() / "data").string() +
                                  "\nmail_owner = postfix\nsetgid_group = postdrop\nmyhostname = "
                                  "mail.example.org\nalias_maps =\nalias_database =\n",
                              {0644});
        write_file_atomically(configuration() / "master.cf", "", {0644});
        fs::create_directory(queue_path());
        ASSERT_EQ(run_process({"/usr/sbin/postfix", "-c", configuration().string(), "check"}).value().status,
                  0);
    }

    fs::path configuration() const { return directory_.path() / "conf"; }
    fs::path queue_path() const { return directory_.path() / "queue"; }

    /// A message as it lies after a failed attempt.
    std::string deferred(std::string const& subject) const {
        ProcessOptions options;
        options.input = "Subject: " + subject + "\n\nbody\n";
        run_process({"/usr/sbin/sendmail", "-C", configuration().string(), "-f", "anna@example.org",
                     "berta@example.net"},
                    options)
            .value();
        auto const dropped = fs::directory_iterator(queue_path() / "maildrop")->path();
        auto const id = dropped.filename().string();
        // hash_queue_depth is 1 for this queue.
        auto const place = queue_path() / "deferred" / id.substr(0, 1);
        auto const postfix = ids_of_user("postfix");
        // postsuper works as that user, in whose directory this lies.
        fs::create_directories(place);
        EXPECT_EQ(::chown(place.c_str(), postfix.uid, postfix.gid), 0);
        fs::rename(dropped, place / id);
        return id;
    }

    std::vector<std::string> ids_in(std::string const& queue_name) const {
        std::vector<std::string> ids;
        for (auto const& entry : queue_.list({}).value().entries)
            if (entry.queue_name == queue_name) ids.push_back(entry.queue_id);
        return ids;
    }

    test::TemporaryDirectory directory_;
    Queue queue_{configuration()};
};

TEST_F(PostfixQueue, IsEmptyAtFirst) {
    auto const listing = queue_.list({});
    ASSERT_TRUE(listing);
    EXPECT_TRUE(listing->entries.empty());
}

TEST_F(PostfixQueue, ListsAndShowsAMessage) {
    auto const id = deferred("hello");
    auto const listing = queue_.list({});
    ASSERT_TRUE(listing);
    ASSERT_EQ(listing->entries.size(), 1U);
    EXPECT_EQ(listing->entries.front().queue_id, id);
    EXPECT_EQ(listing->entries.front().sender, "anna@example.org");
    EXPECT_EQ(listing->entries.front().recipients.front().address, "berta@example.net");
    auto const shown = queue_.show({id});
    ASSERT_TRUE(shown);
    EXPECT_THAT(shown->text, HasSubstr("Subject: hello"));
    EXPECT_FALSE(shown->cut);
}

TEST_F(PostfixQueue, HoldsReleasesAndDeletesWhatIsNamedOnly) {
    auto const first = deferred("first");
    auto const second = deferred("second");
    auto const held = queue_.hold({{first, "ABCDEF1234"}, false});
    ASSERT_TRUE(held) << held.error().detail;
    EXPECT_THAT(held->done, ElementsAre(first));
    EXPECT_THAT(held->missing, ElementsAre("ABCDEF1234"));
    EXPECT_THAT(ids_in("hold"), ElementsAre(first));
    EXPECT_THAT(ids_in("deferred"), ElementsAre(second));

    auto const released = queue_.unhold({{first}, false});
    ASSERT_TRUE(released);
    EXPECT_THAT(released->done, ElementsAre(first));
    EXPECT_TRUE(ids_in("hold").empty());

    auto const removed = queue_.remove({{second}, false});
    ASSERT_TRUE(removed);
    EXPECT_THAT(removed->done, ElementsAre(second));
    EXPECT_EQ(queue_.show({second}).error().code, "queue.not_found");
    EXPECT_TRUE(queue_.show({first}));
}

TEST_F(PostfixQueue, DeletesAllOnlyWhenAllAreMeant) {
    deferred("first");
    deferred("second");
    for (auto const& selection : {QueueSelection{}, QueueSelection{{"ABCDEF1234"}, true}}) {
        auto const refused = queue_.remove(selection);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, "queue.invalid_selection");
    }
    auto const word = queue_.remove({{"ALL"}, false});
    ASSERT_FALSE(word);
    EXPECT_EQ(word.error().code, "queue.invalid_id");
    EXPECT_EQ(word.error().field, "/ids/0");
    EXPECT_EQ(queue_.list({}).value().entries.size(), 2U);
    ASSERT_TRUE(queue_.remove({{}, true}));
    EXPECT_TRUE(queue_.list({}).value().entries.empty());
}

// Security case 3.
TEST_F(PostfixQueue, TakesNoIdForAnOption) {
    for (auto const* id : {"-d", "-dALL", "--", "-c/etc"}) {
        EXPECT_EQ(queue_.show({id}).error().code, "queue.invalid_id") << id;
        EXPECT_EQ(queue_.remove({{id}, false}).error().code, "queue.invalid_id") << id;
        EXPECT_EQ(queue_.deliver({{id}, false}).error().code, "queue.invalid_id") << id;
    }
}

TEST_F(PostfixQueue, DeliveringSaysThatPostfixIsDown) {
    deferred("first");
    auto const delivered = queue_.deliver({{}, true});
    ASSERT_FALSE(delivered);
    EXPECT_EQ(delivered.error().code, "queue.unavailable");
    EXPECT_THAT(delivered.error().detail, HasSubstr("mail system is down"));
}

TEST_F(PostfixQueue, DeliveringNamesTheMessagesThatAreGone) {
    auto const delivered = queue_.deliver({{"ABCDEF1234"}, false});
    ASSERT_TRUE(delivered);
    EXPECT_THAT(delivered->missing, ElementsAre("ABCDEF1234"));
}

TEST(QueueAlone, SaysWhenThereIsNoPostfix) {
    auto const listing = Queue("/nonexistent").list({});
    ASSERT_FALSE(listing);
    EXPECT_EQ(listing.error().code, "queue.unavailable");
}

}  // namespace
}  // namespace mailapp::agent
