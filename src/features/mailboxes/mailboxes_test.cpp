#include "db/changes.hpp"
#include "db/testing/databases.hpp"
#include "features/mailboxes/rules.hpp"
#include "features/mailboxes/service.hpp"
#include "identity/password.hpp"
#include "identity/vault.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace mailapp::mailboxes {
namespace {

TEST(MailboxRules, NormalizesAddresses) {
    EXPECT_EQ(check_address("Anna", "Example.ORG")->text(), "anna@example.org");
    EXPECT_EQ(check_address("a+b", "example.org").error().field, "/local_part");
    EXPECT_EQ(check_address("a b", "example.org").error().field, "/local_part");
    EXPECT_EQ(check_address("", "example.org").error().field, "/local_part");
    EXPECT_EQ(check_address("%u", "example.org").value().local_part, "%u");
    EXPECT_EQ(check_address("../x", "example.org").error().field, "/local_part");
    EXPECT_EQ(check_address("a", "").error().field, "/domain");
}

TEST(MailboxRules, PatchTouchesWhatItNames) {
    MailboxSettings settings;
    MailboxPatch patch;
    patch.imap_access = false;
    patch.name = "Anna";
    patch.state = MailboxState::no_login;
    apply(patch, settings);
    EXPECT_FALSE(settings.imap_access);
    EXPECT_TRUE(settings.pop3_access);
    EXPECT_EQ(settings.name, "Anna");
    EXPECT_EQ(settings.state, MailboxState::no_login);
}

TEST(MailboxRules, SendersAreNormalized) {
    EXPECT_EQ(check_senders({"*", "@Example.org", "A@b.example", "a@B.example"}).value(),
              (std::vector<std::string>{"*", "@example.org", "a@b.example"}));
    EXPECT_EQ(check_senders({"nonsense"}).error().code, "mailbox.sender_invalid");
}

class MailboxesTest : public ::testing::TestWithParam<db::Engine> {
protected:
    MailboxesTest() {
        domains::NewDomain domain;
        domain.name = "example.org";
        domain.dkim_bits = 0;
        domain.max_mailboxes = 3;
        domain.default_quota = domain.max_quota = 100 * mebibyte;
        domain.quota = 250 * mebibyte;
        if (!domains.create(who, domain)) throw std::runtime_error("no domain");
    }
    NewMailbox wanted(std::string local_part) {
        NewMailbox mailbox;
        mailbox.local_part = std::move(local_part);
        mailbox.domain = "example.org";
        mailbox.password = "{PLAIN}secret-secret";
        return mailbox;
    }
    std::int64_t count(std::string const& table) {
        return database->read().scalar<std::int64_t>("SELECT COUNT(*) FROM " + table);
    }
    domains::Domain domain() { return domains.get(Visibility::all(), "example.org").value(); }

    db::testing::FreshDatabase database{GetParam()};
    audit::Log log{*database, "key"};
    Vault vault{"key"};
    templates::Service templates{*database, log};
    dkim::Service dkim{*database, log, vault};
    domains::Service domains{*database, log, templates, dkim, "mail.example.net"};
    aliases::Service aliases{*database, log, domains};
    Service service{*database, log, templates, domains, aliases};
    Principal who = Principal::system("test");
};

TEST_P(MailboxesTest, CreatesWithDefaults) {
    auto mailbox = wanted("Anna");
    mailbox.password = "a good password";
    auto const made = service.create(who, mailbox);
    ASSERT_TRUE(made) << made.error().detail;
    EXPECT_EQ(made->address, "anna@example.org");
    EXPECT_TRUE(made->imap_access);
    EXPECT_EQ(made->quota, 0);
    EXPECT_EQ(domain().mailbox_count, 1);
    auto const hash = database->read().scalar<std::string>("SELECT password_hash FROM mailbox");
    EXPECT_TRUE(identity::verify_password(Secret("a good password"), hash));
    EXPECT_EQ(database->read().scalar<std::string>("SELECT store FROM mailbox"),
              "example.org/anna-" + std::to_string(made->id));
}

TEST_P(MailboxesTest, RefusesWhatCannotBe) {
    ASSERT_TRUE(service.create(who, wanted("anna")));
    EXPECT_EQ(service.create(who, wanted("ANNA")).error().code, "mailbox.exists");
    auto mailbox = wanted("bert");
    mailbox.domain = "elsewhere.example";
    EXPECT_EQ(service.create(who, mailbox).error().code, "mailbox.domain_not_found");
    mailbox = wanted("bert");
    mailbox.password = "short";
    EXPECT_EQ(service.create(who, mailbox).error().field, "/password");
    mailbox.password.reset();
    EXPECT_EQ(service.create(who, mailbox).error().field, "/password");
    mailbox.password = "{NONSENSE}x";
    EXPECT_EQ(service.create(who, mailbox).error().code, "password.scheme_unknown");
    mailbox = wanted("bert");
    mailbox.permissions = std::vector<std::string>{"everything"};
    EXPECT_EQ(service.create(who, mailbox).error().code, "mailbox.permission_unknown");
    aliases::NewAlias alias;
    alias.address = "info@example.org";
    alias.destinations = {"anna@example.org"};
    ASSERT_TRUE(aliases.create(who, alias));
    EXPECT_EQ(service.create(who, wanted("info")).error().code, "mailbox.is_alias");
    EXPECT_EQ(count("mailbox"), 1);
}

TEST_P(MailboxesTest, HoldsTheDomainsLimits) {
    auto big = wanted("big");
    big.quota = 101 * mebibyte;
    EXPECT_EQ(service.create(who, big).error().code, "mailbox.quota_above_max");
    for (auto const* name : {"a", "b"}) {
        auto mailbox = wanted(name);
        mailbox.quota = 100 * mebibyte;
        ASSERT_TRUE(service.create(who, mailbox));
    }
    big.quota = 51 * mebibyte;
    EXPECT_EQ(service.create(who, big).error().code, "mailbox.quota_above_left");
    big.quota = 50 * mebibyte;
    ASSERT_TRUE(service.create(who, big));
    EXPECT_EQ(service.create(who, wanted("d")).error().code, "mailbox.limit_reached");
    MailboxPatch patch;
    patch.quota = 60 * mebibyte;
    EXPECT_EQ(service.update(who, "big@example.org", patch).error().code, "mailbox.quota_above_left");
    patch.quota = 40 * mebibyte;
    ASSERT_TRUE(service.update(who, "big@example.org", patch));
    EXPECT_EQ(domain().assigned_quota, 240 * mebibyte);
}

TEST_P(MailboxesTest, ParallelCreationsNeverPassTheLimit) {
    std::atomic<int> made = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
        threads.emplace_back([&, i] {
            if (service.create(who, wanted("m" + std::to_string(i)))) ++made;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(made, 3);
    EXPECT_EQ(domain().mailbox_count, 3);
}

TEST_P(MailboxesTest, HostileTextsComeBackUnchanged) {
    ASSERT_TRUE(service.create(who, wanted("anna")));
    MailboxPatch patch;
    patch.name = "'; DROP TABLE mailbox;-- %_\\ <script> \xE2\x80\xAE";
    patch.custom_attributes = std::map<std::string, std::string>{{"title", "\"{{7*7}}\""}};
    patch.tags = std::vector<std::string>{"x' OR '1'='1"};
    auto const after = service.update(who, "ANNA@example.org", patch);
    ASSERT_TRUE(after) << after.error().detail;
    EXPECT_EQ(after->name, *patch.name);
    EXPECT_EQ(after->custom_attributes, *patch.custom_attributes);
    EXPECT_EQ(after->tags, *patch.tags);
    MailboxFilter filter;
    filter.search = "%_\\ <SCRIPT";
    EXPECT_EQ(service.list(Visibility::all(), filter)->total, 1);
    filter.search = "_____";
    EXPECT_EQ(service.list(Visibility::all(), filter)->total, 0);
    filter = {};
    filter.tags = {"x' OR '1'='1"};
    EXPECT_EQ(service.list(Visibility::all(), filter)->total, 1);
    patch = {};
    patch.name = "two\nlines";
    EXPECT_EQ(service.update(who, "anna@example.org", patch).error().code, "mailbox.name_invalid");
}

TEST_P(MailboxesTest, RenamingKeepsMailAndRights) {
    auto const made = service.create(who, wanted("anna"));
    ASSERT_TRUE(service.create(who, wanted("bert")));
    MailboxPatch grant;
    grant.sender_acl = std::vector<std::string>{"anna@example.org"};
    grant.tags = std::vector<std::string>{"t"};
    ASSERT_TRUE(service.update(who, "bert@example.org", grant));
    auto const path =
        database->read().scalar<std::string>("SELECT store FROM mailbox WHERE local_part = 'anna'");
    ASSERT_FALSE(service.rename(who, "anna@example.org", {"bert", false}));
    auto const after = service.rename(who, "anna@example.org", {"Hanna", true});
    ASSERT_TRUE(after) << after.error().detail;
    EXPECT_EQ(after->address, "hanna@example.org");
    EXPECT_EQ(after->id, made->id);
    EXPECT_EQ(database->read().scalar<std::string>("SELECT store FROM mailbox WHERE local_part = 'hanna'"),
              path);
    EXPECT_EQ(service.get(Visibility::all(), "bert@example.org")->sender_acl,
              std::vector<std::string>{"hanna@example.org"});
    EXPECT_EQ(service.create(who, wanted("anna")).error().code, "mailbox.is_alias");
    EXPECT_EQ(service.get(Visibility::all(), "anna@example.org").error().code, "mailbox.not_found");
}

TEST_P(MailboxesTest, DeletionLeavesNothing) {
    ASSERT_TRUE(service.create(who, wanted("anna")));
    ASSERT_TRUE(service.create(who, wanted("bert")));
    MailboxPatch grant;
    grant.sender_acl = std::vector<std::string>{"anna@example.org", "@example.org"};
    grant.tags = std::vector<std::string>{"t"};
    ASSERT_TRUE(service.update(who, "anna@example.org", grant));
    ASSERT_TRUE(service.update(who, "bert@example.org", grant));
    aliases::NewAlias both;
    both.address = "both@example.org";
    both.destinations = {"anna@example.org", "bert@example.org"};
    ASSERT_TRUE(aliases.create(who, both));
    aliases::NewAlias one;
    one.address = "one@example.org";
    one.destinations = {"anna@example.org"};
    ASSERT_TRUE(aliases.create(who, one));
    auto const path =
        database->read().scalar<std::string>("SELECT store FROM mailbox WHERE local_part = 'anna'");
    ASSERT_TRUE(service.remove(who, "anna@example.org"));
    EXPECT_EQ(count("mailbox_tag"), 1);
    EXPECT_EQ(count("alias"), 1);
    EXPECT_EQ(count("alias_destination"), 1);
    EXPECT_EQ(count("mailbox_usage"), 1);
    EXPECT_EQ(service.get(Visibility::all(), "bert@example.org")->sender_acl,
              std::vector<std::string>{"@example.org"});
    EXPECT_EQ(domain().mailbox_count, 1);
    EXPECT_EQ(domain().alias_count, 1);
    auto session = database->read();
    bool discarded = false;
    for (auto const& change : db::changes_after(session, 0)) {
        discarded = discarded || (change.topic == db::topic::mailbox_store && change.key == path);
    }
    EXPECT_TRUE(discarded);
    auto const again = service.create(who, wanted("anna"));
    ASSERT_TRUE(again);
    EXPECT_NE(database->read().scalar<std::string>("SELECT store FROM mailbox WHERE local_part = 'anna'"),
              path);
}

TEST_P(MailboxesTest, EveryLocalPartHasAStoreOfPlainNames) {
    for (auto const* local_part : {"o'brien", "~user/x", "a*b"}) {
        auto const made = service.create(who, wanted(local_part));
        ASSERT_TRUE(made) << local_part << ": " << made.error().detail;
        auto const store =
            database->read().scalar<std::string>("SELECT store FROM mailbox WHERE id = $1", made->id);
        EXPECT_EQ(store.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-",
                                          std::string("example.org/").size()),
                  std::string::npos)
            << store;
        EXPECT_TRUE(service.get(Visibility::all(), made->address));
    }
}

struct Stored {
    std::string hash;
    std::int64_t changed = 0;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Stored, (), (hash, changed, version))

TEST_P(MailboxesTest, TheSamePasswordAgainChangesNothing) {
    auto mailbox = wanted("anna");
    mailbox.password = "a good p\u00e4ssword";
    ASSERT_TRUE(service.create(who, mailbox));
    auto const stored = [&] {
        return database->read()
            .first<Stored>("SELECT password_hash, password_changed, password_version FROM mailbox")
            .value();
    };
    {
        auto tx = database->begin();
        tx.execute("UPDATE mailbox SET password_changed = 1000");
        tx.commit();
    }
    auto const before = stored();
    auto const set = [&](std::string const& password) {
        MailboxPatch patch;
        patch.password = password;
        return service.update(who, "anna@example.org", patch);
    };
    for (auto const& same :
         {std::string("a good p\u00e4ssword"), std::string("a good pa\u0308ssword"), before.hash}) {
        ASSERT_TRUE(set(same));
        EXPECT_EQ(stored().hash, before.hash) << same;
        EXPECT_EQ(stored().changed, 1000);
        EXPECT_EQ(stored().version, before.version);
    }
    // Twice within one second, and each is another one.
    ASSERT_TRUE(set("another password"));
    ASSERT_TRUE(set("a third password"));
    EXPECT_EQ(stored().version, before.version + 2);
    EXPECT_GT(stored().changed, 1000);
    // A weak hash is replaced as soon as somebody sets the password that it belongs to; nobody is signed out.
    ASSERT_TRUE(set("{PLAIN}an old password"));
    auto const plain = stored();
    ASSERT_TRUE(set("an old password"));
    EXPECT_TRUE(stored().hash.starts_with("{ARGON2ID}"));
    EXPECT_EQ(stored().version, plain.version);
}

TEST_P(MailboxesTest, ForeignMailboxesAreNotThere) {
    ASSERT_TRUE(service.create(who, wanted("anna")));
    auto const stranger = Visibility::of_domains({"other.example"});
    EXPECT_EQ(service.get(stranger, "anna@example.org").error().code, "mailbox.not_found");
    EXPECT_EQ(service.list(stranger, {})->total, 0);
}

TEST_P(MailboxesTest, CreatesManyWithinTheLimits) {
    auto const hash = identity::hash_password(Secret("one password for all"));
    EXPECT_EQ(service.create_many(who, "example.org", {"a", "b", "c", "d"}, hash).error().code,
              "mailbox.limit_reached");
    EXPECT_EQ(count("mailbox"), 0);
    ASSERT_TRUE(service.create_many(who, "example.org", {"a", "b", "c"}, hash));
    EXPECT_EQ(domain().mailbox_count, 3);
    std::vector<std::string> seen;
    auto const page = service.list(Visibility::all(), {}, db::Total::left_out).value();
    for (auto const& mailbox : page.items) seen.push_back(mailbox.address);
    EXPECT_EQ(page.total, 0);
    EXPECT_EQ(seen, (std::vector<std::string>{"a@example.org", "b@example.org", "c@example.org"}));
    EXPECT_TRUE(log.verify().intact);
}

INSTANTIATE_TEST_SUITE_P(Engines, MailboxesTest,
                         ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::mailboxes
