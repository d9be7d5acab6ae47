// What get shows is fit for edit: the whole object goes back, the answer is a success, and nothing is
// changed.
#include "compat/mailcow/testing/facade_fixture.hpp"

namespace mailapp::compat::mailcow {
namespace {

namespace json = boost::json;

class RoundTripTest : public testing::FacadeFixture {
protected:
    void SetUp() override {
        add_domain();
        add_mailbox("anna", R"(,"quota":"1024","name":" <Anna> Exämple ")");
    }

    /// Sends what get shows, and looks again.
    void expect_same(std::string const& category, std::string const& item, std::string path = {}) {
        if (path.empty()) path = category + "/" + item;
        auto before = object(path);
        ASSERT_FALSE(before.empty()) << path;
        auto const answer = edit(category, item, json::serialize(before));
        auto const said = messages(answer);
        EXPECT_TRUE(said.starts_with("success ")) << said;
        EXPECT_EQ(said.find(';'), std::string::npos) << said;
        auto after = object(path);
        before.erase("modified");
        after.erase("modified");
        EXPECT_EQ(json::serialize(after), json::serialize(before));
    }
};

TEST_F(RoundTripTest, Domain) {
    expect_same("domain", "example.org");
    edit("domain", "example.org", R"({"description":"","gal":0,"aliases":5,"rl_value":7,"rl_frame":"h",
        "tags":["a","b"],"backupmx":1,"relayhost":"3"})");
    expect_same("domain", "example.org");
    edit("domain", "example.org", R"({"description":"  Two  blanks ","active":0,"relay_unknown_only":1})");
    expect_same("domain", "example.org");
}

TEST_F(RoundTripTest, Mailbox) {
    expect_same("mailbox", "anna@example.org");
    edit("mailbox", "anna@example.org", R"({"active":2,"pop3_access":0,"tls_enforce_in":"1","quota":0,
        "sender_acl":["@example.org"],"extended_sender_acl":"a@elsewhere.example","tags":["x"],"relayhost":2,
        "pw_recovery_email":"r@elsewhere.example","quarantine_notification":"daily","rl_value":3,"rl_frame":"d"})");
    edit("mailbox/custom-attribute", "anna@example.org", R"({"attribute":["title"],"value":["Dr"]})");
    expect_same("mailbox", "anna@example.org");
}

TEST_F(RoundTripTest, MailboxKeepsItsQuotaOfOneMebibyte) {
    edit("mailbox", "anna@example.org", R"({"quota":1})");
    expect_same("mailbox", "anna@example.org");
    EXPECT_EQ(object("mailbox/anna@example.org").at("quota"), 1024 * 1024);
}

TEST_F(RoundTripTest, AliasOfEveryKind) {
    auto const add = [&](std::string const& more) {
        auto const said = messages(post("add/alias", more));
        EXPECT_TRUE(said.starts_with("success alias_added")) << said;
    };
    add(R"({"address":"one@example.org","goto":"anna@example.org,b@elsewhere.example","active":1})");
    add(R"({"address":"drop@example.org","goto_null":"1","active":"1"})");
    add(R"({"address":"spam@example.org","goto_spam":1,"private_comment":""})");
    add(R"({"address":"ham@example.org","goto_ham":true,"public_comment":" two  blanks ","active":1})");
    add(R"({"address":"@example.org","goto":"anna@example.org","internal":1,"sogo_visible":1,"active":1})");
    for (auto const* item :
         {"one@example.org", "drop@example.org", "spam@example.org", "ham@example.org", "@example.org"}) {
        expect_same("alias", item);
        auto const id = json::serialize(object("alias/" + std::string(item)).at("id"));
        expect_same("alias", id);
    }
}

TEST_F(RoundTripTest, SpecialDestinationsAreReadAsTheyAreShown) {
    post("add/alias", R"({"address":"drop@example.org","goto_null":"1","active":"1"})");
    EXPECT_EQ(messages(edit("alias", "drop@example.org", R"({"goto":"null@localhost","active":"1"})")),
              "success alias_modified(drop@example.org)");
    EXPECT_EQ(object("alias/drop@example.org").at("goto"), "null@localhost");
    EXPECT_EQ(messages(edit("alias", "drop@example.org", R"({"goto":"SPAM@localhost"})")),
              "success alias_modified(drop@example.org)");
    EXPECT_EQ(object("alias/drop@example.org").at("goto"), "spam@localhost");
    post("add/alias", R"({"address":"good@example.org","goto":"ham@localhost","active":1})");
    EXPECT_EQ(object("alias/good@example.org").at("goto"), "ham@localhost");
    // One of them beside an address is neither.
    EXPECT_EQ(messages(edit("alias", "drop@example.org", R"({"goto":"null@localhost,anna@example.org"})")),
              "danger goto_invalid(null@localhost); success alias_modified(drop@example.org)");
    EXPECT_EQ(messages(edit("alias", "drop@example.org", R"({"goto":"root@localhost"})")),
              "danger goto_invalid(root@localhost)");
    EXPECT_EQ(object("alias/drop@example.org").at("goto"), "anna@example.org");
}

TEST_F(RoundTripTest, AliasDomain) {
    post("add/alias-domain", R"({"alias_domain":"second.example.org","target_domain":"example.org","active":1,
        "rl_value":5,"rl_frame":"m"})");
    expect_same("alias-domain", "second.example.org");
}

TEST_F(RoundTripTest, Templates) {
    expect_same("domain/template", "1");
    expect_same("mailbox/template", "2");
    post("add/mailbox/template",
         R"({"template":"Small","quota":10,"imap_access":0,"tags":["t"],"acl":["pushover"],
        "rl_value":2,"rl_frame":"h"})");
    auto const all = json::parse(get("mailbox/template")).as_array();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all, json::parse(get("mailbox/template/all")).as_array()) << "a list without its \"all\"";
    expect_same("mailbox/template", json::serialize(all.back().at("id")));
}

TEST_F(RoundTripTest, Administrator) {
    expect_same("admin", "admin");
}

TEST_F(RoundTripTest, RateLimits) {
    edit("rl-domain", "example.org", R"({"rl_value":5,"rl_frame":"h"})");
    edit("rl-mbox", "anna@example.org", R"({"rl_value":"6","rl_frame":"d"})");
    expect_same("rl-domain", "example.org");
    expect_same("rl-mbox", "anna@example.org");
    auto const row = json::parse(get("rl-mbox/all")).as_array().at(0);
    EXPECT_EQ(messages(edit("rl-mbox", "anna@example.org", json::serialize(row))),
              "success rl_saved(anna@example.org)");
    EXPECT_EQ(get("rl-mbox/anna@example.org"), R"({"value":"6","frame":"d"})");
}

TEST_F(RoundTripTest, WhatIsShownAloneCannotBeChangedThatWay) {
    auto const refused = [&](std::string const& category, std::string const& item,
                             std::string const& attributes) {
        auto const before = get(category + "/" + item);
        auto const said = messages(edit(category, item, attributes));
        EXPECT_TRUE(said.starts_with("danger attribute_invalid(")) << said;
        EXPECT_EQ(said.find("success"), std::string::npos) << said;
        EXPECT_EQ(get(category + "/" + item), before);
    };
    refused("domain", "example.org", R"({"max_num_aliases_for_domain":7})");
    refused("domain", "example.org", R"({"domain_name":"other.example.org","gal":0})");
    refused("domain", "example.org", R"({"rl":{"value":"1","frame":"s"}})");
    refused("mailbox", "anna@example.org", R"({"attributes":{"imap_access":"0"}})");
    refused("mailbox", "anna@example.org", R"({"username":"bert@example.org","active":0})");
    refused("mailbox", "anna@example.org", R"({"custom_attributes":{"title":"Dr"}})");
    refused("admin", "admin", R"({"tfa_active":1})");
}

TEST_F(RoundTripTest, EmptyTextComesBackAsItWasSent) {
    auto const alias = [&] { return object("alias/c@example.org"); };
    post("add/alias",
         R"({"address":"c@example.org","goto":"anna@example.org","public_comment":"","active":1})");
    EXPECT_EQ(alias().at("public_comment"), "");
    EXPECT_TRUE(alias().at("private_comment").is_null());
    edit("alias", "c@example.org", R"({"public_comment":null,"private_comment":""})");
    EXPECT_EQ(alias().at("public_comment"), "");
    EXPECT_EQ(alias().at("private_comment"), "");
    edit("alias", "c@example.org", R"({"private_comment":"  x "})");
    EXPECT_EQ(alias().at("private_comment"), "  x ");
    post("add/domain", R"({"domain":"empty.example.org","description":"","key_size":0})");
    EXPECT_EQ(object("domain/empty.example.org").at("description"), "");
}

}  // namespace
}  // namespace mailapp::compat::mailcow
