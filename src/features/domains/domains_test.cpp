#include "db/changes.hpp"
#include "db/testing/databases.hpp"
#include "features/domains/rules.hpp"
#include "features/domains/service.hpp"
#include "features/tags.hpp"
#include "identity/vault.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace mailapp::domains {
namespace {

TEST(DomainRules, NormalizesNames) {
    EXPECT_EQ(check_name(" Example.ORG. ").value(), "example.org");
    EXPECT_EQ(check_name("b\xC3\xBC"
                         "cher.example")
                  .value(),
              "xn--bcher-kva.example");
    for (auto const* bad :
         {"", "-bad-.org", "a..b", "not a domain", "x/../y", "exa\nmple.org", "*.example.org"}) {
        EXPECT_EQ(check_name(bad).error().code, "domain.name_invalid") << bad;
    }
}

TEST(DomainRules, RelayFlagsImplyEachOther) {
    DomainRow row;
    row.relay_unknown_only = true;
    settle_relay_flags(row);
    EXPECT_TRUE(row.relay_all_recipients);
    EXPECT_TRUE(row.backup_mx);
}

TEST(DomainRules, TagsAreTrimmedAndBounded) {
    EXPECT_EQ(check_tags({" a ", "a", "", "b"}).value(), (std::vector<std::string>{"a", "b"}));
    std::vector<std::string> many;
    for (int i = 0; i < 26; ++i) many.push_back(std::to_string(i));
    EXPECT_EQ(check_tags(many).error().code, "tags.too_many");
    EXPECT_EQ(check_tags({"two\nlines"}).error().code, "tags.invalid");
}

class DomainsTest : public ::testing::TestWithParam<db::Engine> {
protected:
    db::testing::FreshDatabase database{GetParam()};
    audit::Log log{*database, "key"};
    Vault vault{"key"};
    templates::Service templates{*database, log};
    dkim::Service dkim{*database, log, vault};
    Service service{*database, log, templates, dkim, "mail.example.net"};
    Principal who = Principal::system("test");

    NewDomain wanted(std::string name) {
        NewDomain domain;
        domain.name = std::move(name);
        domain.dkim_bits = 0;
        return domain;
    }
    std::vector<std::string> changed_keys(std::string_view topic) {
        auto session = database->read();
        std::vector<std::string> keys;
        for (auto const& change : db::changes_after(session, 0)) {
            if (change.topic == topic) keys.push_back(change.key);
        }
        return keys;
    }
};

TEST_P(DomainsTest, TakesDefaultsFromTheTemplate) {
    auto domain = wanted("example.org");
    domain.dkim_bits.reset();
    auto const made = service.create(who, domain);
    ASSERT_TRUE(made) << made.error().detail;
    EXPECT_EQ(made->domain.max_mailboxes, 10);
    EXPECT_EQ(made->domain.max_aliases, 400);
    EXPECT_EQ(made->domain.default_quota, 3072 * mebibyte);
    EXPECT_EQ(made->domain.max_quota, 10240 * mebibyte);
    EXPECT_EQ(made->domain.description, "example.org");
    EXPECT_TRUE(made->dkim_added);
    EXPECT_EQ(made->domain.version, 1);
    EXPECT_EQ(changed_keys(db::topic::domain), std::vector<std::string>{"example.org"});
}

TEST_P(DomainsTest, PagesThroughTemplates) {
    for (auto const* name : {"small", "large", "small too"}) {
        ASSERT_TRUE(templates.create<templates::DomainAttributes>(who, {name, {}}));
    }
    templates::TemplateFilter filter;
    filter.sort = "-name";
    filter.limit = 2;
    std::vector<std::string> names;
    for (int pages = 0; pages < 3; ++pages) {
        auto const page = templates.list<templates::DomainAttributes>(filter);
        ASSERT_TRUE(page) << page.error().detail;
        EXPECT_EQ(page->total, 4);
        for (auto const& one : page->items) names.push_back(one.name);
        if (!page->next_cursor) break;
        filter.cursor = page->next_cursor;
    }
    EXPECT_EQ(names, (std::vector<std::string>{"small too", "small", "large", "Default"}));
    filter = {};
    filter.search = "SMALL";
    EXPECT_EQ(templates.list<templates::DomainAttributes>(filter)->items.size(), 2u);
    filter.sort = "size";
    EXPECT_EQ(templates.list<templates::DomainAttributes>(filter).error().code, "list.sort_unknown");
}

TEST_P(DomainsTest, RefusesWhatCannotBe) {
    ASSERT_TRUE(service.create(who, wanted("example.org")));
    EXPECT_EQ(service.create(who, wanted("EXAMPLE.org")).error().code, "domain.exists");
    EXPECT_EQ(service.create(who, wanted("mail.example.net")).error().code, "domain.is_hostname");
    auto wrong = wanted("limits.example");
    wrong.default_quota = 2000 * mebibyte;
    wrong.max_quota = 1000 * mebibyte;
    EXPECT_EQ(service.create(who, wrong).error().code, "domain.default_quota_above_max");
    wrong.default_quota = 0;
    EXPECT_EQ(service.create(who, wrong).error().code, "domain.default_quota_empty");
    wrong.max_quota = 0;
    EXPECT_EQ(service.create(who, wrong).error().code, "domain.max_quota_empty");
    wrong = wanted("limits.example");
    wrong.quota = 1;
    EXPECT_EQ(service.create(who, wrong).error().code, "domain.max_quota_above_quota");
    wrong = wanted("limits.example");
    wrong.max_aliases = -1;
    EXPECT_EQ(service.create(who, wrong).error().field, "/max_aliases");
    wrong = wanted("limits.example");
    wrong.template_id = 4711;
    EXPECT_EQ(service.create(who, wrong).error().code, "template.not_found");
    auto session = database->read();
    EXPECT_EQ(session.scalar<std::int64_t>("SELECT COUNT(*) FROM domain"), 1);
}

TEST_P(DomainsTest, KeepsWhatAPatchDoesNotName) {
    ASSERT_TRUE(service.create(who, wanted("example.org")));
    DomainPatch patch;
    patch.description = "' OR 1=1-- % _ \\ <img onerror=x>";
    patch.tags = std::vector<std::string>{"b", "a"};
    auto const after = service.update(who, "example.org", patch);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->description, *patch.description);
    EXPECT_EQ(after->tags, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(after->max_mailboxes, 10);
    EXPECT_EQ(after->version, 2);
    DomainFilter filter;
    filter.search = "% _ \\ <IMG";
    EXPECT_EQ(service.list(Visibility::all(), filter)->total, 1);
    filter.search = "%%%";
    EXPECT_EQ(service.list(Visibility::all(), filter)->total, 0);
    filter.search.reset();
    filter.tags = {"a", "none"};
    EXPECT_EQ(service.list(Visibility::all(), filter)->items.at(0).tags.size(), 2U);
}

TEST_P(DomainsTest, TwoAdministratorsLoseNoUpdate) {
    ASSERT_TRUE(service.create(who, wanted("example.org")));
    DomainPatch patch;
    patch.description = "first";
    ASSERT_TRUE(service.update(who, "example.org", patch, 1));
    patch.description = "second";
    EXPECT_EQ(service.update(who, "example.org", patch, 1).error().code, "version.changed");
    EXPECT_EQ(service.get(Visibility::all(), "example.org")->description, "first");
    EXPECT_EQ(service.remove(who, "example.org", 1).error().code, "version.changed");
}

TEST_P(DomainsTest, LimitsCannotGoBelowWhatIsInUse) {
    ASSERT_TRUE(service.create(who, wanted("example.org")));
    {
        auto tx = database->begin();
        service.change_counters(tx, "example.org",
                                {.mailboxes = 3, .aliases = 5, .assigned_quota = 9000 * mebibyte});
        tx.commit();
    }
    DomainPatch patch;
    patch.max_mailboxes = 2;
    EXPECT_EQ(service.update(who, "example.org", patch).error().code, "domain.mailboxes_in_use");
    patch = {};
    patch.max_aliases = 4;
    EXPECT_EQ(service.update(who, "example.org", patch).error().code, "domain.aliases_in_use");
    patch = {};
    patch.default_quota = patch.max_quota = 1000 * mebibyte;
    patch.quota = 8000 * mebibyte;
    EXPECT_EQ(service.update(who, "example.org", patch).error().code, "domain.quota_in_use");
    EXPECT_EQ(service.remove(who, "example.org").error().code, "domain.not_empty");
}

TEST_P(DomainsTest, DeletionTakesItsAliasesAlong) {
    ASSERT_TRUE(service.create(who, wanted("example.org")));
    {
        auto tx = database->begin();
        tx.execute(
            "INSERT INTO alias_domain (name, target_domain, active, rate_limit_value, rate_limit_frame, "
            "created, "
            "version) VALUES ('example.net', 'example.org', 1, 0, 'second', 0, 1)");
        for (auto const* address : {"a@example.org", "b@example.net"}) {
            tx.execute(
                "INSERT INTO alias (address, domain, delivery, active, internal, sender_allowed, "
                "sogo_visible, "
                "created, version) VALUES ($1, $2, 'forward', 1, 0, 1, 1, 0, 1)",
                address, std::string(address).substr(2));
        }
        tx.commit();
    }
    EXPECT_EQ(service.create(who, wanted("example.net")).error().code, "domain.exists");
    ASSERT_TRUE(service.remove(who, "example.org"));
    auto session = database->read();
    EXPECT_EQ(session.scalar<std::int64_t>(
                  "SELECT (SELECT COUNT(*) FROM alias) + (SELECT COUNT(*) FROM alias_domain) + "
                  "(SELECT COUNT(*) FROM domain) + (SELECT COUNT(*) FROM domain_tag)"),
              0);
    EXPECT_EQ(changed_keys(db::topic::alias).size(), 2U);
    EXPECT_EQ(changed_keys(db::topic::alias_domain).size(), 1U);
    EXPECT_EQ(service.remove(who, "example.org").error().code, "domain.not_found");
    EXPECT_TRUE(log.verify().intact);
}

TEST_P(DomainsTest, ForeignDomainsAreNotThere) {
    ASSERT_TRUE(service.create(who, wanted("mine.example")));
    ASSERT_TRUE(service.create(who, wanted("theirs.example")));
    auto const mine = Visibility::of_domains({"mine.example"});
    EXPECT_EQ(service.get(mine, "theirs.example").error().code, "domain.not_found");
    auto const page = service.list(mine, {});
    ASSERT_TRUE(page);
    EXPECT_EQ(page->total, 1);
    EXPECT_EQ(page->items.at(0).name, "mine.example");
    auto const named = service.named(mine, {"mine.example", "theirs.example", "nobodys.example"});
    ASSERT_EQ(named.size(), 1U);
    EXPECT_EQ(named.front().name, "mine.example");
    EXPECT_TRUE(service.named(mine, {}).empty());
    EXPECT_EQ(service.list(Visibility::of_domains({}), {})->total, 0);
}

TEST_P(DomainsTest, PagesBySortWithoutLossOrDouble) {
    for (int i = 0; i < 7; ++i) {
        auto domain = wanted("d" + std::to_string(i) + ".example");
        domain.max_mailboxes = i % 3;
        ASSERT_TRUE(service.create(who, domain));
    }
    for (auto const* sort : {"name", "-name", "mailbox_count", "bytes_used", "-created", "description"}) {
        DomainFilter filter;
        filter.sort = sort;
        filter.limit = 3;
        std::vector<std::string> names;
        do {
            auto const page = service.list(Visibility::all(), filter);
            ASSERT_TRUE(page) << sort;
            EXPECT_EQ(page->total, 7);
            for (auto const& item : page->items) names.push_back(item.name);
            filter.cursor = page->next_cursor;
        } while (filter.cursor);
        std::sort(names.begin(), names.end());
        EXPECT_EQ(std::unique(names.begin(), names.end()) - names.begin(), 7) << sort;
    }
}

TEST_P(DomainsTest, OneOfTwoEqualCreationsSucceeds) {
    std::atomic<int> made = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            auto const result = service.create(who, wanted("race.example"));
            if (result) {
                ++made;
            } else {
                EXPECT_EQ(result.error().code, "domain.exists");
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(made, 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, DomainsTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::domains
