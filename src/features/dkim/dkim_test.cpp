#include "db/changes.hpp"
#include "db/testing/databases.hpp"
#include "features/dkim/service.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace mailapp::dkim {
namespace {

void insert_domain(db::Transaction& tx, std::string const& name) {
    tx.execute(
        "INSERT INTO domain (name, description, max_aliases, max_mailboxes, default_quota, max_quota, quota,"
        " relay_host, backup_mx, relay_all_recipients, relay_unknown_only, global_address_list, active,"
        " rate_limit_value, rate_limit_frame, created, version)"
        " VALUES ($1, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 's', 0, 1)",
        name);
}

class DkimTest : public ::testing::TestWithParam<db::Engine> {
protected:
    DkimTest() {
        auto tx = database->begin();
        insert_domain(tx, "one.example");
        insert_domain(tx, "two.example");
        tx.execute(
            "INSERT INTO alias_domain (name, target_domain, active, rate_limit_value, rate_limit_frame,"
            " created, version) VALUES ('alias.example', 'one.example', 1, 0, 's', 0, 1)");
        tx.commit();
    }

    DkimKeys must_create(NewDkimKeys const& wanted) {
        auto made = service.create(who, wanted);
        if (!made) throw std::runtime_error(made.error().detail);
        return std::move(*made);
    }
    static NewDkimKeys small_key(std::vector<std::string> domains) {
        NewDkimKeys wanted;
        wanted.domains = std::move(domains);
        wanted.bits = 1024;
        return wanted;
    }
    std::int64_t changes_of(std::string const& domain) {
        auto session = database->read();
        return session.scalar<std::int64_t>("SELECT COUNT(*) FROM change WHERE topic = 'dkim' AND key = $1",
                                            domain);
    }
    std::vector<std::string> listed(DkimFilter const& filter) {
        auto const page = service.list(who, filter);
        if (!page) throw std::runtime_error(page.error().detail);
        std::vector<std::string> names;
        for (auto const& item : page->items) names.push_back(item.domain);
        return names;
    }
    static std::string new_pem(Algorithm algorithm) {
        return std::string(generate(algorithm, 1024)->private_key.reveal());
    }

    db::testing::FreshDatabase database{GetParam()};
    audit::Log log{*database, "key"};
    Vault vault{"key"};
    Service service{*database, log, vault};
    Principal who = Principal::system("test");
};

TEST_P(DkimTest, CreatesAKeyForEachOfSomeDomains) {
    auto const made = must_create(small_key({"One.Example.", "alias.example"}));
    ASSERT_EQ(made.keys.size(), 2U);
    EXPECT_EQ(made.keys[0].domain, "one.example");
    EXPECT_EQ(made.keys[0].selector, "dkim");
    EXPECT_EQ(made.keys[0].record_name, "dkim._domainkey.one.example");
    EXPECT_NE(made.keys[0].public_key, made.keys[1].public_key);
    EXPECT_EQ(changes_of("alias.example"), 1);
    auto const found = service.get(who, "alias.example");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->kind, DomainKind::alias_domain);
    EXPECT_EQ(found->state, KeyState::valid);
    EXPECT_EQ(reflect::to_json(found->keys.at(0)), reflect::to_json(made.keys[1]));
}

TEST_P(DkimTest, CreatesForAllOrForNone) {
    auto const refused = service.create(who, small_key({"one.example", "elsewhere.example"}));
    EXPECT_EQ(refused.error().code, "dkim.domain_unknown");
    EXPECT_EQ(service.get(who, "one.example")->state, KeyState::missing);
    EXPECT_EQ(changes_of("one.example"), 0);
}

TEST_P(DkimTest, HasOneKeyOfEachAlgorithmWithSelectorsOfTheirOwn) {
    must_create(small_key({"one.example"}));
    EXPECT_EQ(service.create(who, small_key({"one.example"})).error().code, "dkim.key_exists");
    auto wanted = small_key({"one.example"});
    wanted.algorithm = Algorithm::ed25519;
    wanted.selector = "DKIM";
    EXPECT_EQ(service.create(who, wanted).error().code, "dkim.selector_taken");
    wanted.selector.reset();
    EXPECT_EQ(must_create(wanted).keys.at(0).selector, "dkim-ed25519");
    auto const found = service.get(who, "one.example");
    ASSERT_EQ(found->keys.size(), 2U);
    EXPECT_EQ(found->keys[0].algorithm, Algorithm::rsa);
    EXPECT_EQ(found->keys[1].bits, 256);
}

TEST_P(DkimTest, RefusesASelectorThatTheFilterCouldTakeForAnotherDomains) {
    auto const pair = *generate(Algorithm::rsa, 1024);
    auto tx = database->begin();
    ASSERT_TRUE(service.add(tx, who, "c.example", "a.b", pair));
    EXPECT_EQ(service.add(tx, who, "b.c.example", "a", pair).error().code, "dkim.selector_taken");
}

TEST_P(DkimTest, RefusesWrongInput) {
    auto wanted = small_key({"one.example"});
    wanted.selector = "bad selector";
    EXPECT_EQ(service.create(who, wanted).error().code, "dkim.selector_invalid");
    EXPECT_EQ(service.create(who, small_key({})).error().code, "dkim.domains_invalid");
    EXPECT_EQ(service.create(who, small_key({"no domain"})).error().field, "/domains/0");
    wanted = small_key({"one.example"});
    wanted.bits = 512;
    EXPECT_EQ(service.create(who, wanted).error().code, "dkim.bits_invalid");
}

TEST_P(DkimTest, AddsInTheTransactionOfTheCaller) {
    auto const pair = *generate(Algorithm::rsa, 1024);
    {
        auto tx = database->begin();
        insert_domain(tx, "three.example");
        ASSERT_TRUE(service.add(tx, who, "three.example", "s1", pair));
        // Not committed.
    }
    EXPECT_FALSE(service.get(who, "three.example"));
    auto tx = database->begin();
    insert_domain(tx, "three.example");
    ASSERT_TRUE(service.add(tx, who, "three.example", "S1", pair));
    tx.commit();
    EXPECT_EQ(service.get(who, "three.example")->keys.at(0).selector, "s1");
}

TEST_P(DkimTest, ANewDomainGetsTheKeysThatItHasNot) {
    auto const give = [&](std::int64_t bits, std::string const& selector, bool ed25519) {
        auto const keys = make_first_keys(bits, selector, ed25519);
        auto tx = database->begin();
        auto first = service.add_first(tx, who, "one.example", *keys);
        if (!first) throw std::runtime_error(first.error().detail);
        tx.commit();
        return std::move(*first);
    };
    auto const made = give(1024, "s1", false);
    EXPECT_TRUE(made.added);
    EXPECT_TRUE(made.kept.empty());
    // The domain is made again, with other wishes each time.
    auto const again = give(1024, "s2", true);
    EXPECT_TRUE(again.added) << "the Ed25519 key";
    ASSERT_EQ(again.kept.size(), 1U);
    EXPECT_EQ(again.kept[0].selector, "s1");
    auto const without = give(0, "s3", false);
    EXPECT_FALSE(without.added);
    ASSERT_EQ(without.kept.size(), 2U);
    EXPECT_EQ(without.kept[1].algorithm, Algorithm::ed25519);
}

TEST_P(DkimTest, KeepsPrivateKeysEncryptedAndGivesThemBack) {
    auto const pair = *generate(Algorithm::rsa, 1024);
    auto tx = database->begin();
    ASSERT_TRUE(service.add(tx, who, "one.example", "dkim", pair));
    auto const stored = tx.scalar<std::string>("SELECT private_key FROM dkim_key");
    EXPECT_TRUE(stored.starts_with("v1:"));
    EXPECT_EQ(stored.find("PRIVATE"), std::string::npos);
    tx.commit();
    auto const shown = service.private_key(who, "one.example", "dkim");
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->private_key, pair.private_key.reveal());
    auto session = database->read();
    EXPECT_EQ(session.scalar<std::int64_t>(
                  "SELECT COUNT(*) FROM audit_entry WHERE action = 'dkim.private_key_shown'"),
              1);
    EXPECT_EQ(session.scalar<std::int64_t>("SELECT COUNT(*) FROM audit_entry WHERE details LIKE '%PRIVATE%'"),
              0);
    EXPECT_EQ(service.private_key(who, "one.example", "other").error().code, "dkim.not_found");
}

TEST_P(DkimTest, ImportsForAnyNameAndOverwritesOnlyWhenAsked) {
    ImportedDkimKey wanted;
    wanted.domain = "Partner.Example";
    wanted.selector = "imp";
    wanted.private_key = new_pem(Algorithm::rsa);
    auto const first = service.import(who, wanted);
    ASSERT_TRUE(first);
    EXPECT_EQ(service.get(who, "partner.example")->state, KeyState::unused);
    wanted.private_key = new_pem(Algorithm::rsa);
    wanted.selector = "imp2";
    EXPECT_EQ(service.import(who, wanted).error().code, "dkim.key_exists");
    wanted.overwrite = true;
    auto const second = service.import(who, wanted);
    ASSERT_TRUE(second);
    auto const found = service.get(who, "partner.example");
    ASSERT_EQ(found->keys.size(), 1U);
    EXPECT_EQ(found->keys[0].selector, "imp2");
    EXPECT_NE(found->keys[0].public_key, first->public_key);
    EXPECT_EQ(changes_of("partner.example"), 2);
    wanted.private_key = "nonsense";
    EXPECT_EQ(service.import(who, wanted).error().code, "dkim.private_key_invalid");
}

TEST_P(DkimTest, DuplicatesInPlaceOfOtherKeys) {
    must_create(small_key({"one.example", "two.example"}));
    auto ed25519 = small_key({"one.example"});
    ed25519.algorithm = Algorithm::ed25519;
    must_create(ed25519);
    ASSERT_TRUE(service.duplicate(who, "one.example", {{"two.example", "partner.example"}}));
    auto const source = service.get(who, "one.example")->keys;
    for (auto const* name : {"two.example", "partner.example"}) {
        auto const copies = service.get(who, name)->keys;
        ASSERT_EQ(copies.size(), 2U);
        for (std::size_t i = 0; i < copies.size(); ++i) {
            EXPECT_EQ(copies[i].selector, source[i].selector);
            EXPECT_EQ(copies[i].public_key, source[i].public_key);
            EXPECT_EQ(service.private_key(who, name, copies[i].selector)->private_key,
                      service.private_key(who, "one.example", source[i].selector)->private_key);
        }
    }
    EXPECT_EQ(service.duplicate(who, "none.example", {{"two.example"}}).error().code, "dkim.not_found");
    EXPECT_EQ(service.duplicate(who, "one.example", {{"one.example"}}).error().code, "dkim.domains_invalid");
    EXPECT_EQ(service.get(who, "one.example")->keys.size(), 2U);
}

TEST_P(DkimTest, RemovesOneOrAll) {
    must_create(small_key({"one.example"}));
    auto ed25519 = small_key({"one.example"});
    ed25519.algorithm = Algorithm::ed25519;
    must_create(ed25519);
    ASSERT_TRUE(service.remove_key(who, "one.example", "dkim-ed25519"));
    EXPECT_EQ(service.get(who, "one.example")->keys.size(), 1U);
    EXPECT_EQ(service.remove_key(who, "one.example", "dkim-ed25519").error().code, "dkim.not_found");
    ASSERT_TRUE(service.remove(who, "one.example"));
    EXPECT_EQ(service.get(who, "one.example")->state, KeyState::missing);
    EXPECT_EQ(service.remove(who, "one.example").error().code, "dkim.not_found");
    EXPECT_EQ(changes_of("one.example"), 4);
}

TEST_P(DkimTest, ListsAllNamesByTheirState) {
    must_create(small_key({"one.example"}));
    for (auto const algorithm : {Algorithm::rsa, Algorithm::ed25519}) {
        ImportedDkimKey wanted;
        wanted.domain = "partner.example";
        wanted.private_key = new_pem(algorithm);
        ASSERT_TRUE(service.import(who, wanted));
    }
    using Names = std::vector<std::string>;
    EXPECT_EQ(listed({}), (Names{"alias.example", "one.example", "partner.example", "two.example"}));
    DkimFilter filter;
    filter.state = KeyState::valid;
    EXPECT_EQ(listed(filter), Names{"one.example"});
    filter.state = KeyState::missing;
    EXPECT_EQ(listed(filter), (Names{"alias.example", "two.example"}));
    filter.state = KeyState::unused;
    EXPECT_EQ(listed(filter), Names{"partner.example"});
    EXPECT_EQ(service.list(who, filter)->items.at(0).keys.size(), 2U);
    filter = {};
    filter.search = "ONE";
    EXPECT_EQ(listed(filter), Names{"one.example"});
    filter.search = "%";
    EXPECT_EQ(listed(filter), Names{});
}

TEST_P(DkimTest, PagesInBothDirections) {
    for (auto const* sort : {"domain", "-domain"}) {
        std::vector<std::string> seen;
        DkimFilter filter;
        filter.sort = sort;
        filter.limit = 1;
        do {
            auto const page = service.list(who, filter);
            ASSERT_TRUE(page);
            EXPECT_EQ(page->total, 3);
            for (auto const& item : page->items) seen.push_back(item.domain);
            filter.cursor = page->next_cursor;
        } while (filter.cursor);
        if (*sort == '-') std::reverse(seen.begin(), seen.end());
        EXPECT_EQ(seen, (std::vector<std::string>{"alias.example", "one.example", "two.example"}));
    }
    DkimFilter filter;
    filter.sort = "bits";
    EXPECT_EQ(service.list(who, filter).error().code, "list.sort_unknown");
}

TEST_P(DkimTest, ShowsAPrivateKeyOnlyToWhomKnowsThePassword) {
    must_create(small_key({"one.example"}));
    http::Routes routes;
    add_routes(routes, service, [](Principal const&, Secret const& password) -> Result<bool> {
        return password.reveal() == "right";
    });
    auto const match = routes.find(http::Method::post, "/api/v2/dkim/one.example/dkim/private-key");
    ASSERT_NE(match.operation, nullptr);
    EXPECT_TRUE(may(Role::administrator, match.operation->scope));
    EXPECT_FALSE(may(Role::api_read_write, match.operation->scope));
    EXPECT_FALSE(may(Role::api_read_only, match.operation->scope));
    http::RawRequest request;
    request.headers = {{"content-type", "application/json"}};
    request.body = R"({"password":"wrong"})";
    auto response = match.operation->run(request, who, match.parameters);
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.body.find("PRIVATE KEY"), std::string::npos);
    request.body = R"({"password":"right"})";
    response = match.operation->run(request, who, match.parameters);
    EXPECT_EQ(response.status, 200);
    EXPECT_NE(response.body.find("BEGIN PRIVATE KEY"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Engines, DkimTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::dkim
