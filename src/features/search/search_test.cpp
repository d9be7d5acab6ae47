#include "features/search/service.hpp"

#include "base/mail_address.hpp"
#include "features/testing/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mailapp::search {
namespace {

using testing::code_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SearchTest : public ::testing::TestWithParam<db::Engine> {
protected:
    SearchTest() {
        names.add_domain("anna.example");
        names.add_domain("two.example");
        names.add_alias_domain("annas.example", "two.example");
        add_mailbox("anna@two.example", "Bert");
        add_mailbox("bert@two.example", "Anna");
        add_mailbox("joanna@anna.example", "");
        aliases::NewAlias alias;
        alias.address = "x@annas.example";
        alias.destinations = {"far@away.example"};
        alias_id = names.aliases.create(names.who, alias).value().id;
    }
    void add_mailbox(std::string const& address, std::string const& name) {
        auto const parts = normalize_address(address).value();
        mailboxes::NewMailbox wanted;
        wanted.local_part = parts.local_part;
        wanted.domain = parts.domain;
        wanted.name = name;
        wanted.password = "{PLAIN}secret-secret";
        mailboxes.create(names.who, wanted).value();
    }
    std::vector<std::string> found(Principal const& who, std::string text, std::int64_t limit = 10) {
        std::vector<std::string> all;
        for (auto const& hit : service.find(who, {std::move(text), limit}).value().items) {
            all.push_back(std::string(reflect::enum_name(hit.kind)) + " " + hit.key + " " + hit.name + " (" +
                          hit.description + ")");
        }
        return all;
    }

    testing::Names names{GetParam()};
    mailboxes::Service mailboxes{*names.database, names.audit, names.templates, names.domains, names.aliases};
    Service service{names.domains, names.alias_domains, mailboxes, names.aliases};
    std::int64_t alias_id = 0;
};

TEST_P(SearchTest, FindsEachKindTheBestFirst) {
    EXPECT_THAT(found(names.who, " Anna "),
                ElementsAre("domain anna.example anna.example (anna.example)",
                            "alias_domain annas.example annas.example (two.example)",
                            "mailbox anna@two.example anna@two.example (Bert)",
                            "mailbox bert@two.example bert@two.example (Anna)",
                            "mailbox joanna@anna.example joanna@anna.example ()",
                            "alias " + std::to_string(alias_id) + " x@annas.example (far@away.example)"));
    EXPECT_THAT(found(names.who, "anna", 1),
                ElementsAre("domain anna.example anna.example (anna.example)",
                            "alias_domain annas.example annas.example (two.example)",
                            "mailbox anna@two.example anna@two.example (Bert)",
                            "alias " + std::to_string(alias_id) + " x@annas.example (far@away.example)"));
    EXPECT_THAT(found(names.who, ""), IsEmpty());
    EXPECT_THAT(found(names.who, "nothing like that"), IsEmpty());
}

TEST_P(SearchTest, ShowsNobodyWhatIsAnothers) {
    EXPECT_THAT(found(testing::Names::limited_to({"anna.example"}), "anna"),
                ElementsAre("domain anna.example anna.example (anna.example)",
                            "mailbox joanna@anna.example joanna@anna.example ()"));
    // What is in an alias domain belongs to who its target belongs to.
    EXPECT_THAT(found(testing::Names::limited_to({"two.example"}), "annas"),
                ElementsAre("alias_domain annas.example annas.example (two.example)",
                            "alias " + std::to_string(alias_id) + " x@annas.example (far@away.example)"));
    EXPECT_THAT(found(testing::Names::limited_to({}), "a"), IsEmpty());
    Principal nobody;
    EXPECT_THAT(found(nobody, "anna"), IsEmpty());
}

TEST_P(SearchTest, FollowsWhatChanges) {
    EXPECT_THAT(found(names.who, "carla"), IsEmpty());
    mailboxes::MailboxPatch patch;
    patch.name = "Carla";
    ASSERT_TRUE(mailboxes.update(names.who, "bert@two.example", patch));
    EXPECT_THAT(found(names.who, "carla"), ElementsAre("mailbox bert@two.example bert@two.example (Carla)"));
    ASSERT_TRUE(mailboxes.rename(names.who, "bert@two.example", {"carlo", false}));
    EXPECT_THAT(found(names.who, "carl"), ElementsAre("mailbox carlo@two.example carlo@two.example (Carla)"));
    ASSERT_TRUE(mailboxes.remove(names.who, "carlo@two.example"));
    EXPECT_THAT(found(names.who, "carl"), IsEmpty());
}

TEST_P(SearchTest, FindsDomainsByTheNameThatPeopleKnowAndEverythingByItsTags) {
    names.add_domain("xn--bcher-kva.example");
    names.add_alias_domain("xn--lesen-bcher-zhb.example", "xn--bcher-kva.example");
    EXPECT_THAT(
        found(names.who, "Bücher"),
        ElementsAre("domain xn--bcher-kva.example bücher.example (xn--bcher-kva.example)",
                    "alias_domain xn--lesen-bcher-zhb.example lesen-bücher.example (bücher.example)"));
    domains::DomainPatch domain;
    domain.tags = std::vector<std::string>{"customer", "Vienna"};
    ASSERT_TRUE(names.domains.update(names.who, "two.example", domain));
    mailboxes::MailboxPatch mailbox;
    mailbox.tags = std::vector<std::string>{"vienna"};
    mailbox.name = "Şəhla";
    ASSERT_TRUE(mailboxes.update(names.who, "joanna@anna.example", mailbox));
    EXPECT_THAT(found(names.who, "VIENN"),
                ElementsAre("domain two.example two.example (two.example)",
                            "mailbox joanna@anna.example joanna@anna.example (Şəhla)"));
    EXPECT_THAT(found(names.who, "şəhla"),
                ElementsAre("mailbox joanna@anna.example joanna@anna.example (Şəhla)"));
    domain.tags = std::vector<std::string>{};
    ASSERT_TRUE(names.domains.update(names.who, "two.example", domain));
    EXPECT_THAT(found(names.who, "customer"), IsEmpty());
}

TEST_P(SearchTest, RefusesLimitsAndTextsThatMakeNoSense) {
    EXPECT_EQ(code_of(service.find(names.who, {"a", 0})), "search.limit_invalid");
    EXPECT_EQ(code_of(service.find(names.who, {"a", 51})), "search.limit_invalid");
    EXPECT_EQ(code_of(service.find(names.who, {std::string(256, 'a'), 5})), "search.text_invalid");
    EXPECT_EQ(code_of(service.find(names.who, {"a\nb", 5})), "search.text_invalid");
}

INSTANTIATE_TEST_SUITE_P(Engines, SearchTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& about) { return db::testing::engine_name(about.param); });

}  // namespace
}  // namespace mailapp::search
