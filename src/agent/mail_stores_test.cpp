#include "agent/mail_stores.hpp"

#include "agent/tree_removal.hpp"
#include "stack/test_daemon.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <atomic>
#include <fstream>

namespace mailapp::agent {
namespace {

using test::wait_until;

class MailStoresTest : public testing::Test {
protected:
    MailStoresTest() { fs::create_directory(mail()); }

    fs::path mail() const { return directory_.path() / "mail"; }
    fs::path garbage() const { return mail() / ".garbage"; }

    void put_mail(std::string const& store) const {
        fs::create_directories(mail() / store / "Maildir/cur");
        std::ofstream(mail() / store / "Maildir/cur/1.eml") << "Subject: x\n\n";
    }

    test::TemporaryDirectory directory_;
    std::atomic<std::int64_t> now_ = 1'800'000'000;
};

TEST_F(MailStoresTest, TakesAStoreAwayAndRemovesItAtOnceWithoutRetention) {
    put_mail("example.org/anna-1");
    put_mail("example.org/berta-2");
    MailStores mail_stores(mail(), std::chrono::hours(0), system_now);
    ASSERT_TRUE(mail_stores.discard("example.org/anna-1"));
    EXPECT_FALSE(fs::exists(mail() / "example.org/anna-1"));
    EXPECT_TRUE(fs::exists(mail() / "example.org/berta-2/Maildir/cur/1.eml"));
    EXPECT_TRUE(wait_until([&] { return fs::is_empty(garbage()); }));
}

TEST_F(MailStoresTest, ActsWithTheRightsOfTheOwnerOfTheMail) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root has rights to leave";
    put_mail("example.org/anna-1");
    auto const nobody = ids_of_user("nobody");
    // The store, but not the directory that it lies in, is the owner's: moving it takes rights that root has.
    for (auto const& path : {mail(), mail() / "example.org/anna-1"})
        ASSERT_EQ(::chown(path.c_str(), nobody.uid, nobody.gid), 0);
    MailStores mail_stores(mail(), std::chrono::hours(0), system_now);
    EXPECT_THROW((void)mail_stores.discard("example.org/anna-1"), std::system_error);
    ASSERT_EQ(::chown((mail() / "example.org").c_str(), nobody.uid, nobody.gid), 0);
    for (auto const& entry : fs::recursive_directory_iterator(mail() / "example.org"))
        ASSERT_EQ(::chown(entry.path().c_str(), nobody.uid, nobody.gid), 0);
    ASSERT_TRUE(mail_stores.discard("example.org/anna-1"));
    EXPECT_TRUE(wait_until([&] { return fs::is_empty(garbage()); }));
    // What the owner plants in place of the garbage leads nowhere.
    fs::remove(garbage());
    fs::create_directory(directory_.path() / "outside");
    fs::create_directory_symlink(directory_.path() / "outside", garbage());
    put_mail("example.org/berta-2");
    for (auto const& entry : fs::recursive_directory_iterator(mail() / "example.org"))
        ASSERT_EQ(::chown(entry.path().c_str(), nobody.uid, nobody.gid), 0);
    auto const refused = mail_stores.discard("example.org/berta-2");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "mailstore.not_a_directory");
    EXPECT_TRUE(fs::is_empty(directory_.path() / "outside"));
}

TEST_F(MailStoresTest, KeepsAStoreForTheRetention) {
    put_mail("example.org/anna-1");
    put_mail("example.org/berta-2");
    {
        MailStores mail_stores(mail(), std::chrono::hours(24),
                               [this] { return Seconds(std::chrono::seconds(now_.load())); });
        ASSERT_TRUE(mail_stores.discard("example.org/anna-1"));
        now_ += 24 * 3600;
        ASSERT_TRUE(mail_stores.discard("example.org/berta-2"));
        EXPECT_TRUE(wait_until([&] { return !fs::exists(garbage() / "1800000000_anna-1"); }));
    }
    EXPECT_TRUE(fs::exists(garbage() / "1800086400_berta-2/Maildir/cur/1.eml"));
}

TEST_F(MailStoresTest, RemovesAtItsStartWhatAnEarlierOneLeft) {
    fs::create_directories(garbage() / "1700000000_anna-1/Maildir");
    fs::create_directories(garbage() / "not-ours");
    MailStores const mail_stores(mail(), std::chrono::hours(0), system_now);
    EXPECT_TRUE(wait_until([&] { return !fs::exists(garbage() / "1700000000_anna-1"); }));
    EXPECT_TRUE(fs::exists(garbage() / "not-ours"));
}

TEST_F(MailStoresTest, AStoreThatIsNotThereIsSuccess) {
    MailStores mail_stores(mail(), std::chrono::hours(0), system_now);
    EXPECT_TRUE(mail_stores.discard("example.org/anna-1"));
    put_mail("example.org/anna-1");
    EXPECT_TRUE(mail_stores.discard("example.org/anna-1"));
    EXPECT_TRUE(mail_stores.discard("example.org/anna-1"));
}

TEST_F(MailStoresTest, RemovesADomainsDirectoryOnlyWhenItIsEmpty) {
    put_mail("example.org/anna-1");
    MailStores mail_stores(mail(), std::chrono::hours(0), system_now);
    auto const refused = mail_stores.discard_domain("example.org");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "mailstore.domain_not_empty");
    ASSERT_TRUE(mail_stores.discard("example.org/anna-1"));
    EXPECT_TRUE(mail_stores.discard_domain("example.org"));
    EXPECT_FALSE(fs::exists(mail() / "example.org"));
    EXPECT_TRUE(mail_stores.discard_domain("example.org"));
}

// Security case 8.
TEST_F(MailStoresTest, RefusesNamesThatLeadOutOfTheMailDirectory) {
    fs::create_directories(directory_.path() / "other/victim");
    fs::create_directories(mail() / "example.org");
    MailStores mail_stores(mail(), std::chrono::hours(0), system_now);
    using namespace std::string_literals;
    for (auto const& store : {""s,
                              "."s,
                              ".."s,
                              "/"s,
                              "../other"s,
                              "../other/victim"s,
                              "example.org/.."s,
                              "example.org/."s,
                              "example.org/../../other/victim"s,
                              "/etc/passwd"s,
                              "example.org"s,
                              "example.org/"s,
                              "/anna-1"s,
                              "example.org//anna-1"s,
                              "example.org/a/b"s,
                              "example.org/.hidden"s,
                              ".garbage/anna-1"s,
                              "example.org/a\0b"s,
                              "example.org/a\nb"s,
                              "Example.org/anna-1"s,
                              "example.org./anna-1"s,
                              "%2e%2e/other"s,
                              "example.org/"s + std::string(300, 'a'),
                              "-r/anna-1"s}) {
        auto const refused = mail_stores.discard(store);
        ASSERT_FALSE(refused) << store;
        EXPECT_EQ(refused.error().code, "mailstore.invalid_store") << store;
    }
    for (auto const& domain : {""s, "."s, ".."s, "../other"s, "/etc"s, ".garbage"s, "example.org/anna-1"s}) {
        auto const refused = mail_stores.discard_domain(domain);
        ASSERT_FALSE(refused) << domain;
        EXPECT_EQ(refused.error().code, "mailstore.invalid_domain") << domain;
    }
    EXPECT_TRUE(fs::exists(directory_.path() / "other/victim"));
    EXPECT_TRUE(fs::exists(mail() / "example.org"));
}

// Security case 8: what belongs to the user of the mail could be swapped for a link.
TEST_F(MailStoresTest, FollowsNoSymbolicLink) {
    auto const outside = directory_.path() / "outside";
    fs::create_directories(outside / "anna-1/Maildir");
    fs::create_directories(mail() / "example.com");
    fs::create_directory_symlink(outside, mail() / "example.org");
    fs::create_directory_symlink(outside / "anna-1", mail() / "example.com/anna-1");
    MailStores mail_stores(mail(), std::chrono::hours(0), system_now);
    for (auto const* store : {"example.org/anna-1", "example.com/anna-1"}) {
        auto const refused = mail_stores.discard(store);
        ASSERT_FALSE(refused) << store;
        EXPECT_EQ(refused.error().code, "mailstore.not_a_directory") << store;
    }
    auto const refused = mail_stores.discard_domain("example.org");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "mailstore.not_a_directory");

    put_mail("example.net/berta-2");
    fs::create_directory_symlink(outside, mail() / "example.net/berta-2/Maildir/new");
    ASSERT_TRUE(mail_stores.discard("example.net/berta-2"));
    EXPECT_TRUE(wait_until([&] { return fs::is_empty(garbage()); }));
    EXPECT_TRUE(fs::exists(outside / "anna-1/Maildir"));
}

TEST_F(MailStoresTest, AGarbageDirectoryThatIsALinkIsRefused) {
    fs::create_directories(directory_.path() / "outside/1700000000_x");
    put_mail("example.org/anna-1");
    fs::create_directory_symlink(directory_.path() / "outside", garbage());
    MailStores mail_stores(mail(), std::chrono::hours(0), system_now);
    auto const refused = mail_stores.discard("example.org/anna-1");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "mailstore.not_a_directory");
    EXPECT_TRUE(fs::exists(mail() / "example.org/anna-1"));
}

TEST_F(MailStoresTest, RemovalOfATreeThatIsTooDeepLeavesTheRestAlone) {
    auto deep = mail() / "tree";
    for (int i = 0; i < 80; ++i) deep /= "d";
    fs::create_directories(deep);
    Descriptor const parent(::open(mail().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    EXPECT_THROW(remove_tree(parent.get(), "tree", {}), std::system_error);
    EXPECT_TRUE(fs::exists(deep));
}

}  // namespace
}  // namespace mailapp::agent
