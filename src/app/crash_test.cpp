#include "app/services.hpp"
#include "base/descriptor.hpp"
#include "db/testing/databases.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

namespace mailapp::app {
namespace {

std::string const key(64, 'a');

/// Changes of many rows each, one after the other, until somebody ends it. Tells `begun` of each first one.
[[noreturn]] void change_without_end(std::string const& url, int round, int begun) {
    db::Database database(url, 2);
    Services services(database, key, "mail.example");
    auto const who = Principal::system("crash");
    for (int i = 0;; ++i) {
        auto const name = "d" + std::to_string(round) + "-" + std::to_string(i) + ".test";
        (void)services.domains.create(
            who,
            {.name = name, .tags = std::vector<std::string>{"a", "b"}, .max_mailboxes = 10, .dkim_bits = 0});
        if (::write(begun, ".", 1) != 1) ::_exit(1);
        (void)services.alias_domains.create(who, {.name = "x" + name, .target_domain = name, .dkim_bits = 0});
        for (auto const* local_part : {"anna", "bert"}) {
            mailboxes::NewMailbox wanted;
            wanted.local_part = local_part;
            wanted.domain = name;
            wanted.password = "{PLAIN}Quiet-Harbour-4711";
            wanted.quota = 1024 * 1024;
            wanted.tags = std::vector<std::string>{"one", "two"};
            (void)services.mailboxes.create(who, wanted);
        }
        auto const alias = services.aliases.create(
            who, {.address = "info@" + name, .destinations = {"anna@" + name, "bert@" + name}});
        (void)services.mailboxes.rename(who, "bert@" + name, {"hans", true});
        (void)services.mailboxes.remove(who, "anna@" + name);
        if (i % 2 == 0 && alias) (void)services.aliases.remove(who, alias->id);
        if (i % 3 == 0) {
            (void)services.mailboxes.remove(who, "hans@" + name);
            (void)services.alias_domains.remove(who, "x" + name);
            (void)services.domains.remove(who, name);
        }
    }
}

/// What every commit keeps: none of these finds a row.
constexpr char const* contradictions[] = {
    "SELECT name FROM domain WHERE mailbox_count <> (SELECT COUNT(*) FROM mailbox WHERE mailbox.domain = "
    "domain.name)",
    "SELECT name FROM domain WHERE assigned_quota <> "
    "(SELECT COALESCE(SUM(quota), 0) FROM mailbox WHERE mailbox.domain = domain.name)",
    "SELECT name FROM domain WHERE alias_count <> (SELECT COUNT(*) FROM alias WHERE alias.domain = "
    "domain.name)",
    "SELECT address FROM alias WHERE NOT EXISTS "
    "(SELECT 1 FROM alias_destination WHERE alias_destination.alias_id = alias.id)",
    "SELECT address FROM mailbox WHERE NOT EXISTS "
    "(SELECT 1 FROM audit_entry WHERE action = 'mailbox.created' AND object = mailbox.address) "
    "AND NOT EXISTS (SELECT 1 FROM audit_entry WHERE action = 'mailbox.renamed')",
    "SELECT name FROM domain WHERE NOT EXISTS "
    "(SELECT 1 FROM audit_entry WHERE action = 'domain.created' AND object = domain.name)",
    // What happened stands in the change feed, or nobody would follow.
    "SELECT address FROM mailbox WHERE NOT EXISTS "
    "(SELECT 1 FROM change WHERE topic = 'mailbox' AND key = mailbox.address)",
    "SELECT name FROM domain WHERE NOT EXISTS (SELECT 1 FROM change WHERE topic = 'domain' AND key = "
    "domain.name)",
    "SELECT object FROM audit_entry WHERE action = 'domain.deleted' AND "
    "EXISTS (SELECT 1 FROM domain WHERE domain.name = audit_entry.object)",
};

class CrashTest : public ::testing::TestWithParam<db::Engine> {};

TEST_P(CrashTest, AKillAtAnyMomentLeavesWholeChangesOnly) {
    db::testing::FreshDatabase database(GetParam());
    auto const seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> microseconds(0, 40'000);
    constexpr int rounds = 60;
    for (int round = 0; round < rounds; ++round) {
        int ends[2];
        ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        Descriptor const reader(ends[0]);
        auto const child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) change_without_end(database.url(), round, ends[1]);
        ::close(ends[1]);
        char begun = 0;
        ASSERT_EQ(::read(reader.get(), &begun, 1), 1) << "it ended by itself in round " << round;
        // Not a wait for something: the moment is what is random.
        std::this_thread::sleep_for(std::chrono::microseconds(microseconds(random)));
        ASSERT_EQ(::kill(child, SIGKILL), 0);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself in round " << round;
    }
    // Whoever comes next sees it, without any repair.
    db::Database after(database.url(), 2);
    Services services(after, key, "mail.example");
    {
        auto session = after.read();
        for (auto const* query : contradictions) {
            auto const found =
                session.scalar<std::int64_t>("SELECT COUNT(*) FROM (" + std::string(query) + ") AS found");
            EXPECT_EQ(found, 0) << query;
        }
        EXPECT_GE(session.scalar<std::int64_t>("SELECT COUNT(*) FROM audit_entry"), rounds);
    }
    auto const trail = services.audit.verify();
    EXPECT_TRUE(trail.intact) << trail.finding;
    EXPECT_TRUE(services.domains.create(Principal::system("test"), {.name = "after.test", .dkim_bits = 0}));
}

INSTANTIATE_TEST_SUITE_P(Engines, CrashTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::app
